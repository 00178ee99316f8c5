package dev.cobot.sim2real.generate;

import dev.cobot.sim2real.scene.SceneObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Writes the captions of the Factory set, for example "An orange table at the middle of the scene,
 * pointing to the west.": always colour, place and direction, and in three of four the walls, the
 * cones or both. Words, bins and structures are our own; those of the papers' set are not public.
 */
final class FactoryCaptions {
  private static final Pattern ARTICLE = Pattern.compile("\\b([Aa])(?= [aeiou])");

  private final FactoryHall hall;

  FactoryCaptions(FactoryHall hall) {
    this.hall = hall;
  }

  /** Returns one sentence about a table; all that it states is true of the table. */
  String write(SceneObject table, SplittableRandom random) {
    FactoryFacts facts = FactoryFacts.of(table, hall);
    String color = facts.color().word();
    List<String> groups = new ArrayList<>();
    groups.add(any(FactoryWords.PLACES.get(3 * facts.row() + facts.column()), random));
    groups.add(
        any(FactoryWords.POINTING, random)
            + " "
            + any(FactoryWords.DIRECTIONS.get(facts.direction()), random));
    int landmarks = random.nextInt(4);
    if ((landmarks & 1) != 0 && !facts.walls().isEmpty()) {
      groups.add(walls(facts.walls(), random));
    }
    if ((landmarks & 2) != 0 && facts.cones().isPresent()) {
      groups.add(
          any(FactoryWords.CONES.get(facts.cones().get().ordinal()), random)
              + (hall.conesMeters().size() == 1 ? " cone" : " cones"));
    }
    int colorPlace = random.nextInt(3);
    if (colorPlace == 1) {
      groups.add(any(FactoryWords.COLORED, random) + " " + color);
    }
    StringBuilder text = new StringBuilder(any(FactoryWords.STARTS, random));
    text.append(colorPlace == 0 ? " " + color + " table " : " table ");
    while (groups.size() > 1) {
      text.append(groups.remove(random.nextInt(groups.size())));
      text.append(any(FactoryWords.LINKS, random));
    }
    text.append(groups.get(0));
    if (colorPlace == 2) {
      text.append(any(FactoryWords.COLOR_AT_END, random)).append(' ').append(color);
    }
    return ARTICLE.matcher(text.append('.')).replaceAll("$1n");
  }

  private static String walls(List<Integer> sides, SplittableRandom random) {
    String first = FactoryWords.SIDES.get(sides.get(0)) + " wall";
    return sides.size() == 1
        ? any(FactoryWords.NEAREST, random) + " " + first
        : "about as far from the "
            + first
            + " as from the "
            + FactoryWords.SIDES.get(sides.get(1))
            + " wall";
  }

  private static String any(List<String> variants, SplittableRandom random) {
    return variants.get(random.nextInt(variants.size()));
  }
}
