package dev.cobot.sim2real.shapes;

import java.util.List;

/** The words of the captions; the grammar chooses from them, the parser knows them again. */
final class CaptionWords {
  static final List<List<String>> SHAPES =
      List.of(
          List.of(
              "diamond",
              "kite",
              "rhombus",
              "lozenge",
              "kite-like shape",
              "diamond shape",
              "four-sided shape"),
          List.of(
              "egg",
              "oval",
              "ovoid",
              "egg shape",
              "egg-like shape",
              "rounded shape",
              "drop-like shape"),
          List.of("triangle", "isosceles triangle", "three-sided shape"));

  static final List<List<String>> SIZES =
      List.of(
          List.of("tiny", "very small", "minute"),
          List.of("small", "little", "rather small"),
          List.of("medium", "medium sized", "average sized", "moderately large"),
          List.of("large", "big"));

  /** The form of a size that stands before "size" or after "size is". */
  static final List<String> SIZE_NAMES = List.of("tiny", "small", "medium", "large");

  /** From the bottom. */
  static final List<List<String>> ROWS =
      List.of(
          List.of("at the very bottom", "along the bottom edge"),
          List.of("near the bottom", "close to the bottom"),
          List.of("slightly below the middle", "a little below the middle"),
          List.of("at mid height", "halfway up"),
          List.of("slightly above the middle", "a little above the middle"),
          List.of("near the top", "close to the top"),
          List.of("at the very top", "along the top edge"));

  /** From the left. */
  static final List<List<String>> COLUMNS =
      List.of(
          List.of("at the far left", "along the left edge"),
          List.of("on the left side", "close to the left side"),
          List.of("slightly left of the vertical axis", "just left of the central line"),
          List.of("centered across the width", "midway between both sides"),
          List.of("slightly right of the vertical axis", "just right of the central line"),
          List.of("on the right side", "close to the right side"),
          List.of("at the far right", "along the right edge"));

  /** Row by row from the bottom, from the left. */
  static final List<List<String>> PLACES =
      List.of(
          List.of("in the lower left corner", "in the bottom left quarter"),
          List.of("in the lower center", "in the bottom center"),
          List.of("in the lower right corner", "in the bottom right quarter"),
          List.of("in the middle left", "in the center left"),
          List.of("in the center", "in the very middle"),
          List.of("in the middle right", "in the center right"),
          List.of("in the upper left corner", "in the top left quarter"),
          List.of("in the upper center", "in the top center"),
          List.of("in the upper right corner", "in the top right quarter"));

  /** Sixteen directions of the compass, counter-clockwise from up. */
  static final List<String> COMPASS =
      List.of(
          "north",
          "north-northwest",
          "northwest",
          "west-northwest",
          "west",
          "west-southwest",
          "southwest",
          "south-southwest",
          "south",
          "south-southeast",
          "southeast",
          "east-southeast",
          "east",
          "east-northeast",
          "northeast",
          "north-northeast");

  /** Eight sides and corners, counter-clockwise from up. */
  static final List<String> CORNERS =
      List.of(
          "top", "top left", "left", "bottom left", "bottom", "bottom right", "right", "top right");

  static final List<String> POINTING =
      List.of(
          "pointing to the",
          "pointing towards the",
          "facing the",
          "aimed at the",
          "turned toward the",
          "heading to the",
          "with its tip to the");

  static final List<String> BETWEEN =
      List.of(
          "pointing between the",
          "aimed between the",
          "turned somewhere between the",
          "heading between the",
          "with its tip between the");

  static final List<String> STARTS =
      List.of(
          "A",
          "It is a",
          "This is a",
          "There is a",
          "Here is a",
          "The image shows a",
          "The picture contains a",
          "The image represents a",
          "One can see a",
          "We are looking at a");

  static final List<String> OBJECTS = List.of("object", "thing", "item", "figure", "shape");

  static final List<String> LOCATED =
      List.of("", "", "located ", "placed ", "sitting ", "situated ", "to be found ", "lying ");

  static final List<String> FRAMES =
      List.of("", "", " of the image", " of the picture", " of the frame", " of the scene");

  /** Sentences that name the colour; %s is its place. */
  static final List<String> COLORED =
      List.of(
          "in %s",
          "in %s color",
          "in the color %s",
          "painted %s",
          "colored in %s",
          "whose color is %s",
          "with a %s tint");

  static final List<String> SIZED =
      List.of("of %s size", "whose size is %s", "that is %s in size", "with %s dimensions");

  static final List<String> NAMED =
      List.of(
          ", and it is a %s",
          ", which is a %s",
          "; it is a %s",
          "; its shape is that of a %s",
          ": it looks like a %s",
          ". It is a %s",
          ". It can be recognized as a %s");

  static final List<String> LINKS = List.of(" and ", ", ", ", and ", ", as well as ");

  static final List<String> AFTER_NOUN = List.of(" ", ", ");

  /** Before a place or a direction only: "which is whose size is" would be no English. */
  static final List<String> BEFORE_PLACE = List.of(" ", ", ", " that is ", ", which is ");

  private CaptionWords() {}
}
