package dev.cobot.node.speech;

import dev.cobot.brain.hearing.SpokenForms;
import dev.cobot.brain.hearing.SpokenForms.Control;
import dev.cobot.brain.language.Wording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sentences that can be spoken, made of the skills' wordings and the words of the language. */
public final class SpokenGrammar {
  /** The name of the grammar in its text. */
  public static final String NAME = "cobot";

  private final SpokenForms forms;

  private SpokenGrammar(SpokenForms forms) {
    this.forms = forms;
  }

  /** Returns the grammar of English, for skills that are worded so. */
  public static SpokenGrammar english(List<Wording> wordings) {
    return new SpokenGrammar(SpokenForms.english(wordings));
  }

  /** Returns the grammar as a JSpeech Grammar Format text. */
  public String jsgf() {
    StringBuilder text = new StringBuilder("#JSGF V1.0;\ngrammar " + NAME + ";\n");
    text.append("public <said> = [please] (").append(shared(forms.wishes())).append(") | ");
    List<String> whole = new ArrayList<>(forms.answers());
    forms.controls().values().forEach(whole::addAll);
    text.append(shared(whole)).append(";\n");
    forms
        .slots()
        .forEach((slot, ways) -> text.append("<%s> = %s;\n".formatted(slot, shared(ways))));
    return text.toString();
  }

  /** Writes alternatives so that what they begin with stands once: fewer states to search. */
  private static String shared(Collection<String> ways) {
    Map<String, List<String>> after = new TreeMap<>();
    for (String way : ways) {
      String[] parts = way.strip().split(" +", 2);
      after
          .computeIfAbsent(parts[0], first -> new ArrayList<>())
          .add(parts.length > 1 ? parts[1] : "");
    }
    return after.entrySet().stream()
        .map(
            entry -> {
              String first = entry.getKey().replace('{', '<').replace('}', '>');
              List<String> rest = entry.getValue().stream().filter(w -> !w.isEmpty()).toList();
              if (rest.isEmpty()) {
                return first;
              }
              String more = shared(rest);
              boolean mayEnd = rest.size() < entry.getValue().size();
              return first + (mayEnd ? " [" + more + "]" : " (" + more + ")");
            })
        .collect(Collectors.joining(" | "));
  }

  /** Returns every word that can be heard. */
  public Set<String> words() {
    return Stream.of(
            forms.wishes().stream(),
            forms.answers().stream(),
            forms.controls().values().stream().flatMap(List::stream),
            forms.slots().values().stream().flatMap(List::stream),
            Stream.of("please"))
        .flatMap(texts -> texts)
        .flatMap(text -> Arrays.stream(text.split(" +")))
        .filter(word -> !word.isEmpty() && !word.startsWith("{"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns what a text is that is said for itself; empty for a wish and for an answer. */
  public Optional<Control> control(String text) {
    return forms.controls().entrySet().stream()
        .filter(entry -> entry.getValue().contains(text))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Returns how something is said for itself. */
  String say(Control control) {
    return forms.controls().get(control).get(0);
  }

  /** Whether a text lets the arm move without being said back: it must be heard for sure. */
  public boolean isConsent(String text) {
    return control(text).filter(control -> control == Control.YES).isPresent();
  }

  /** Draws a sentence: in one of five what is said for itself, or an answer. */
  public String draw(SplittableRandom random) {
    if (random.nextInt(5) > 0) {
      String wish = fill(pick(forms.wishes(), random), random);
      return random.nextInt(5) == 0 ? "please " + wish : wish;
    }
    List<String> rest = new ArrayList<>(forms.answers());
    forms.controls().values().forEach(rest::addAll);
    return fill(pick(rest, random), random);
  }

  private String fill(String form, SplittableRandom random) {
    return Arrays.stream(form.split(" +"))
        .map(
            part ->
                part.startsWith("{")
                    ? fill(
                        pick(forms.slots().get(part.substring(1, part.length() - 1)), random),
                        random)
                    : part)
        .collect(Collectors.joining(" "));
  }

  private static <E> E pick(List<E> from, SplittableRandom random) {
    return from.get(random.nextInt(from.size()));
  }
}
