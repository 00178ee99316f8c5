package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Objection;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SpatialPhrase;
import dev.cobot.brain.language.SpatialRelation;
import dev.cobot.brain.language.Wish;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plans on scripted beliefs: what is said back, and where nothing is offered. */
class PlanningTest {
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
  private static final Reference CUBE = new Reference(ObjectKind.CUBE, null);
  private static final Reference RED_CUBE = new Reference(ObjectKind.CUBE, ColorName.RED);
  private static final Reference GREEN_CUBE = new Reference(ObjectKind.CUBE, ColorName.GREEN);
  private static final Reference BOWL = new Reference(ObjectKind.BOWL, null);
  private static final Reference CUP = new Reference(ObjectKind.CUP, null);
  private static final Reference CLOTH = new Reference(ObjectKind.CLOTH, null);
  private static final Track RED = track("cube-1", ObjectKind.CUBE, ColorName.RED, 0.1, -0.1);
  private static final Track GREEN = track("cube-2", ObjectKind.CUBE, ColorName.GREEN, 0.1, 0.1);
  private static final Track WHITE_BOWL =
      track("bowl-3", ObjectKind.BOWL, ColorName.WHITE, -0.05, 0);
  private static final Track BLUE_CLOTH =
      track("cloth-4", ObjectKind.CLOTH, ColorName.BLUE, 0.2, 0);
  private static final Track GREEN_CUP = track("cup-5", ObjectKind.CUP, ColorName.GREEN, 0.2, 0.2);
  private static final List<Track> TABLE = List.of(RED, GREEN, WHITE_BOWL, BLUE_CLOTH, GREEN_CUP);

  private static Track track(String id, ObjectKind kind, ColorName color, double x, double y) {
    return new Track(
        new ObjectAttributes(
            id,
            kind,
            new Vector3(x, y, 0.02),
            0,
            color.prototype(),
            kind == ObjectKind.BOWL ? new Vector3(0.12, 0.12, 0.05) : new Vector3(0.04, 0.04, 0.04),
            0.9,
            new ObjectAttributes.Uncertainty(new Vector3(0.002, 0.002, 0.002), 0, Vector3.ZERO)),
        new float[0],
        0,
        3,
        false);
  }

  /** Attends evenly to what a reference names. */
  private static final Mind MIND =
      new Mind() {
        @Override
        public List<TrainedSkill> skills() {
          return List.of(
              new TrainedSkill(
                  "place_in",
                  Map.of(
                      Role.TARGET, Set.of(ObjectKind.CUBE),
                      Role.DESTINATION, Set.of(ObjectKind.BOWL))),
              new TrainedSkill("pick", Map.of(Role.TARGET, Set.of(ObjectKind.CUP))),
              new TrainedSkill("wipe", Map.of(Role.TARGET, Set.of(ObjectKind.CLOTH))));
        }

        @Override
        public CommandReading read(String text) {
          return new CommandReading(text, CommandMeaning.NONE, 1, Map.of());
        }

        @Override
        public List<Look> perceive(Observation observation) {
          return List.of();
        }

        @Override
        public Grounding ground(CommandReading reading, List<Track> tracks) {
          Map<Role, Grounding.Attended> roles = new EnumMap<>(Role.class);
          for (Role role : Role.values()) {
            Reference meant = reading.meaning().reference(role);
            long alike = tracks.stream().filter(t -> matches(meant, t)).count();
            double[] weights =
                tracks.stream().mapToDouble(t -> matches(meant, t) ? 1.0 / alike : 0).toArray();
            roles.put(
                role,
                new Grounding.Attended(new Attention(weights, alike == 0 ? 1 : 0), new float[0]));
          }
          return new Grounding(tracks, roles);
        }

        private boolean matches(Reference reference, Track track) {
          return reference.matches(track.attributes().kind(), track.attributes().color());
        }

        @Override
        public Map<Role, Broadcast> broadcast(
            Observation in, CommandReading reading, Map<Role, Track> attended, HandState hand) {
          throw new IllegalStateException("a plan moves nothing");
        }

        @Override
        public ActionChunk act(ActionContext context) {
          throw new IllegalStateException("a plan moves nothing");
        }
      };

  private static Wish wish(String skill, Reference target, Reference destination) {
    return wish(skill, target, destination, 1, List.of(), Optional.empty());
  }

  private static Wish wish(
      String skill,
      Reference target,
      Reference destination,
      int amount,
      List<SpatialPhrase> places,
      Optional<Objection> objection) {
    CommandMeaning meaning =
        new CommandMeaning(
            Optional.ofNullable(skill), Map.of(Role.TARGET, target, Role.DESTINATION, destination));
    return new Wish(
        "the wish",
        new CommandReading(
            "the wish", meaning, 1, Map.of(), Map.of(Role.TARGET, places), objection),
        amount,
        false);
  }

  private static Wish place(Reference target, int amount) {
    return wish("place_in", target, BOWL, amount, List.of(), Optional.empty());
  }

  private static Plan.Proposal propose(List<Track> tracks, Wish... wishes) {
    return Planning.propose(MIND, SkillCatalog.ALL, List.of(wishes), tracks, HAND);
  }

  private static List<String> words(Plan.Proposal proposal) {
    return proposal.steps().stream().map(Plan.Step::words).toList();
  }

  @Test
  void whatWouldBeDoneIsSaidInItsOrderAndAsked() {
    Plan.Proposal proposal =
        propose(TABLE, place(RED_CUBE, 1), wish("wipe", CLOTH, Reference.NONE));
    assertEquals(Refusal.Reason.AMBIGUOUS, proposal.answer().reason());
    assertEquals(Plan.ASKS, proposal.answer().source());
    assertEquals(
        "I would do two things, one after the other: 1. place the red cube in the white bowl;"
            + " 2. wipe the table with the blue cloth",
        proposal.answer().detail());
    assertEquals("Shall I?", proposal.answer().question());
    assertEquals(2, proposal.steps().size());
  }

  @Test
  void allOfAKindAreToldFromTheLeft() {
    Plan.Proposal proposal = propose(TABLE, place(CUBE, Wish.ALL));
    assertEquals(
        List.of("place the green cube in the white bowl", "place the red cube in the white bowl"),
        words(proposal));
    assertTrue(proposal.answer().detail().contains("from the left to the right"));
    assertEquals(words(proposal), words(propose(TABLE, place(CUBE, 2))), "both");
  }

  @Test
  void whatLiesThereAlreadyIsLeft() {
    Track inside = track("cube-6", ObjectKind.CUBE, ColorName.BLUE, -0.04, 0.01);
    List<Track> tracks = new ArrayList<>(TABLE);
    tracks.add(inside);
    assertEquals(2, propose(tracks, place(CUBE, Wish.ALL)).steps().size());
    Plan.Proposal none = propose(List.of(inside, WHITE_BOWL), place(CUBE, Wish.ALL));
    assertEquals(List.of(), none.steps());
    assertEquals(Refusal.Reason.ABSENT, none.answer().reason());
  }

  @Test
  void twoOfThreeAsksWhich() {
    List<Track> tracks = new ArrayList<>(TABLE);
    tracks.add(track("cube-6", ObjectKind.CUBE, ColorName.BLUE, 0.15, -0.2));
    Plan.Proposal proposal = propose(tracks, place(CUBE, 2));
    assertEquals(List.of(), proposal.steps());
    assertEquals(Refusal.Reason.AMBIGUOUS, proposal.answer().reason());
    assertEquals("Which of them do you mean?", proposal.answer().question());
    assertTrue(proposal.answer().detail().contains("the red cube"), proposal.answer().detail());
    assertEquals(List.of(), propose(TABLE, place(CUBE, 4)).steps(), "four of two");
  }

  @Test
  void aPartThatIsAbsentIsNamedAndTheOtherOffered() {
    Reference yellow = new Reference(ObjectKind.CUBE, ColorName.YELLOW);
    Plan.Proposal proposal = propose(TABLE, place(yellow, 1), place(RED_CUBE, 1));
    assertEquals(Refusal.Reason.AMBIGUOUS, proposal.answer().reason());
    assertNotEquals(Plan.ASKS, proposal.answer().source(), "it is not all that was wished for");
    assertTrue(
        proposal.answer().detail().contains("I see no yellow cube"), proposal.answer().detail());
    assertEquals("Shall I do the other?", proposal.answer().question());
    assertEquals(List.of("place the red cube in the white bowl"), words(proposal));
  }

  @Test
  void whatLeansOnAPartThatCannotBeDoneIsNotOffered() {
    Wish absent = wish("pick", new Reference(ObjectKind.BOTTLE, null), Reference.NONE);
    Wish next = place(RED_CUBE, 1);
    Wish leaning = new Wish(next.said(), next.reading(), 1, true);
    Plan.Proposal proposal = propose(TABLE, absent, leaning);
    assertEquals(List.of(), proposal.steps());
    assertNull(proposal.answer().question());
  }

  @Test
  void anUnsafePartRefusesTheWhole() {
    Objection unsafe =
        new Objection(
            Objection.Cause.UNSAFE, Objection.Stage.AT_ONCE, "that could hurt somebody", null);
    Plan.Proposal proposal =
        propose(
            TABLE,
            place(RED_CUBE, 1),
            wish(null, Reference.NONE, Reference.NONE, 1, List.of(), Optional.of(unsafe)));
    assertEquals(List.of(), proposal.steps());
    assertEquals(Refusal.Reason.UNSAFE, proposal.answer().reason());
  }

  @Test
  void whatIsPickedIsPutDownInTurnAndLookedUpAnew() {
    Wish down = wish("put_down", Reference.NONE, Reference.NONE);
    Plan.Proposal proposal =
        propose(
            TABLE,
            wish("pick", CUP, Reference.NONE),
            down,
            place(RED_CUBE, 1),
            wish("pick", CUP, Reference.NONE));
    assertEquals(
        List.of(
            "pick the green cup",
            "put the green cup down",
            "place the red cube in the white bowl",
            "pick the green cup"),
        words(proposal),
        proposal.answer().detail());
    assertEquals(
        Map.of(), proposal.steps().get(3).meant(), "where it was put, only the hand will know");
    assertTrue(proposal.steps().get(3).isAfter());
    Track held = new Track(GREEN_CUP.attributes(), new float[0], 0, 3, true);
    List<Track> full = new ArrayList<>(TABLE);
    full.set(full.indexOf(GREEN_CUP), held);
    assertEquals(
        List.of("put the green cup down", "place the red cube in the white bowl"),
        words(propose(full, down, place(RED_CUBE, 1))),
        "the hand is free then");
    Plan.Proposal nothing = propose(TABLE, place(RED_CUBE, 1), down);
    assertEquals(Refusal.Reason.AMBIGUOUS, nothing.answer().reason());
    assertEquals(List.of("place the red cube in the white bowl"), words(nothing));
    assertTrue(nothing.answer().detail().contains("I would hold nothing then"), nothing.toString());
    Plan.Proposal other =
        propose(
            TABLE, wish("pick", CUP, Reference.NONE), wish("put_back", RED_CUBE, Reference.NONE));
    assertEquals(List.of("pick the green cup"), words(other), "it would hold another thing");
  }

  @Test
  void nothingIsDoneWithAFullHand() {
    Plan.Proposal proposal = propose(TABLE, wish("pick", CUP, Reference.NONE), place(RED_CUBE, 1));
    assertEquals(Refusal.Reason.UNSUPPORTED, proposal.answer().reason());
    assertTrue(
        proposal.answer().detail().contains("I would still hold the green cup then"),
        proposal.answer().detail());
    assertEquals(
        2, propose(TABLE, place(RED_CUBE, 1), wish("pick", CUP, Reference.NONE)).steps().size());
  }

  @Test
  void aDoubtIsAskedAboutBeforeAnythingIsOffered() {
    Plan.Proposal proposal = propose(TABLE, place(RED_CUBE, 1), place(CUBE, 1));
    assertEquals(List.of(), proposal.steps());
    assertEquals(1, proposal.open());
    assertTrue(proposal.answer().question().startsWith("Do you mean"), "it asks which");
  }

  /** "The left cube" is the one that was on the left when it was said back. */
  @Test
  void placesHoldWhenTheyAreSaid() {
    SpatialPhrase left = new SpatialPhrase(SpatialRelation.LEFT, List.of(), 1, "left");
    Plan.Step step =
        propose(
                TABLE,
                wish("place_in", CUBE, BOWL, 1, List.of(left), Optional.empty()),
                place(RED_CUBE, 1))
            .steps()
            .get(0);
    assertEquals("place the green cube in the white bowl", step.words());
    assertEquals(GREEN_CUBE, step.reading().meaning().reference(Role.TARGET));
    assertEquals(List.of(), step.reading().places(Role.TARGET));
    Grounding now = MIND.ground(step.reading(), TABLE);
    assertEquals(
        Optional.of(GREEN), Plan.find(step.meant(), now).grounding().strongest(Role.TARGET));
    List<Track> gone =
        List.of(RED, WHITE_BOWL, track("cube-9", ObjectKind.CUBE, ColorName.GREEN, 0.3, 0.1));
    assertTrue(
        Plan.find(step.meant(), MIND.ground(step.reading(), gone)).lost().isPresent(),
        "another green cube is not that one");
  }

  /** What an earlier step has moved is looked for where it was put. */
  @Test
  void whatWasMovedIsExpectedWhereItWasPut() {
    Track second = track("bowl-7", ObjectKind.BOWL, ColorName.BLUE, 0.05, 0.25);
    List<Track> tracks = new ArrayList<>(TABLE);
    tracks.add(second);
    Plan.Proposal proposal =
        propose(
            tracks,
            wish("place_in", RED_CUBE, new Reference(ObjectKind.BOWL, ColorName.WHITE)),
            wish("place_in", RED_CUBE, new Reference(ObjectKind.BOWL, ColorName.BLUE)));
    assertEquals(2, proposal.steps().size(), proposal.answer().detail());
    Plan.Step moved = proposal.steps().get(1);
    assertTrue(moved.isAfter());
    assertEquals(
        WHITE_BOWL.attributes().positionMeters(), moved.meant().get(Role.TARGET).positionMeters());
  }
}
