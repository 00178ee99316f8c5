package dev.cobot.brain;

import static dev.cobot.brain.language.SpatialRelation.LEFT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Posture;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.brain.language.SpatialRelation;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three red cubes and what stands around them, table frame: left is +y, the back is +x. */
class SpatialGroundingTest {
  private static final Reference RED_CUBE = new Reference(ObjectKind.CUBE, ColorName.RED);
  private static final double SIGMA = 0.003;
  private static final List<Track> TABLE =
      List.of(
          track("leftCube", ObjectKind.CUBE, ColorName.RED, 0.00, 0.20, SIGMA),
          track("middleCube", ObjectKind.CUBE, ColorName.RED, 0.10, 0.02, SIGMA),
          track("rightCube", ObjectKind.CUBE, ColorName.RED, 0.05, -0.20, SIGMA),
          track("blueCube", ObjectKind.CUBE, ColorName.BLUE, 0.18, -0.10, SIGMA),
          track("cup", ObjectKind.CUP, ColorName.WHITE, 0.06, -0.06, SIGMA),
          track("bottle", ObjectKind.BOTTLE, ColorName.GREEN, 0.00, 0.08, SIGMA),
          track("bowl", ObjectKind.BOWL, ColorName.GREY, -0.05, -0.05, SIGMA));

  private static Track track(
      String id, ObjectKind kind, ColorName color, double x, double y, double sigma) {
    return new Track(
        new ObjectAttributes(
            id,
            kind,
            new Vector3(x, y, 0.02),
            0,
            color.prototype(),
            new Vector3(0.04, 0.04, 0.04),
            0.9,
            new ObjectAttributes.Uncertainty(new Vector3(sigma, sigma, sigma), 0, Vector3.ZERO)),
        new float[0],
        0,
        3,
        false);
  }

  private static SpatialGrounding.Narrowed narrow(
      List<Track> tracks, Reference target, SpatialPhrase... places) {
    CommandReading reading =
        new CommandReading(
            "text",
            new CommandMeaning(Optional.of("place_in"), Map.of(Role.TARGET, target)),
            1,
            Map.of(),
            Map.of(Role.TARGET, List.of(places)),
            Optional.empty());
    // Whatever is said of places, attention was on the last object.
    double[] weights = new double[tracks.size()];
    weights[tracks.size() - 1] = 0.9;
    Grounding.Attended attended = new Grounding.Attended(new Attention(weights, 0.1), new float[0]);
    return SpatialGrounding.narrow(
        reading, new Grounding(tracks, Map.of(Role.TARGET, attended, Role.DESTINATION, attended)));
  }

  private static SpatialPhrase place(SpatialRelation relation, int rank, Reference... anchors) {
    return new SpatialPhrase(relation, List.of(anchors), rank, "there");
  }

  private static Reference kind(ObjectKind kind) {
    return new Reference(kind, null);
  }

  private static String meant(SpatialGrounding.Narrowed narrowed) {
    return narrowed
        .refusal()
        .map(r -> r.reason().name())
        .orElseGet(() -> narrowed.grounding().strongest(Role.TARGET).orElseThrow().id());
  }

  @ParameterizedTest
  @CsvSource({
    "LEFT, 1, leftCube", "RIGHT, 1, rightCube", "LEFT, 2, middleCube", "RIGHT, 3, leftCube",
    "BACK, 1, middleCube", "FRONT, 1, leftCube", "MIDDLE, 1, middleCube", "LEFT, 4, ABSENT"
  })
  void aSideChoosesAmongThoseAlike(SpatialRelation side, int rank, String id) {
    assertEquals(id, meant(narrow(TABLE, RED_CUBE, place(side, rank))));
  }

  @ParameterizedTest
  @CsvSource({
    "NEXT_TO, BOTTLE, AMBIGUOUS",
    "NEAREST_TO, CUP, middleCube",
    "FARTHEST_FROM, BOTTLE, rightCube",
    "LEFT_OF, BOTTLE, leftCube",
    "RIGHT_OF, CUP, rightCube",
    "BEHIND, CUP, middleCube",
    "IN_FRONT_OF, CUP, leftCube",
    "NEXT_TO, CONE, ABSENT",
    "IN, BOWL, ABSENT",
    "RIGHT_OF, BOTTLE, AMBIGUOUS"
  })
  void aRelationLeavesThoseForWhichItHolds(SpatialRelation relation, ObjectKind anchor, String id) {
    assertEquals(id, meant(narrow(TABLE, RED_CUBE, place(relation, 1, kind(anchor)))));
  }

  /** Two grey bowls, each of which may have something in it. */
  private static List<Track> bowls(boolean left, boolean right) {
    List<Track> tracks = new ArrayList<>();
    tracks.add(track("left", ObjectKind.BOWL, ColorName.GREY, 0, 0.2, SIGMA));
    tracks.add(track("right", ObjectKind.BOWL, ColorName.GREY, 0, -0.2, SIGMA));
    if (left) {
      tracks.add(track("inLeft", ObjectKind.BOTTLE, ColorName.GREEN, 0.01, 0.2, SIGMA));
    }
    if (right) {
      tracks.add(track("inRight", ObjectKind.CUBE, ColorName.RED, 0.01, -0.2, SIGMA));
    }
    return tracks;
  }

  @Test
  void whatIsSaidToBeEmptyIs() {
    Reference bowl = kind(ObjectKind.BOWL);
    SpatialPhrase empty = place(SpatialRelation.EMPTY, 1);
    assertEquals("right", meant(narrow(bowls(true, false), bowl, empty)));
    assertEquals("AMBIGUOUS", meant(narrow(bowls(false, false), bowl, empty)));
    assertEquals("left", meant(narrow(bowls(false, false), bowl, empty, place(LEFT, 1))));
    assertEquals("ABSENT", meant(narrow(bowls(true, true), bowl, empty)));
    // Nobody sees into a bottle, were it the only one.
    assertEquals("AMBIGUOUS", meant(narrow(TABLE, kind(ObjectKind.BOTTLE), empty)));
  }

  @Test
  void ofSeveralBowlsTheEmptyOneIsMeant() {
    Reference bowl = kind(ObjectKind.BOWL);
    assertEquals("right", meant(narrow(bowls(true, false), bowl)));
    assertEquals("left", meant(narrow(bowls(false, true), bowl)));
    // Nothing is decided where none or both are empty: the attention stays where it was.
    assertEquals("right", meant(narrow(bowls(false, false), bowl)));
    assertEquals(
        0.9,
        narrow(bowls(false, false), bowl).grounding().weight(Role.TARGET, "right"),
        "as it was");
    assertEquals("inRight", meant(narrow(bowls(true, true), bowl)));
    assertEquals(
        "left",
        meant(narrow(bowls(true, false), bowl, place(SpatialRelation.LEFT, 1))),
        "a place that is said counts more");
  }

  @Test
  void sidesAndRelationsAreCombined() {
    SpatialPhrase rightOfBottle = place(SpatialRelation.RIGHT_OF, 1, kind(ObjectKind.BOTTLE));
    assertEquals(
        "rightCube",
        meant(narrow(TABLE, RED_CUBE, rightOfBottle, place(SpatialRelation.FRONT, 1))));
    assertEquals(
        "middleCube",
        meant(narrow(TABLE, RED_CUBE, place(SpatialRelation.BACK, 1), rightOfBottle)));
    assertEquals(
        "blueCube",
        meant(
            narrow(
                TABLE,
                kind(ObjectKind.CUBE),
                place(SpatialRelation.BACK, 1),
                place(SpatialRelation.RIGHT, 1))));
  }

  @Test
  void betweenIsOnTheWayFromOneToTheOther() {
    SpatialPhrase between =
        place(
            SpatialRelation.BETWEEN,
            1,
            new Reference(ObjectKind.CUBE, ColorName.BLUE),
            kind(ObjectKind.BOTTLE));
    assertEquals("middleCube", meant(narrow(TABLE, RED_CUBE, between)));
  }

  @Test
  void allAttentionGoesToWhatIsMeant() {
    Grounding grounding = narrow(TABLE, RED_CUBE, place(SpatialRelation.LEFT, 1)).grounding();
    assertEquals(1, grounding.weight(Role.TARGET, "leftCube"));
    assertEquals(0, grounding.weight(Role.TARGET, "bowl"));
    assertEquals(0, grounding.of(Role.TARGET).attention().absent());
    assertEquals(0.9, grounding.weight(Role.DESTINATION, "bowl"), "of which nothing is said");
  }

  /** 2 cm apart: told apart when seen sharply, asked about when not. */
  @ParameterizedTest
  @CsvSource({"0.002, a", "0.01, AMBIGUOUS"})
  void whatIsNotCertainEnoughIsAskedAbout(double sigma, String id) {
    List<Track> two =
        List.of(
            track("a", ObjectKind.CUBE, ColorName.RED, 0.10, 0.02, sigma),
            track("b", ObjectKind.CUBE, ColorName.RED, 0.00, 0.00, sigma));
    assertEquals(id, meant(narrow(two, RED_CUBE, place(SpatialRelation.LEFT, 1))));
  }

  @Test
  void aSingleObjectOnTheOtherSideIsAskedAbout() {
    Reference blue = new Reference(ObjectKind.CUBE, ColorName.BLUE);
    assertEquals("blueCube", meant(narrow(TABLE, blue, place(SpatialRelation.RIGHT, 1))));
    SpatialGrounding.Narrowed left = narrow(TABLE, blue, place(SpatialRelation.LEFT, 1));
    assertEquals("AMBIGUOUS", meant(left));
    assertEquals(
        Optional.of("Do you mean the blue cube that I see?"),
        left.refusal().map(Refusal::question));
  }

  @Test
  void aRelationToOneOfSeveralIsAskedAboutWhereItMatters() {
    SpatialPhrase leftOfCube = place(SpatialRelation.LEFT_OF, 1, kind(ObjectKind.CUBE));
    assertEquals("AMBIGUOUS", meant(narrow(TABLE, kind(ObjectKind.CUP), leftOfCube)));
  }

  private static Track of(Track track, Vector3 at, Vector3 sizeMeters) {
    ObjectAttributes a = track.attributes();
    return new Track(
        new ObjectAttributes(
            a.id(), a.kind(), at, 0, a.color(), sizeMeters, a.score(), a.uncertainty()),
        track.encoding(),
        track.lastSeenNanos(),
        track.sightings(),
        track.held());
  }

  /** A lying bottle in the second of two bowls, a standing one on a pedestal, and one beside. */
  private static List<Track> bottles() {
    Vector3 wide = new Vector3(0.2, 0.2, 0.08);
    Vector3 upright = new Vector3(0.05, 0.05, 0.18);
    Track bottle = track("lying", ObjectKind.BOTTLE, ColorName.GREEN, 0, 0, SIGMA);
    return List.of(
        of(
            track("empty", ObjectKind.BOWL, ColorName.WHITE, 0, 0, SIGMA),
            new Vector3(0.2, -0.2, 0.04),
            wide),
        of(
            track("bowl", ObjectKind.BOWL, ColorName.WHITE, 0, 0, SIGMA),
            new Vector3(0.1, 0.2, 0.04),
            wide),
        leaning(of(bottle, new Vector3(0.11, 0.21, 0.05), upright), new Vector3(1, 0.5, 0.2)),
        of(
            track("pedestal", ObjectKind.PEDESTAL, ColorName.WHITE, 0, 0, SIGMA),
            new Vector3(-0.1, 0, 0.05),
            new Vector3(0.1, 0.1, 0.1)),
        of(
            track("raised", ObjectKind.BOTTLE, ColorName.GREEN, 0, 0, SIGMA),
            new Vector3(-0.1, 0.01, 0.19),
            upright),
        of(
            track("beside", ObjectKind.BOTTLE, ColorName.BLUE, 0, 0, SIGMA),
            new Vector3(0.1, -0.05, 0.09),
            upright));
  }

  private static Track leaning(Track track, Vector3 axis) {
    return new Track(
        track.attributes().leaning(axis),
        track.encoding(),
        track.lastSeenNanos(),
        track.sightings(),
        track.held());
  }

  /** Of several bottles, that one is meant that is in the bowl, whichever bowl that is. */
  @ParameterizedTest
  @CsvSource({
    "IN, BOWL, GREEN, lying",
    "ON, PEDESTAL, GREEN, raised",
    "ON, PEDESTAL, BLUE, ABSENT"
  })
  void whatIsInOrOnSomethingIsMeant(
      SpatialRelation relation, ObjectKind anchor, ColorName color, String id) {
    Reference bottle = new Reference(ObjectKind.BOTTLE, color);
    assertEquals(id, meant(narrow(bottles(), bottle, place(relation, 1, kind(anchor)))));
  }

  @ParameterizedTest
  @CsvSource({
    "BOTTLE, , LYING, lying",
    "BOTTLE, BLUE, STANDING, beside",
    "BOTTLE, , STANDING, AMBIGUOUS",
    "BOTTLE, BLUE, LYING, ABSENT",
    "PEDESTAL, , LYING, ABSENT",
    "PEDESTAL, , STANDING, pedestal"
  })
  void aPostureSelects(ObjectKind kind, ColorName color, Posture posture, String id) {
    CommandReading reading =
        new CommandReading(
            "text",
            new CommandMeaning(
                Optional.of("pick"), Map.of(Role.TARGET, new Reference(kind, color))),
            1,
            Map.of(),
            Map.of(),
            Map.of(Role.TARGET, posture),
            Optional.empty());
    assertEquals(id, meant(SpatialGrounding.narrow(reading, nowhere(bottles()))));
  }

  private static Grounding nowhere(List<Track> tracks) {
    Grounding.Attended attended =
        new Grounding.Attended(new Attention(new double[tracks.size()], 1), new float[0]);
    return new Grounding(tracks, Map.of(Role.TARGET, attended, Role.DESTINATION, attended));
  }

  @Test
  void objectsAreNamedSoThatTheyCanBeToldApart() {
    assertEquals(
        List.of("the left red cube", "the middle red cube", "the right red cube", "the blue cube"),
        SpatialGrounding.names(TABLE.subList(0, 4)));
    assertEquals(
        "a red cube (left, at the front), a red cube (middle)",
        SpatialGrounding.sees(
            List.of(
                track("a", ObjectKind.CUBE, ColorName.RED, -0.05, 0.20, SIGMA),
                track("b", ObjectKind.CUBE, ColorName.RED, 0.05, 0.00, SIGMA))));
    assertEquals("nothing", SpatialGrounding.sees(List.of()));
  }

  @Test
  void whatIsHiddenNowIsSaidToBeRemembered() {
    Track seen = track("a", ObjectKind.CUBE, ColorName.RED, 0.05, 0.20, SIGMA);
    Track cup = track("b", ObjectKind.CUP, ColorName.BLUE, 0.05, 0.00, SIGMA);
    long now = seen.lastSeenNanos() + 2_000_000_000L;
    Track fresh = new Track(seen.attributes(), seen.encoding(), now, 9, false);
    Track held = new Track(cup.attributes(), cup.encoding(), cup.lastSeenNanos(), 9, true);
    assertEquals(
        "a red cube (left), a blue cup (middle; hidden now, remembered)",
        SpatialGrounding.sees(List.of(fresh, cup)));
    assertEquals(
        "a red cube (left), a blue cup (in my hand)", SpatialGrounding.sees(List.of(fresh, held)));
    assertEquals(
        "a red cube (left), a blue cup (middle)", SpatialGrounding.sees(List.of(seen, cup)));
  }

  /** Of two alike, the other is the one that has not been put away. */
  @Test
  void theOtherIsNotWhatIsExcluded() {
    Reference cube = kind(ObjectKind.CUBE);
    assertEquals(
        "blueCube", meant(narrow(TABLE, cube, place(SpatialRelation.OTHER_THAN, 1, RED_CUBE))));
    assertEquals(
        "AMBIGUOUS",
        meant(
            narrow(
                TABLE,
                cube,
                place(
                    SpatialRelation.OTHER_THAN,
                    1,
                    new Reference(ObjectKind.CUBE, ColorName.BLUE)))));
    List<Track> away =
        List.of(
            track("left", ObjectKind.CUBE, ColorName.RED, 0.00, 0.20, SIGMA),
            track("away", ObjectKind.CUBE, ColorName.RED, -0.05, -0.05, SIGMA),
            track("bowl", ObjectKind.BOWL, ColorName.GREY, -0.05, -0.05, SIGMA));
    assertEquals(
        "left", meant(narrow(away, RED_CUBE, place(SpatialRelation.OTHER_THAN, 1, RED_CUBE))));
    // What is excluded need not be there.
    assertEquals(
        "blueCube",
        meant(
            narrow(
                TABLE,
                new Reference(ObjectKind.CUBE, ColorName.BLUE),
                place(
                    SpatialRelation.OTHER_THAN,
                    1,
                    new Reference(ObjectKind.CUBE, ColorName.GREEN)))));
  }
}
