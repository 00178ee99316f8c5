package dev.cobot.sim2real.shapes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads from a caption of this project's grammar what it states; every word must be one of the
 * grammar's. Any thread.
 */
public final class CaptionParser {
  private static final Pattern TOKEN = Pattern.compile("[a-z]+(?:-[a-z]+)*|[.,;:]");

  /** An attribute's value that a phrase states, for example column7 = 3. */
  private record Fact(String what, int value) {}

  private final Map<String, List<Fact>> phrases = new HashMap<>();
  private final Set<String> fillers = new HashSet<>();
  private int longest;

  /** Creates a parser. */
  public CaptionParser() {
    phrases("shape", CaptionWords.SHAPES);
    phrases("size", CaptionWords.SIZES);
    phrases("row7", CaptionWords.ROWS);
    phrases("column7", CaptionWords.COLUMNS);
    for (int i = 0; i < CssColors.names().size(); i++) {
      phrase(CssColors.names().get(i), new Fact("color", first(CssColors.rgb(i))));
    }
    for (int i = 0; i < 9; i++) {
      for (String words : CaptionWords.PLACES.get(i)) {
        phrase(words, new Fact("row3", i / 3), new Fact("column3", i % 3));
      }
    }
    for (String lead : CaptionWords.POINTING) {
      for (int k = 0; k < 16; k++) {
        phrase(lead + " " + CaptionWords.COMPASS.get(k), direction(k));
      }
      for (int k = 0; k < 8; k++) {
        phrase(lead + " " + CaptionWords.CORNERS.get(k), direction(2 * k));
      }
    }
    for (String lead : CaptionWords.BETWEEN) {
      for (int k = 0; k < 8; k++) {
        String both =
            CaptionWords.CORNERS.get(k) + " and the " + CaptionWords.CORNERS.get((k + 1) % 8);
        phrase(lead + " " + both, direction(2 * k + 1));
      }
    }
    List.of(
            CaptionWords.STARTS,
            CaptionWords.OBJECTS,
            CaptionWords.LOCATED,
            CaptionWords.FRAMES,
            CaptionWords.COLORED,
            CaptionWords.SIZED,
            CaptionWords.NAMED,
            CaptionWords.LINKS,
            CaptionWords.BEFORE_PLACE)
        .forEach(list -> list.forEach(t -> fillers.addAll(tokens(t.replace("%s", "")))));
    fillers.addAll(List.of("an", "."));
  }

  /** A direction that is one of eight says less than one of sixteen, and is read as that. */
  private static Fact direction(int sixteenth) {
    return sixteenth % 2 == 0
        ? new Fact("direction8", sixteenth / 2)
        : new Fact("direction16", sixteenth);
  }

  private static int first(int rgb) {
    int i = 0;
    while (CssColors.rgb(i) != rgb) {
      i++;
    }
    return i;
  }

  private void phrases(String what, List<List<String>> variants) {
    for (int i = 0; i < variants.size(); i++) {
      for (String words : variants.get(i)) {
        phrase(words, new Fact(what, i));
      }
    }
  }

  private void phrase(String words, Fact... facts) {
    List<String> tokens = tokens(words);
    longest = Math.max(longest, tokens.size());
    List<Fact> before = phrases.put(String.join(" ", tokens), List.of(facts));
    if (before != null) {
      throw new IllegalStateException("'" + words + "' states two things");
    }
  }

  static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    return tokens;
  }

  /**
   * Returns what a caption states; nothing if it states anything not at all or twice, or has words
   * that are not the grammar's.
   */
  public Optional<CaptionFacts> read(String caption) {
    try {
      return Optional.of(parse(caption));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns what the caption states; throws if it states anything not at all or twice. */
  CaptionFacts parse(String caption) {
    List<String> tokens = tokens(caption);
    Map<String, Integer> facts = new HashMap<>();
    for (int at = 0; at < tokens.size(); ) {
      int length = Math.min(longest, tokens.size() - at);
      while (length > 0
          && !phrases.containsKey(String.join(" ", tokens.subList(at, at + length)))) {
        length--;
      }
      if (length == 0) {
        if (!fillers.contains(tokens.get(at))) {
          throw new IllegalArgumentException("'" + tokens.get(at) + "' in: " + caption);
        }
        at++;
        continue;
      }
      for (Fact fact : phrases.get(String.join(" ", tokens.subList(at, at + length)))) {
        if (facts.put(fact.what(), fact.value()) != null) {
          throw new IllegalArgumentException(fact.what() + " twice in: " + caption);
        }
      }
      at += length;
    }
    int side = facts.containsKey("row7") ? 7 : 3;
    int directions = facts.containsKey("direction16") ? 16 : 8;
    if (facts.size() != 6) {
      throw new IllegalArgumentException(facts + " in: " + caption);
    }
    return new CaptionFacts(
        ShapeClass.of(facts.get("shape")),
        facts.get("size"),
        facts.get("color"),
        side,
        facts.get("column" + side),
        facts.get("row" + side),
        directions,
        facts.get("direction" + directions));
  }
}
