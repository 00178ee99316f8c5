package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnderstandingTest {
  private static final HandState HAND =
      new HandState(
          new Transform(
              CameraModel.TABLE,
              RobotModel.TOOL,
              new Vector3(0, 0, 0.3),
              HandState.pointingDown(0)),
          0.08,
          0,
          false);
  private static final String PLACE_IN = "place_in";
  private static final String PICK = "pick";
  private static final List<TrainedSkill> TRAINED =
      List.of(
          new TrainedSkill(
              PLACE_IN,
              Map.of(
                  Role.TARGET, Set.of(ObjectKind.CUBE),
                  Role.DESTINATION, Set.of(ObjectKind.BOWL))));
  private static final Reference CUBE = new Reference(ObjectKind.CUBE, null);
  private static final Reference RED_CUBE = new Reference(ObjectKind.CUBE, ColorName.RED);
  private static final Reference BOWL = new Reference(ObjectKind.BOWL, null);
  private static final List<Track> TABLE =
      List.of(
          track("cube-1", ObjectKind.CUBE, ColorName.RED),
          track("cube-2", ObjectKind.CUBE, ColorName.BLUE),
          track("bowl-3", ObjectKind.BOWL, ColorName.WHITE),
          track("cup-4", ObjectKind.CUP, ColorName.GREEN));

  private static Track track(String id, ObjectKind kind, ColorName color) {
    return new Track(
        new ObjectAttributes(
            id,
            kind,
            Vector3.ZERO,
            0,
            color.prototype(),
            new Vector3(0.04, 0.04, 0.04),
            0.9,
            new ObjectAttributes.Uncertainty(Vector3.ZERO, 0, Vector3.ZERO)),
        new float[0],
        0,
        3,
        false);
  }

  private static CommandReading reading(
      String skill, double probability, Reference target, Reference destination) {
    return new CommandReading(
        "the text",
        new CommandMeaning(
            Optional.ofNullable(skill), Map.of(Role.TARGET, target, Role.DESTINATION, destination)),
        probability,
        Map.of());
  }

  private static CommandReading place() {
    return reading(PLACE_IN, 0.99, RED_CUBE, BOWL);
  }

  /** Returns attention to the objects of the table; the rest says that none is meant. */
  private static Attention on(double... weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    return new Attention(weights, 1 - sum);
  }

  private static Refusal refusal(CommandReading reading, Attention target, Attention destination) {
    return Understanding.ofScene(
            reading, grounding(TABLE, target, destination), HAND, TRAINED, SkillCatalog.ALL)
        .orElse(null);
  }

  private static Grounding grounding(List<Track> tracks, Attention target, Attention destination) {
    return new Grounding(
        tracks,
        Map.of(
            Role.TARGET, new Grounding.Attended(target, new float[0]),
            Role.DESTINATION, new Grounding.Attended(destination, new float[0])));
  }

  private static Refusal refusal(CommandReading reading) {
    return Understanding.ofText(reading, TRAINED, SkillCatalog.ALL).orElse(null);
  }

  private static final Attention ON_RED = on(0.95, 0.02, 0.01, 0.01);
  private static final Attention ON_BOWL = on(0.01, 0.01, 0.96, 0.01);

  @Test
  void aClearCommandIsCarriedOut() {
    assertNull(refusal(place()));
    assertNull(refusal(place(), ON_RED, ON_BOWL));
    assertNull(refusal(place(), on(0.61, 0.25, 0, 0), ON_BOWL), "a rival that is clearly weaker");
  }

  @Test
  void chatterIsNotUnderstood() {
    Refusal other = refusal(reading(null, 0.99, Reference.NONE, Reference.NONE));
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, other.reason());
    assertEquals("language", other.source());
    assertTrue(other.detail().endsWith("I can place a cube in a bowl"), other.detail());
    assertTrue(other.detail().contains("\"the text\""), other.detail());
    Refusal unsure = refusal(reading(PLACE_IN, 0.39, RED_CUBE, BOWL));
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, unsure.reason());
    assertNull(refusal(reading(PLACE_IN, 0.41, RED_CUBE, BOWL)));
  }

  @Test
  void aSkillThatIsNotInTheCatalogueIsNotUnderstood() {
    Refusal refusal = refusal(reading("juggle", 0.99, RED_CUBE, BOWL));
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, refusal.reason());
    assertTrue(refusal.detail().endsWith("I can place a cube in a bowl"), refusal.detail());
  }

  @Test
  void aSkillThatThePolicyWasNotTrainedForIsUnsupported() {
    List<TrainedSkill> pick =
        List.of(new TrainedSkill(PICK, Map.of(Role.TARGET, Set.of(ObjectKind.CUBE))));
    Refusal untrained =
        Understanding.ofScene(
                place(), grounding(TABLE, ON_RED, ON_BOWL), HAND, pick, SkillCatalog.ALL)
            .orElseThrow();
    assertEquals(Refusal.Reason.UNSUPPORTED, untrained.reason());
    assertEquals(
        "I was not trained to place a cube in a bowl; I can pick a cube", untrained.detail());
  }

  @Test
  void aCommandWithoutATargetAsksForIt() {
    Refusal refusal = refusal(reading(PICK, 0.99, Reference.NONE, BOWL));
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, refusal.reason());
    assertEquals("What should I pick?", refusal.question());
  }

  @Test
  void whatIsNotThereIsAbsent() {
    Refusal target = refusal(place(), on(0.3, 0.1, 0.05, 0.04), ON_BOWL);
    assertEquals(Refusal.Reason.ABSENT, target.reason());
    assertEquals("attention", target.source());
    assertTrue(target.detail().contains("no red cube"), target.detail());
    assertTrue(
        target.detail().contains("a blue cube (middle), a white bowl (middle)"), target.detail());
    assertNull(target.question());
    Refusal destination = refusal(place(), ON_RED, on(0.1, 0.1, 0.1, 0.1));
    assertEquals(Refusal.Reason.ABSENT, destination.reason());
    assertTrue(destination.detail().contains("destination"), destination.detail());
  }

  @Test
  void anEmptyTableHoldsNothing() {
    Attention none = new Attention(new double[0], 1);
    Refusal refusal =
        Understanding.ofScene(
                place(), grounding(List.of(), none, none), HAND, TRAINED, SkillCatalog.ALL)
            .orElseThrow();
    assertEquals(Refusal.Reason.ABSENT, refusal.reason());
    assertTrue(refusal.detail().contains("I see nothing"), refusal.detail());
  }

  @Test
  void twoThatMatchAreAQuestion() {
    Refusal refusal =
        refusal(reading(PLACE_IN, 0.99, CUBE, BOWL), on(0.48, 0.47, 0.01, 0.01), ON_BOWL);
    assertEquals(Refusal.Reason.AMBIGUOUS, refusal.reason());
    assertEquals("\"cube\" could be the red cube or the blue cube", refusal.detail());
    assertEquals("Do you mean the red cube or the blue cube?", refusal.question());
  }

  @Test
  void attentionThatIsSpreadThinIsNoAnswer() {
    Refusal refusal = refusal(place(), on(0.35, 0.15, 0.1, 0.1), ON_BOWL);
    assertEquals(Refusal.Reason.ABSENT, refusal.reason());
    assertTrue(refusal.detail().contains("not sure"), refusal.detail());
  }

  @Test
  void aPickAsksWhereToPlace() {
    Refusal refusal =
        refusal(reading(PICK, 0.99, RED_CUBE, Reference.NONE), ON_RED, on(0, 0, 0, 0));
    assertEquals(Refusal.Reason.AMBIGUOUS, refusal.reason());
    assertEquals("language", refusal.source());
    assertEquals("Where should I place the red cube?", refusal.question());
    Refusal absent =
        refusal(reading(PICK, 0.99, RED_CUBE, Reference.NONE), on(0, 0, 0, 0), on(0, 0, 0, 0));
    assertEquals(Refusal.Reason.ABSENT, absent.reason(), "nothing to ask about what is not there");
  }

  @Test
  void anObjectDoesNotGoIntoItself() {
    Refusal refusal = refusal(place(), ON_RED, ON_RED);
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, refusal.reason());
    assertTrue(refusal.detail().contains("same object, the red cube"), refusal.detail());
  }

  @Test
  void whatWasNotTrainedIsUnsupported() {
    CommandReading cup = reading(PLACE_IN, 0.99, new Reference(ObjectKind.CUP, null), BOWL);
    for (Refusal refusal :
        List.of(
            refusal(cup, on(0, 0, 0, 0.95), ON_BOWL),
            refusal(place(), ON_RED, on(0, 0, 0, 0.95)))) {
      assertEquals(Refusal.Reason.UNSUPPORTED, refusal.reason());
      assertEquals("policy", refusal.source());
      assertTrue(refusal.detail().contains("I can place a cube in a bowl"), refusal.detail());
    }
    assertTrue(refusal(cup, on(0, 0, 0, 0.95), ON_BOWL).detail().contains("place a cup in a bowl"));
  }

  /** Two of the same kind and colour are told apart by where they are. */
  @Test
  void twoAlikeAreAskedAboutByTheirPlace() {
    List<Track> two =
        List.of(at(TABLE.get(0), "cube-1", 0.15), at(TABLE.get(0), "cube-2", -0.15), TABLE.get(2));
    Refusal refusal =
        Understanding.ofScene(
                place(),
                grounding(two, on(0.9, 0.05, 0.01), on(0.01, 0.01, 0.96)),
                HAND,
                TRAINED,
                SkillCatalog.ALL)
            .orElseThrow();
    assertEquals(Refusal.Reason.AMBIGUOUS, refusal.reason());
    assertEquals("Do you mean the left red cube or the right red cube?", refusal.question());
  }

  @Test
  void aFullHandTakesNothingElse() {
    for (int held = 0; held < 2; held++) {
      List<Track> tracks = new ArrayList<>(TABLE);
      Track t = tracks.get(held);
      tracks.set(
          held, new Track(t.attributes(), t.encoding(), t.lastSeenNanos(), t.sightings(), true));
      Optional<Refusal> refusal =
          Understanding.ofScene(
              place(), grounding(tracks, ON_RED, ON_BOWL), HAND, TRAINED, SkillCatalog.ALL);
      assertEquals(held == 1, refusal.isPresent(), "what is held itself may be placed");
      refusal.ifPresent(
          full -> {
            assertEquals(Refusal.Reason.UNSUPPORTED, full.reason());
            assertEquals("hand", full.source());
            assertTrue(full.detail().startsWith("I hold the blue cube"), full.detail());
          });
    }
  }

  /** The attention is on it, but it looks rather grey than purple. */
  @Test
  void aColorThatIsRatherAnotherIsAskedAbout() {
    Track bowl = TABLE.get(2);
    ObjectAttributes a = bowl.attributes();
    for (double green : new double[] {0.3, 0.42}) {
      Track greyish =
          new Track(
              new ObjectAttributes(
                  a.id(),
                  a.kind(),
                  a.positionMeters(),
                  a.yawRad(),
                  new ColorRgb(0.5, green, 0.56),
                  a.sizeMeters(),
                  a.score(),
                  a.uncertainty()),
              bowl.encoding(),
              0,
              3,
              false);
      CommandReading purple =
          reading(PLACE_IN, 0.99, RED_CUBE, new Reference(ObjectKind.BOWL, ColorName.PURPLE));
      Optional<Refusal> refusal =
          Understanding.ofScene(
              purple,
              grounding(List.of(TABLE.get(0), greyish), on(0.96, 0.01), on(0.01, 0.96)),
              HAND,
              TRAINED,
              SkillCatalog.ALL);
      assertEquals(green > 0.4, refusal.isPresent(), refusal.toString());
      refusal.ifPresent(
          asked -> {
            assertEquals(Refusal.Reason.AMBIGUOUS, asked.reason());
            assertEquals("Do you mean the grey bowl that I see?", asked.question());
          });
    }
  }

  private static Track at(Track track, String id, double yMeters) {
    ObjectAttributes a = track.attributes();
    return new Track(
        new ObjectAttributes(
            id,
            a.kind(),
            new Vector3(0.05, yMeters, 0.02),
            a.yawRad(),
            a.color(),
            a.sizeMeters(),
            a.score(),
            a.uncertainty()),
        track.encoding(),
        track.lastSeenNanos(),
        track.sightings(),
        track.held());
  }

  private static CommandReading objected(Objection.Stage stage, Reference target) {
    return new CommandReading(
        "the text",
        new CommandMeaning(
            Optional.of(PLACE_IN), Map.of(Role.TARGET, target, Role.DESTINATION, BOWL)),
        0.99,
        Map.of(),
        Optional.of(
            new Objection(Objection.Cause.NOT_UNDERSTOOD, stage, "what is a fridge", "well?")));
  }

  /** What cannot be done with any object is not looked for; what can be begun is. */
  @Test
  void anUntrainedSkillIsRefusedWhateverIsThere() {
    Attention none = on(0.01, 0.01, 0.02, 0.02);
    Reference cloth = new Reference(ObjectKind.CLOTH, null);
    Refusal wipe = refusal(reading("wipe", 0.99, cloth, Reference.NONE), none, none);
    assertEquals(Refusal.Reason.UNSUPPORTED, wipe.reason());
    assertTrue(wipe.detail().contains("wipe the table with a cloth"), wipe.detail());
    Refusal pick = refusal(reading(PICK, 0.99, cloth, Reference.NONE), none, none);
    assertEquals(Refusal.Reason.UNSUPPORTED, pick.reason());
    Refusal begun = refusal(reading(PICK, 0.99, RED_CUBE, Reference.NONE), none, none);
    assertEquals(Refusal.Reason.ABSENT, begun.reason());
  }

  /** What a colour is taken for that is not told apart need not be what the person calls so. */
  @Test
  void aColorThatIsNotToldApartIsAskedAbout() {
    CommandReading silver =
        objected(Objection.Stage.LAST, new Reference(ObjectKind.CUP, ColorName.WHITE));
    Refusal refusal = refusal(silver, on(0.01, 0.01, 0.02, 0.02), ON_BOWL);
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, refusal.reason());
    assertEquals("Do you mean the green cup that I see?", refusal.question());
    CommandReading navy =
        objected(Objection.Stage.LAST, new Reference(ObjectKind.CUBE, ColorName.GREY));
    assertEquals(
        Refusal.Reason.ABSENT,
        refusal(navy, on(0.01, 0.01, 0.02, 0.02), ON_BOWL).reason(),
        "there are two cubes");
  }

  @Test
  void anObjectionAtOnceNeedsNoLook() {
    Refusal refusal = refusal(objected(Objection.Stage.AT_ONCE, RED_CUBE));
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, refusal.reason());
    assertEquals("hearing", refusal.source());
    assertEquals("what is a fridge; I can place a cube in a bowl", refusal.detail());
    assertEquals("well?", refusal.question());
  }

  @Test
  void anUnknownWordIsNamedBackWithWhatIsThere() {
    CommandReading reading = objected(Objection.Stage.SEEING, Reference.NONE);
    assertNull(refusal(reading));
    assertEquals(
        Optional.of(
            "what is a fridge; I see a red cube (middle), a blue cube (middle), a white bowl"
                + " (middle), a green cup (middle)"),
        Understanding.ofSight(reading, TABLE).map(Refusal::detail));
    assertEquals(Optional.empty(), Understanding.ofSight(place(), TABLE));
  }

  @Test
  void whatIsAbsentIsABetterReasonThanAnObjectionToWhatIsFound() {
    CommandReading reading = objected(Objection.Stage.FOUND, RED_CUBE);
    assertEquals(Refusal.Reason.ABSENT, refusal(reading, on(0.1, 0.1, 0.1, 0.1), ON_BOWL).reason());
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, refusal(reading, ON_RED, ON_BOWL).reason());
  }

  @Test
  void theLastObjectionStandsWhereTheArmWouldMove() {
    Attention onCup = on(0.01, 0.01, 0.01, 0.96);
    CommandReading ofCup =
        objected(Objection.Stage.LAST, new Reference(ObjectKind.CUP, ColorName.GREEN));
    assertEquals(Refusal.Reason.UNSUPPORTED, refusal(ofCup, onCup, ON_BOWL).reason());
    CommandReading ofCube = objected(Objection.Stage.LAST, RED_CUBE);
    assertEquals("what is a fridge", refusal(ofCube, ON_RED, ON_BOWL).detail());
  }

  /** Whatever attracts more attention: what is said tells the cubes apart in no way. */
  @Test
  void twoOfAKindAreAQuestionEvenIfOneIsAttendedMore() {
    Refusal refusal = refusal(reading(PLACE_IN, 0.99, CUBE, BOWL), ON_RED, ON_BOWL);
    assertEquals(Refusal.Reason.AMBIGUOUS, refusal.reason());
    assertEquals("\"cube\" could be the red cube or the blue cube", refusal.detail());
    assertNull(refusal(place(), ON_RED, ON_BOWL), "its colour tells");
  }

  @Test
  void whatIsClearlyOfAnotherColourIsNotMeant() {
    Refusal refusal = refusal(place(), on(0.02, 0.95, 0.01, 0.01), ON_BOWL);
    assertEquals(Refusal.Reason.ABSENT, refusal.reason());
    assertTrue(refusal.detail().contains("no red cube"), refusal.detail());
  }
}
