package dev.cobot.brain.hearing;

import dev.cobot.brain.language.Wording;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is told apart by ear: of each list of words that a reader knows the first ones alone, since
 * every further way to say the same makes the others harder to hear.
 *
 * @param wishes what moves the arm, with slots in braces; each slot has a list in {@code slots}
 * @param slots what a slot stands for
 * @param answers to a question of the runtime, with the same slots
 * @param controls what is said for itself while the arm moves or a question is open
 */
public record SpokenForms(
    List<String> wishes,
    Map<String, List<String>> slots,
    List<String> answers,
    Map<Control, List<String>> controls) {
  /** What is said for itself. */
  public enum Control {
    STOP,
    WAIT,
    GO_ON,
    YES,
    NO
  }

  private static final int FRAMES = 3;
  private static final int VERBS = 4;
  private static final int WAYS = 2;
  private static final Pattern SLOT = Pattern.compile("\\{([a-z]+)}");

  /** Slots whose list has an empty entry. */
  private static final Pattern OPTIONAL = Pattern.compile(" *\\{(holding|downwards|withit)}");

  public SpokenForms {
    wishes = List.copyOf(wishes);
    slots = Map.copyOf(slots);
    answers = List.copyOf(answers);
    controls = Map.copyOf(controls);
  }

  /** Returns the forms of English: of what the skills are asked by, and of the language's own. */
  public static SpokenForms english(List<Wording> wordings) {
    Language language = Language.load("en");
    Set<String> verbs = new HashSet<>();
    language.verbs().values().forEach(verbs::addAll);
    Map<String, List<String>> slots = new LinkedHashMap<>();
    language.verbs().forEach((list, all) -> slots.put(list, first(all, VERBS)));
    language
        .parts()
        .forEach((list, all) -> slots.put(list, first(all, verbs.contains(all.get(0)) ? WAYS : 1)));
    slots.put("into", first(language.into(), WAYS));
    slots.put("color", language.colors().values().stream().map(words -> words.get(0)).toList());
    slots.put(
        "noun",
        Arrays.stream(ObjectKind.values())
            .flatMap(kind -> kind.nouns().stream().limit(1))
            .toList());
    List<String> thing = List.of("the {noun}", "the {color} {noun}");
    List.of("target", "destination", "source").forEach(role -> slots.put(role, thing));
    slots.put("table", List.of("the table"));
    List<List<String>> frames = new ArrayList<>();
    wordings.forEach(w -> frames.add(w.frames().stream().map(Language::slots).toList()));
    // What the hand holds is left out: more to tell apart costs what is heard of the rest.
    language
        .frames()
        .forEach(
            (skill, ways) -> {
              if (!PuttingDown.isOfTheHand(skill)) {
                frames.add(first(ways, WAYS));
              }
            });
    Set<String> wishes = new LinkedHashSet<>();
    for (List<String> ways : frames) {
      ways.stream()
          .map(way -> OPTIONAL.matcher(way).replaceAll(""))
          .distinct()
          .filter(way -> way.indexOf(',') < 0)
          .filter(way -> verbs.contains(firstWord(way, slots)))
          .limit(FRAMES)
          .forEach(wishes::add);
    }
    Set<String> used = new HashSet<>(List.of("color", "noun"));
    wishes.forEach(wish -> SLOT.matcher(wish).results().forEach(slot -> used.add(slot.group(1))));
    slots.keySet().retainAll(used);
    return new SpokenForms(
        List.copyOf(wishes), slots, List.of("the {color} one"), controls(language));
  }

  private static Map<Control, List<String>> controls(Language language) {
    Map<Control, List<String>> controls = new EnumMap<>(Control.class);
    controls.put(Control.STOP, first(language.stops(), 1));
    controls.put(Control.WAIT, first(language.pace().waits(), 1));
    controls.put(Control.GO_ON, first(language.several().resumptions(), WAYS));
    controls.put(Control.YES, first(language.yes(), 1));
    controls.put(Control.NO, first(language.several().refusals(), 1));
    return controls;
  }

  private static List<String> first(List<String> all, int most) {
    return all.stream().distinct().limit(most).toList();
  }

  private static String firstWord(String frame, Map<String, List<String>> slots) {
    String first = frame.split(" ", 2)[0];
    Matcher slot = SLOT.matcher(first);
    return slot.matches() ? slots.getOrDefault(slot.group(1), List.of("")).get(0) : first;
  }
}
