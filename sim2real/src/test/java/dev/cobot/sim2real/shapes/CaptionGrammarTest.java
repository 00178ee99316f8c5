package dev.cobot.sim2real.shapes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CaptionGrammarTest {
  private static final CaptionParser PARSER = new CaptionParser();

  private static ShapeAttributes turned(double rotationRad) {
    return new ShapeAttributes(ShapeClass.TRIANGLE, 16, 16, 10, (float) rotationRad, 255, 0, 0);
  }

  @Test
  void whatTheyStateIsTrue() {
    ShapeSampler sampler = new ShapeSampler(11);
    for (int i = 0; i < 10_000; i++) {
      ShapeAttributes shape = sampler.draw(ShapeSplit.VAL, i).attributes();
      String text = sampler.caption(ShapeSplit.VAL, i, shape).text();
      CaptionFacts stated = PARSER.parse(text);
      assertEquals(CaptionFacts.of(shape, stated.gridSide(), stated.directions()), stated, text);
    }
  }

  @Test
  void aFalseStatementIsNoticed() {
    assertEquals(3, PARSER.parse(caption("large", "red", "north")).sizeBin());
    assertThrows(
        IllegalArgumentException.class, () -> PARSER.parse(caption("huge", "red", "north")));
    assertThrows(
        IllegalArgumentException.class, () -> PARSER.parse(caption("big", "red", "red north")));
  }

  private static String caption(String size, String color, String direction) {
    return "A " + size + " " + color + " kite in the center, pointing to the " + direction + ".";
  }

  @Test
  void anAngleJustBelowAFullTurnIsUp() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      CaptionFacts up = PARSER.parse(CaptionGrammar.write(turned(6.2), random).text());
      assertEquals(0, up.direction());
    }
    assertEquals(15, CaptionFacts.of(turned(2 * Math.PI - Math.PI / 8), 7, 16).direction());
    assertEquals(4, CaptionFacts.of(turned(Math.PI / 2), 7, 16).direction());
    assertEquals("west", CaptionWords.COMPASS.get(4));
    assertEquals("left", CaptionWords.CORNERS.get(2));
  }

  @Test
  void binsAreAsDocumented() {
    int[] fine = new int[18];
    int[] coarse = new int[18];
    int[] size = new int[8];
    for (int x = 7; x <= 24; x++) {
      ShapeAttributes a = new ShapeAttributes(ShapeClass.EGG, x, 16, 10, 0, 9, 9, 9);
      fine[x - 7] = CaptionFacts.of(a, 7, 8).column();
      coarse[x - 7] = CaptionFacts.of(a, 3, 8).column();
    }
    for (int s = 7; s <= 14; s++) {
      ShapeAttributes a = new ShapeAttributes(ShapeClass.EGG, 16, 16, s, 0, 9, 9, 9);
      size[s - 7] = CaptionFacts.of(a, 7, 8).sizeBin();
    }
    assertEquals("001112233334455566", digits(fine));
    assertEquals("000000011111122222", digits(coarse));
    assertEquals("00112233", digits(size));
  }

  private static String digits(int[] numbers) {
    StringBuilder out = new StringBuilder();
    for (int n : numbers) {
      out.append(n);
    }
    return out.toString();
  }

  @Test
  void aVowelTakesAn() {
    SplittableRandom random = new SplittableRandom(4);
    ShapeAttributes orange = new ShapeAttributes(ShapeClass.EGG, 16, 16, 10, 0, 255, 165, 0);
    for (int i = 0; i < 300; i++) {
      String text = CaptionGrammar.write(orange, random).text();
      assertFalse(text.matches(".*\\b[Aa] [aeiou].*|.*\\b[Aa]n [^aeiou].*"), text);
      assertFalse(text.contains("  ") || text.contains(" ,") || text.contains(" ."), text);
    }
  }

  /** The public captions: all of 30,000 unique, 201 word types, 13 to 46 tokens (mean 28.5). */
  @Test
  void theyAreAtLeastAsRichAsThePublicOnes() {
    ShapeSampler sampler = new ShapeSampler(12);
    int n = 30_000;
    Set<String> texts = new HashSet<>();
    Set<String> words = new HashSet<>();
    Set<Integer> structures = new HashSet<>();
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    int chars = 0;
    long tokens = 0;
    for (int i = 0; i < n; i++) {
      ShapeAttributes shape = sampler.draw(ShapeSplit.TRAIN, i).attributes();
      Caption caption = sampler.caption(ShapeSplit.TRAIN, i, shape);
      List<String> split = CaptionParser.tokens(caption.text());
      texts.add(caption.text());
      words.addAll(split);
      structures.add(caption.structure());
      shortest = Math.min(shortest, split.size());
      longest = Math.max(longest, split.size());
      chars = Math.max(chars, caption.text().length());
      tokens += split.size();
    }
    String report =
        String.format(
            "%d captions: %.2f %% unique, %d structures, %d word types, %d to %d tokens (mean"
                + " %.1f), up to %d characters",
            n,
            100.0 * texts.size() / n,
            structures.size(),
            words.size(),
            shortest,
            longest,
            tokens / (double) n,
            chars);
    System.out.println(report);
    assertTrue(texts.size() >= 0.995 * n, report);
    assertTrue(words.size() >= 201, report);
    assertEquals(CaptionGrammar.STRUCTURES, structures.size(), report);
    assertTrue(tokens / (double) n > 24 && longest <= 60 && chars <= 300, report);
  }
}
