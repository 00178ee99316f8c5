package dev.cobot.sim2real.shapes;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes captions: eight templates whose groups come in any order, two grids of places, four ways
 * to tell a direction, several words for everything. What a caption states is true of the shape,
 * also for a rotation just below a full turn.
 *
 * <p>The richness was modelled on a description of the public data set's captions; words and
 * structures are our own, so a network that was trained on one will not read the other.
 */
final class CaptionGrammar {
  private static final Pattern ARTICLE = Pattern.compile("\\b([Aa])(?= [aeiou])");
  private static final Pattern BLANK = Pattern.compile("%s");

  /**
   * A template.
   *
   * @param head what stands before the noun: S size, C colour
   * @param named whether the noun is the shape's name, or an object whose shape is told at the end
   * @param groups what follows, in any order: L location, R rotation, S size, C colour
   */
  private record Template(String head, boolean named, String groups) {}

  private static final List<Template> TEMPLATES =
      List.of(
          new Template("SC", true, "LR"),
          new Template("CS", true, "LR"),
          new Template("SC", false, "LR"),
          new Template("S", false, "LRC"),
          new Template("C", false, "LRS"),
          new Template("S", true, "LRC"),
          new Template("C", true, "LRS"),
          new Template("", true, "LRSC"));

  /** How many sentence structures there are: templates times the orders of their groups. */
  static final int STRUCTURES = 2 + 2 + 2 + 6 + 6 + 6 + 6 + 24;

  private final ShapeAttributes attributes;
  private final SplittableRandom random;
  private CaptionFacts facts;

  private CaptionGrammar(ShapeAttributes attributes, SplittableRandom random) {
    this.attributes = attributes;
    this.random = random;
  }

  /** Writes one caption. */
  static Caption write(ShapeAttributes attributes, SplittableRandom random) {
    return new CaptionGrammar(attributes, random).write();
  }

  private Caption write() {
    int structure = random.nextInt(STRUCTURES);
    int gridSide = random.nextBoolean() ? 7 : 3;
    int directions = random.nextBoolean() ? 16 : 8;
    boolean compass = random.nextBoolean();
    facts = CaptionFacts.of(attributes, gridSide, directions);

    int template = 0;
    int order = structure;
    while (order >= orders(TEMPLATES.get(template))) {
      order -= orders(TEMPLATES.get(template));
      template++;
    }
    Template form = TEMPLATES.get(template);
    StringBuilder text = new StringBuilder(any(CaptionWords.STARTS));
    for (char adjective : form.head().toCharArray()) {
      text.append(' ').append(adjective == 'S' ? size() : color());
    }
    text.append(' ').append(form.named() ? shape() : any(CaptionWords.OBJECTS));
    String groups = permuted(form.groups(), order);
    boolean place = groups.charAt(0) == 'L' || groups.charAt(0) == 'R';
    text.append(any(place ? CaptionWords.BEFORE_PLACE : CaptionWords.AFTER_NOUN));
    text.append(
        groups
            .chars()
            .mapToObj(group -> group((char) group, compass))
            .collect(Collectors.joining(any(CaptionWords.LINKS))));
    if (!form.named()) {
      text.append(fill(any(CaptionWords.NAMED), shape()));
    }
    text.append('.');
    return new Caption(ARTICLE.matcher(text).replaceAll("$1n"), facts, structure);
  }

  private String group(char group, boolean compass) {
    return switch (group) {
      case 'L' -> location();
      case 'R' -> rotation(compass);
      case 'S' -> fill(any(CaptionWords.SIZED), CaptionWords.SIZE_NAMES.get(facts.sizeBin()));
      default -> fill(any(CaptionWords.COLORED), color());
    };
  }

  private String location() {
    String located = any(CaptionWords.LOCATED);
    if (facts.gridSide() == 3) {
      return located
          + any(CaptionWords.PLACES.get(3 * facts.row() + facts.column()))
          + any(CaptionWords.FRAMES);
    }
    String row = any(CaptionWords.ROWS.get(facts.row()));
    String column = any(CaptionWords.COLUMNS.get(facts.column()));
    return located + (random.nextBoolean() ? row + " and " + column : column + " and " + row);
  }

  private String rotation(boolean compass) {
    int sixteenth = facts.direction() * 16 / facts.directions();
    if (compass) {
      return any(CaptionWords.POINTING) + " " + CaptionWords.COMPASS.get(sixteenth);
    }
    if (sixteenth % 2 == 0) {
      return any(CaptionWords.POINTING) + " " + CaptionWords.CORNERS.get(sixteenth / 2);
    }
    return any(CaptionWords.BETWEEN)
        + " "
        + CaptionWords.CORNERS.get(sixteenth / 2)
        + " and the "
        + CaptionWords.CORNERS.get((sixteenth + 1) / 2 % 8);
  }

  private String size() {
    return any(CaptionWords.SIZES.get(facts.sizeBin()));
  }

  private String shape() {
    return any(CaptionWords.SHAPES.get(facts.shape().ordinal()));
  }

  /** Returns the colour's name; one of two where it has two. */
  private String color() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < CssColors.names().size(); i++) {
      if (CssColors.rgb(i) == CssColors.rgb(facts.color())) {
        names.add(CssColors.names().get(i));
      }
    }
    return any(names);
  }

  private String any(List<String> variants) {
    return variants.get(random.nextInt(variants.size()));
  }

  private static String fill(String sentence, String word) {
    return BLANK.matcher(sentence).replaceFirst(word);
  }

  private static int orders(Template template) {
    int orders = 1;
    for (int i = 2; i <= template.groups().length(); i++) {
      orders *= i;
    }
    return orders;
  }

  private static String permuted(String groups, int order) {
    StringBuilder left = new StringBuilder(groups);
    StringBuilder out = new StringBuilder();
    int rest = order;
    while (left.length() > 0) {
      int at = rest % left.length();
      rest /= left.length();
      out.append(left.charAt(at));
      left.deleteCharAt(at);
    }
    return out.toString();
  }
}
