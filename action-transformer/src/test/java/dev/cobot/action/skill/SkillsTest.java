package dev.cobot.action.skill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.Progress;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandGrammar;
import dev.cobot.brain.language.CommandGrammar.Split;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Turning;
import dev.cobot.brain.language.Wording;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.task.TaskSuite;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SkillsTest {
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
  private static final Skills SKILLS = SkillCatalog.ALL;
  private static final Skill PLACE_IN = SKILLS.get("place_in");
  private static final Skill PICK = SKILLS.get("pick");
  private static final Skill PUSH = SKILLS.get("push");
  private static final Skill WIPE = SKILLS.get("wipe");
  private static final long SECOND = 1_000_000_000L;
  private static final Reference RED_CUBE = new Reference(ObjectKind.CUBE, ColorName.RED);
  private static final Reference WHITE_BOWL = new Reference(ObjectKind.BOWL, ColorName.WHITE);
  private static final Vector3 HERE = new Vector3(0.1, -0.1, 0.02);
  private static final Vector3 THERE = new Vector3(0.1, 0.15, 0.02);
  private static final Track CUBE = track("cube-1", ObjectKind.CUBE, ColorName.RED, HERE);
  private static final Track BOWL = track("bowl-2", ObjectKind.BOWL, ColorName.WHITE, THERE);

  private static Track track(String id, ObjectKind kind, ColorName color, Vector3 place) {
    return new Track(
        new ObjectAttributes(
            id,
            kind,
            place,
            0,
            color.prototype(),
            new Vector3(0.04, 0.04, 0.04),
            0.9,
            new ObjectAttributes.Uncertainty(Vector3.ZERO, 0, Vector3.ZERO)),
        new float[0],
        SECOND,
        3,
        false);
  }

  /** Returns a track somewhere else, seen then, held or not. */
  private static Track moved(Track track, Vector3 place, long lastSeenNanos, boolean held) {
    ObjectAttributes a = track.attributes();
    return new Track(
        new ObjectAttributes(
            a.id(),
            a.kind(),
            place,
            a.yawRad(),
            a.color(),
            a.sizeMeters(),
            a.score(),
            a.uncertainty()),
        track.encoding(),
        lastSeenNanos,
        track.sightings(),
        held);
  }

  private static RoleBeliefs beliefs(Map<Role, Track> meant, Track... now) {
    Map<Role, ObjectAttributes> attributes = new HashMap<>();
    meant.forEach((role, track) -> attributes.put(role, track.attributes()));
    return new RoleBeliefs(attributes, List.of(now), HAND, Progress.NONE);
  }

  private static RoleBeliefs placing(Track... now) {
    return beliefs(Map.of(Role.TARGET, CUBE, Role.DESTINATION, BOWL), now);
  }

  private static RoleBeliefs one(Track... now) {
    return beliefs(Map.of(Role.TARGET, CUBE), now);
  }

  /** Of one object, with so many places left and such a share done. */
  private static RoleBeliefs under(int left, double share, Track... now) {
    RoleBeliefs beliefs = one(now);
    return new RoleBeliefs(
        beliefs.meant(),
        beliefs.tracks(),
        beliefs.hand(),
        new Progress(Collections.nCopies(left, THERE), share, Optional.empty()));
  }

  private static void assertOutcome(Outcome.Kind kind, String detail, Optional<Outcome> outcome) {
    assertEquals(detail, outcome.orElseThrow().detail());
    assertEquals(kind, outcome.get().kind());
  }

  @Test
  void skillsHaveTheNamesThatSuitesAndCardsWrite() throws Exception {
    assertEquals(
        List.of("place_in", "pick", "push", "wipe", "put_down", "put_back"),
        SKILLS.all().stream().map(Skill::name).toList());
    Path suites = Path.of(System.getProperty("cobot.home"), "worlds/suites");
    for (String suite : List.of("rat7.yaml", "rat7_shared.yaml")) {
      for (TaskSuite.Task task : TaskSuite.load(suites.resolve(suite)).tasks()) {
        if (!task.isRefused()) {
          Skill skill = SKILLS.get(task.skill());
          assertTrue(
              task.timeLimitSeconds() <= skill.timeLimitSeconds(),
              task.id() + " may take longer than its skill");
          assertTrue(
              !skill.roles().contains(Role.DESTINATION) || task.destination() != null, task.id());
        }
      }
    }
  }

  @Test
  void anUnknownNameIsAnErrorThatListsTheKnown() {
    assertTrue(SKILLS.find("juggle").isEmpty());
    String message =
        assertThrows(IllegalArgumentException.class, () -> SKILLS.get("juggle")).getMessage();
    assertTrue(message.contains("'juggle'") && message.contains("place_in, pick"), message);
  }

  @Test
  void twoSkillsOfOneNameAreAnError() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Skills(List.of(PICK, PUSH, PICK)))
            .getMessage();
    assertTrue(message.contains("[pick, push, pick]"), message);
  }

  @Test
  void everySkillSaysWhatItIs() {
    CommandMeaning meaning =
        new CommandMeaning(
            Optional.of("any"), Map.of(Role.TARGET, RED_CUBE, Role.DESTINATION, WHITE_BOWL));
    assertEquals(
        List.of(
            "pick the red cube, place it in the white bowl",
            "pick the red cube",
            "push the red cube around the table",
            "wipe the table with the red cube",
            "put the red cube down",
            "put the red cube back where it was"),
        SKILLS.all().stream().map(s -> s.describe(meaning)).toList());
    Map<Role, String> objects = Map.of(Role.TARGET, "a cube", Role.DESTINATION, "a bowl");
    assertEquals(
        List.of(
            "place a cube in a bowl",
            "pick a cube",
            "push a cube around the table",
            "wipe the table with a cube",
            "put a cube down",
            "put a cube back where it was"),
        SKILLS.all().stream().map(s -> s.infinitive(objects)).toList());
    for (Turning turning : Turning.values()) {
      assertEquals(
          "push the red cube around the table " + turning.name().toLowerCase(Locale.ROOT),
          PUSH.describe(
              new CommandMeaning(
                  Optional.of("push"), Map.of(Role.TARGET, RED_CUBE), Optional.of(turning))));
    }
    for (Skill skill : SKILLS.all()) {
      assertTrue(skill.roles().contains(Role.TARGET), skill.name());
      assertTrue(skill.timeLimitSeconds() > 0 && skill.timeLimitSeconds() <= 90, skill.name());
    }
  }

  @Test
  void aWordingAsksForItsOwnSkillAndSaysEachRole() {
    assertEquals(
        List.of("place_in", "pick"), SKILLS.wordings().stream().map(Wording::skill).toList());
    for (Wording wording : SKILLS.wordings()) {
      assertEquals(SKILLS.get(wording.skill()).roles(), wording.roles());
      for (List<String> frames : List.of(wording.frames(), wording.heldOutFrames())) {
        for (String frame : frames) {
          assertTrue(frame.contains("{T}"), frame);
          assertEquals(wording.roles().contains(Role.DESTINATION), frame.contains("{D}"), frame);
        }
      }
    }
  }

  /** Returns the sentence of a command without what is put round it, phrases as T and D. */
  private static String frame(String text) {
    String all = text.toLowerCase(Locale.ROOT);
    all = all.replaceAll("^(please |robot, |hey, |now )", "");
    all = all.replaceAll("(\\.|!| please| now|, thanks)$", "");
    return all.replaceAll("\\b((the|that|a) )?red (cube|block)\\b", "T")
        .replaceAll("\\b((the|that|a) )?white (bowl|dish)\\b", "D");
  }

  private static Set<String> frames(Split split, Wording wording) {
    Set<String> frames = new HashSet<>();
    SplittableRandom random = new SplittableRandom(4);
    CommandGrammar grammar = new CommandGrammar(split, SKILLS.wordings());
    Map<Role, Reference> phrases = Map.of(Role.TARGET, RED_CUBE, Role.DESTINATION, WHITE_BOWL);
    for (int i = 0; i < 4000; i++) {
      frames.add(frame(grammar.say(random, wording, phrases).text()));
    }
    return frames;
  }

  @Test
  void heldOutFramesAndVerbsAreNeverTrainedOn() {
    Pattern verbs = Pattern.compile("\\b(pick|take|grab|get|place|put|drop)\\b");
    for (Wording wording : SKILLS.wordings()) {
      Set<String> trained = frames(Split.TRAIN, wording);
      Set<String> heldOut = frames(Split.HELD_OUT, wording);
      assertTrue(heldOut.size() >= 8 && trained.size() >= 8, heldOut + " and " + trained);
      for (String frame : heldOut) {
        assertFalse(verbs.matcher(frame).find(), frame);
      }
      heldOut.retainAll(trained);
      assertEquals(Set.of(), heldOut);
      Set<String> both = new HashSet<>(wording.frames());
      both.retainAll(wording.heldOutFrames());
      assertEquals(Set.of(), both);
    }
  }

  @Test
  void placingIsDoneWhenTheTargetIsSeenInTheDestination() {
    Track inBowl = moved(CUBE, THERE.plus(new Vector3(0.02, 0.03, 0)), 6 * SECOND, false);
    assertOutcome(
        Outcome.Kind.DONE,
        "the red cube is in the white bowl",
        PLACE_IN.verify(placing(inBowl, BOWL), 5 * SECOND, 6 * SECOND));
    assertOutcome(
        Outcome.Kind.FAILED,
        "the red cube is 60 mm from the centre of the white bowl",
        PLACE_IN.verify(
            placing(moved(CUBE, THERE.plus(new Vector3(0.06, 0, 0)), 6 * SECOND, false), BOWL),
            5 * SECOND,
            6 * SECOND));
    assertEquals(
        Outcome.Kind.FAILED,
        PLACE_IN
            .verify(placing(moved(CUBE, THERE, 6 * SECOND, true), BOWL), 5 * SECOND, 6 * SECOND)
            .orElseThrow()
            .kind(),
        "still in the hand");
  }

  @Test
  void placingWaitsASecondForALook() {
    RoleBeliefs unseen = placing(moved(CUBE, THERE, 5 * SECOND, false), BOWL);
    assertTrue(PLACE_IN.verify(unseen, 5 * SECOND, 6 * SECOND - 1).isEmpty());
    assertOutcome(
        Outcome.Kind.DONE,
        "the red cube is in the white bowl (let go there; not seen since)",
        PLACE_IN.verify(unseen, 5 * SECOND, 6 * SECOND));
  }

  @Test
  void whatIsLostIsNotPlaced() {
    for (RoleBeliefs lost : List.of(placing(BOWL), placing(CUBE))) {
      assertOutcome(
          Outcome.Kind.FAILED,
          "I lost sight of the object",
          PLACE_IN.verify(lost, 5 * SECOND, 5 * SECOND));
    }
  }

  @Test
  void pickingIsDoneWhileTheTargetIsHeld() {
    assertEquals(
        Outcome.Kind.DONE,
        PICK.verify(one(moved(CUBE, THERE, 0, true)), 0, 0).orElseThrow().kind());
    for (Skill skill : List.of(PICK, WIPE)) {
      assertOutcome(
          Outcome.Kind.FAILED, "I do not hold the red cube", skill.verify(one(CUBE), 0, 0));
      assertOutcome(Outcome.Kind.FAILED, "I do not hold the red cube", skill.verify(one(), 0, 0));
    }
    assertOutcome(
        Outcome.Kind.FAILED,
        "I do not hold the red cube",
        PICK.verify(one(CUBE, moved(BOWL, HERE, 0, true)), 0, 0));
  }

  @Test
  void pushingIsDoneWhenNoPlaceIsLeft() {
    assertOutcome(
        Outcome.Kind.DONE,
        "I pushed the red cube around the table",
        PUSH.verify(under(0, 1, CUBE), 0, 0));
    assertOutcome(
        Outcome.Kind.FAILED,
        "I did not push the red cube all the way: 1 of its 4 places are left",
        PUSH.verify(under(1, 0.75, CUBE), 0, 0));
  }

  @Test
  void wipingIsDoneWhenEnoughIsWipedWithWhatIsHeld() {
    Track held = moved(CUBE, THERE, 0, true);
    assertOutcome(
        Outcome.Kind.DONE,
        "I wiped 93 % of the middle of the table with the red cube",
        WIPE.verify(under(1, 0.93, held), 0, 0));
    assertOutcome(
        Outcome.Kind.FAILED,
        "I wiped only 85 % of the middle of the table",
        WIPE.verify(under(1, 0.85, held), 0, 0));
    assertOutcome(
        Outcome.Kind.FAILED, "I do not hold the red cube", WIPE.verify(under(0, 1, CUBE), 0, 0));
  }

  @Test
  void anObjectDoesNotGoIntoItself() {
    assertTrue(PLACE_IN.feasible(placing(CUBE, BOWL)).isEmpty());
    Refusal refusal =
        PLACE_IN
            .feasible(beliefs(Map.of(Role.TARGET, CUBE, Role.DESTINATION, CUBE), CUBE))
            .orElseThrow();
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, refusal.reason());
    assertTrue(refusal.detail().contains("same object, the red cube"), refusal.detail());
    for (Skill skill : List.of(PICK, PUSH, WIPE)) {
      assertTrue(skill.feasible(one(CUBE)).isEmpty(), skill.name());
    }
  }

  @Test
  void aTargetAloneIsTheBeginningOfAPlacing() {
    Refusal refusal = PLACE_IN.incomplete("pick", one(CUBE)).orElseThrow();
    assertEquals(Refusal.Reason.AMBIGUOUS, refusal.reason());
    assertEquals("Where should I place the red cube?", refusal.question());
    assertTrue(PLACE_IN.incomplete("pick", placing(CUBE, BOWL)).isEmpty(), "nothing is missing");
    assertTrue(PLACE_IN.incomplete("pick", beliefs(Map.of())).isEmpty(), "nothing to ask about");
    assertTrue(PLACE_IN.incomplete("push", one(CUBE)).isEmpty(), "to push is something else");
    for (Skill skill : List.of(PICK, PUSH, WIPE)) {
      assertTrue(skill.incomplete("pick", one(CUBE)).isEmpty(), skill.name());
    }
  }

  @Test
  void whatARoleMeansIsFoundByItsId() {
    RoleBeliefs beliefs = placing(moved(BOWL, HERE, 0, false), moved(CUBE, THERE, 0, true));
    assertEquals(THERE, beliefs.now(Role.TARGET).orElseThrow().attributes().positionMeters());
    assertEquals("the red cube", beliefs.words(Role.TARGET));
    assertTrue(one(CUBE).now(Role.DESTINATION).isEmpty(), "not named");
    assertTrue(one(BOWL).now(Role.TARGET).isEmpty(), "lost");
  }
}
