package dev.cobot.brain.hearing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What a sentence answers to a plan that was said back. */
public sealed interface PlanAnswer {
  /** What every language says to plans. */
  List<Language> LANGUAGES = Language.ALL.stream().map(Language::load).toList();

  /**
   * It shall be done, all of it or in part.
   *
   * @param parts the indices of the parts, in their order
   */
  record Yes(List<Integer> parts) implements PlanAnswer {}

  /** It shall not be done. */
  record No() implements PlanAnswer {}

  /**
   * Returns what a sentence answers; empty where it is another sentence.
   *
   * @param skills the skill of each part of the plan
   */
  static Optional<PlanAnswer> of(String text, List<String> skills) {
    String said = String.join(" ", Frames.wordsOf(text));
    return LANGUAGES.stream().flatMap(l -> of(said, skills, l).stream()).findFirst();
  }

  private static Optional<PlanAnswer> of(String said, List<String> skills, Language language) {
    Language.Several several = language.several();
    if (several.refusals().contains(said)) {
      return Optional.of(new No());
    }
    List<Integer> all = IntStream.range(0, skills.size()).boxed().toList();
    boolean isYes =
        several.consents().contains(said)
            || language.yes().stream().anyMatch(yes -> said.equals(plain(yes)));
    if (isYes) {
      return Optional.of(new Yes(all));
    }
    Optional<PlanAnswer> kept =
        after(said, several.keeping(), part -> named(part, skills, several)).map(Yes::new);
    return kept.or(
        () ->
            after(said, several.leaving(), part -> named(part, skills, several))
                .map(left -> all.stream().filter(i -> !left.contains(i)).toList())
                .filter(rest -> !rest.isEmpty())
                .map(Yes::new));
  }

  private static String plain(String text) {
    return String.join(" ", Frames.wordsOf(text));
  }

  private static Optional<List<Integer>> after(
      String said, List<String> leads, Function<String, List<Integer>> named) {
    return leads.stream()
        .filter(lead -> said.startsWith(lead + " "))
        .map(lead -> named.apply(said.substring(lead.length() + 1)))
        .filter(parts -> !parts.isEmpty())
        .findFirst();
  }

  /** Returns the parts that are called so; none where nothing, or no part, is. */
  private static List<Integer> named(String part, List<String> skills, Language.Several several) {
    List<Integer> named = new ArrayList<>();
    Integer number = several.parts().get(part);
    if (number != null) {
      int index = number < 0 ? skills.size() + number : number - 1;
      return index >= 0 && index < skills.size() ? List.of(index) : List.of();
    }
    for (Map.Entry<String, List<String>> doing : several.doings().entrySet()) {
      for (int i = 0; i < skills.size(); i++) {
        if (doing.getValue().contains(part) && skills.get(i).equals(doing.getKey())) {
          named.add(i);
        }
      }
    }
    return named;
  }
}
