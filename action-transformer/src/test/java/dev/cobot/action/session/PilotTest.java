package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.ActionPolicy;
import dev.cobot.action.policy.Progress;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.skill.Outcome;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Brain;
import dev.cobot.brain.Fusion;
import dev.cobot.brain.Observation;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.LanguageDomain;
import dev.cobot.brain.language.LanguageNet;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.SkillRoles;
import dev.cobot.brain.language.TokenEncoder;
import dev.cobot.brain.language.Turning;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.TensorValue;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.vision.VisionNet;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How a command goes from its text to its end. Where it never comes to act, the runtime's own
 * models are open, with made-up networks; where it acts, a mind is scripted.
 */
class PilotTest {
  private static final long SECOND = ScriptedCell.SECOND;
  private static final long START = ScriptedCell.START;
  private static final List<SkillRoles> SAID =
      List.of(
          new SkillRoles("place_in", Set.of(Role.TARGET, Role.DESTINATION)),
          new SkillRoles("pick", Set.of(Role.TARGET)));
  private static final int NONE = SAID.size();
  private static final float[] INTENT = new float[SAID.size() + 1];

  @TempDir private static Path folder;
  private static ScriptedCell cell;
  private static RuntimeModels models;
  private static Brain brain;

  /** A network that always answers the same. */
  private record FixedNet(float[]... answer) implements InferenceNet {
    @Override
    public List<String> inputNames() {
      return List.of();
    }

    @Override
    public Map<String, FloatTensor> run(Map<String, ? extends TensorValue> inputs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public float[][] run(int batch, float[]... inputs) {
      return answer;
    }

    @Override
    public void close() {}
  }

  @BeforeAll
  static void open() throws Exception {
    cell = new ScriptedCell();
    WorkspaceShape shape = Brain.shape(8, 8, 4);
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(1), InferenceDevice.CPU)) {
      shape.networks().forEach(trainer::create);
      WorkspaceFolder.write(
          folder, shape, trainer::weights, 1, JsonNodeFactory.instance.objectNode(), Map.of());
    }
    int cells = VisionNet.ROWS * VisionNet.COLUMNS;
    float[] cold = new float[4 * cells];
    Arrays.fill(cold, -9);
    FixedNet blind =
        new FixedNet(cold, new float[4 * cells], new float[VisionNet.FEATURES * cells]);
    float[] meaning = new float[LanguageNet.MEANING_WIDTH];
    meaning[ObjectKind.CUBE.ordinal()] = 3;
    float[] latent = new float[LanguageNet.LATENT_WIDTH];
    brain =
        new Brain(
            new VisionDomain(
                blind,
                List.of(ObjectKind.CUBE, ObjectKind.BOWL, ObjectKind.BOTTLE, ObjectKind.CUP)),
            new LanguageDomain(
                TokenEncoder.load(InferenceDevice.CPU),
                new FixedNet(INTENT, latent, latent, meaning, meaning),
                SAID),
            WorkspaceFolder.open(folder, InferenceDevice.CPU),
            1,
            Fusion.LEARNED);
    models = new RuntimeModels(brain, new ActionPolicy(new FixedNet(), ScriptedCell.TRAINED));
  }

  @AfterAll
  static void close() {
    models.close();
  }

  @Test
  void whatIsWithheldIsNoSkill() {
    ActionPolicy policy = new ActionPolicy(new FixedNet(), ScriptedCell.TRAINED);
    assertEquals(ScriptedCell.TRAINED, new RuntimeModels(brain, policy).skills());
    assertEquals(List.of(), new RuntimeModels(brain, policy, Set.of("place_in")).skills());
    assertEquals(ScriptedCell.TRAINED, new RuntimeModels(brain, policy, Set.of("push")).skills());
  }

  private static Pilot pilot(Mind mind, String text, FirstMotion firstMotion) {
    return new Pilot(
        mind,
        new Pilot.Cell(cell.world.robot(), SkillCatalog.ALL, cell.gate(), 15),
        text,
        firstMotion);
  }

  /**
   * @param asked index of the skill that the networks read in every text
   */
  private static Pilot reading(int asked) {
    Arrays.fill(INTENT, 0);
    INTENT[asked] = 5;
    return pilot(models, "pick the red cube and place it in the bowl", FirstMotion.AT_ONCE);
  }

  private static ArmState arm(long stampNanos) {
    return cell.arm(cell.home, stampNanos);
  }

  private static Turn tick(Pilot pilot, long nanos) {
    return pilot.tick(Observation.of(arm(nanos)), Present.of(arm(nanos))).turn();
  }

  private static Tick look(Pilot pilot, long nanos) {
    return pilot.tick(cell.seen(arm(nanos)), Present.of(arm(nanos)));
  }

  private static Outcome outcome(Turn turn) {
    return assertInstanceOf(Turn.End.class, turn, turn::toString).outcome();
  }

  @Test
  void textThatAsksForNothingNeedsNoLook() {
    Pilot pilot = reading(NONE);
    Outcome outcome = outcome(tick(pilot, START));
    assertEquals(Outcome.Kind.REFUSED, outcome.kind());
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, outcome.refusal().reason());
    assertEquals(outcome.refusal().detail(), outcome.detail());
    assertTrue(outcome.detail().endsWith("I can place a cube in a bowl"), outcome.detail());
    assertEquals("nothing that I can do", pilot.understood());
    assertTrue(pilot.grounding().isEmpty());
    assertSame(outcome, outcome(tick(pilot, START + SECOND)), "an end is an end");
  }

  @Test
  void aSkillThatNobodyKnowsIsRefusedWithWhatCanBeDone() {
    ScriptedMind mind =
        new ScriptedMind(ScriptedCell.reading("juggle"), ScriptedCell.TRAINED, List.of());
    Pilot pilot = pilot(mind, "juggle", FirstMotion.AT_ONCE);
    Outcome outcome = outcome(tick(pilot, START));
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, outcome.refusal().reason());
    assertTrue(outcome.detail().endsWith("I can place a cube in a bowl"), outcome.detail());
    assertEquals("nothing that I can do", pilot.understood());
  }

  @Test
  void withoutPicturesThePilotGivesUp() {
    Pilot pilot = reading(0);
    for (long t = 0; t <= 5 * SECOND; t += SECOND / 25) {
      assertInstanceOf(Turn.Watch.class, tick(pilot, START + t));
    }
    Outcome outcome = outcome(tick(pilot, START + 5 * SECOND + 1));
    assertEquals(Refusal.Reason.STALE, outcome.refusal().reason());
    assertEquals("vision", outcome.refusal().source());
    assertTrue(outcome.detail().startsWith("0 pictures"), outcome.detail());
  }

  @Test
  void threePicturesAreNotEnoughToAct() {
    Pilot pilot = reading(0);
    for (int i = 0; i < 3; i++) {
      assertInstanceOf(Turn.Watch.class, look(pilot, START + i).turn());
    }
    Outcome outcome = outcome(tick(pilot, START + 5 * SECOND + 1));
    assertEquals(Refusal.Reason.STALE, outcome.refusal().reason());
    assertTrue(outcome.detail().startsWith("3 pictures"), outcome.detail());
  }

  @Test
  void anEmptyTableIsSaidToBeEmpty() {
    Pilot pilot = reading(0);
    for (int i = 0; i < 3; i++) {
      look(pilot, START + i);
    }
    Tick last = look(pilot, START + 3);
    Outcome outcome = outcome(last.turn());
    assertEquals(Refusal.Reason.ABSENT, outcome.refusal().reason());
    assertTrue(outcome.detail().contains("cube") && outcome.detail().contains("I see nothing"));
    assertEquals(1, pilot.grounding().orElseThrow().of(Role.TARGET).attention().absent());
    assertEquals(pilot.grounding(), last.grounding());
    assertTrue(pilot.tracks().isEmpty());
    assertTrue(pilot.chunk().isEmpty(), "the policy was not asked");
    assertTrue(pilot.broadcasts().isEmpty());
  }

  @Test
  void textThatIsEmptyOrTooLongIsAnError() {
    for (String text : new String[] {" ", "x".repeat(513)}) {
      assertThrows(IllegalArgumentException.class, () -> pilot(models, text, FirstMotion.AT_ONCE));
    }
  }

  /** Lets a pilot look four times; returns the time of the next tick. */
  private static long lookAround(Pilot pilot) {
    for (int i = 0; i < 4; i++) {
      assertInstanceOf(Turn.Watch.class, look(pilot, START + i * ScriptedCell.TICK).turn());
    }
    return START + 4 * ScriptedCell.TICK;
  }

  private static Pilot scripted(ScriptedMind mind) {
    return pilot(mind, "put the red cube in the bowl", FirstMotion.AT_ONCE);
  }

  @Test
  void withoutMemoryOnlyWhatIsShownIsBelieved() {
    for (boolean remembers : new boolean[] {true, false}) {
      ScriptedMind mind = ScriptedCell.mind();
      mind.remembers = remembers;
      Pilot pilot = scripted(mind);
      pilot.pace(0);
      long now = START;
      for (int i = 0; i < 5; i++) {
        look(pilot, now += ScriptedCell.TICK);
      }
      assertEquals(2, pilot.tracks().size());
      mind.seen = List.of(ScriptedCell.bowl(ScriptedCell.BOWL));
      for (int i = 0; i < 15; i++) {
        look(pilot, now += ScriptedCell.TICK);
      }
      pilot.pace(1);
      Tick told = look(pilot, now += ScriptedCell.TICK);
      assertEquals(remembers ? 2 : 1, told.believed().tracks().size());
      if (remembers) {
        assertEquals(
            "cube-1", told.grounding().orElseThrow().meant(Role.TARGET).orElseThrow().id());
      } else {
        assertEquals(Refusal.Reason.ABSENT, outcome(told.turn()).refusal().reason());
      }
    }
  }

  @Test
  void theTickListsTheResultsOfItsSteps() {
    ScriptedMind mind = ScriptedCell.mind();
    Pilot pilot = scripted(mind);
    Tick first = look(pilot, START);
    assertEquals(1, first.looks().size());
    assertTrue(first.believed().tracks().isEmpty(), "one sighting is not believed");
    assertTrue(first.grounding().isEmpty() && first.chunk().isEmpty());
    for (int i = 1; i < 4; i++) {
      look(pilot, START + i * ScriptedCell.TICK);
    }
    Tick acting = look(pilot, START + 4 * ScriptedCell.TICK);
    assertEquals(START + 4 * ScriptedCell.TICK, acting.stampNanos());
    assertEquals(
        List.of("cube-1", "bowl-2"), acting.believed().tracks().stream().map(Track::id).toList());
    assertEquals("cube-1", acting.grounding().orElseThrow().meant(Role.TARGET).orElseThrow().id());
    assertEquals(pilot.chunk(), acting.chunk());
    assertEquals(pilot.broadcasts(), acting.broadcasts());
    assertTrue(acting.wanted().isPresent() && acting.release().isPresent());
    Turn.Move move = assertInstanceOf(Turn.Move.class, acting.turn());
    assertSame(acting.release().orElseThrow(), move.released());
    assertEquals(START + 4 * ScriptedCell.TICK, move.fromNanos());
    assertEquals("pick the red cube, place it in the bowl", pilot.understood());
  }

  /** The motion starts where the arm is by now, but what it rests on is what was seen then. */
  @Test
  void theChunkBearsTheObservationsStamp() {
    ScriptedMind mind = ScriptedCell.mind();
    Pilot pilot = scripted(mind);
    long seen = lookAround(pilot);
    long now = seen + 90_000_000L;
    Tick tick = pilot.tick(cell.seen(arm(seen)), Present.of(arm(now)));
    assertEquals(seen, mind.contexts.get(0).stampNanos());
    assertEquals(seen, tick.chunk().orElseThrow().stampNanos());
    assertEquals(now, assertInstanceOf(Turn.Move.class, tick.turn()).fromNanos());
  }

  @Test
  void theObjectsOfBothRolesAreBroadcastAsTheyAreNow() {
    ScriptedMind mind = ScriptedCell.mind();
    Pilot pilot = scripted(mind);
    long now = lookAround(pilot);
    look(pilot, now);
    assertContext(mind, ScriptedCell.CUBE, ScriptedCell.BOWL);
    Vector3 moved = ScriptedCell.BOWL.plus(new Vector3(0.2, 0, 0));
    mind.seen = List.of(ScriptedCell.cube(ScriptedCell.CUBE), ScriptedCell.bowl(moved));
    look(pilot, now + ScriptedCell.TICK);
    assertContext(mind, ScriptedCell.CUBE, moved);
    mind.seen = List.of();
    look(pilot, now + 2 * ScriptedCell.TICK);
    assertContext(mind, ScriptedCell.CUBE, moved);
  }

  private static void assertContext(ScriptedMind mind, Vector3 cube, Vector3 bowl) {
    ActionContext context = mind.contexts.get(mind.contexts.size() - 1);
    assertEquals("place_in", context.skill());
    assertEquals(Set.of(Role.TARGET, Role.DESTINATION), context.broadcasts().keySet());
    Map<Role, Track> objects = mind.attended.get(mind.attended.size() - 1);
    assertNear(cube, objects.get(Role.TARGET));
    assertNear(bowl, objects.get(Role.DESTINATION));
    assertEquals(cube.x(), context.broadcasts().get(Role.TARGET).latent()[0], 1e-6);
    assertEquals(bowl.x(), context.broadcasts().get(Role.DESTINATION).latent()[0], 1e-6);
  }

  /** What has been done is followed from one act to the next, by what is believed. */
  @Test
  void thePolicyIsToldHowFarTheTaskHasCome() {
    CommandReading reading =
        new CommandReading(
            "push the bowl around the table clockwise",
            new CommandMeaning(
                Optional.of("push"),
                Map.of(Role.TARGET, new Reference(ObjectKind.BOWL, null)),
                Optional.of(Turning.CLOCKWISE)),
            0.99,
            Map.of());
    ScriptedMind mind =
        new ScriptedMind(
            reading,
            List.of(new TrainedSkill("push", Map.of(Role.TARGET, Set.of(ObjectKind.BOWL)))),
            ScriptedCell.mind().seen);
    Pilot pilot = scripted(mind);
    long now = lookAround(pilot);
    look(pilot, now);
    Progress first = mind.contexts.get(0).progress();
    assertEquals(4, first.goals().size());
    assertEquals(0, first.share());
    Vector3 begin = first.goals().get(0);
    assertEquals(ScriptedCell.BOWL.x(), begin.x(), 0.01, "the way begins at the bowl");
    assertTrue(first.goals().get(1).x() > begin.x() + 0.1, "clockwise from the left side");
    mind.seen = List.of(ScriptedCell.cube(ScriptedCell.CUBE), ScriptedCell.bowl(begin));
    for (int i = 1; i <= 20; i++) {
      look(pilot, now + i * ScriptedCell.TICK);
    }
    Progress later = mind.contexts.get(mind.contexts.size() - 1).progress();
    assertEquals(first.goals().subList(1, 4), later.goals());
    assertEquals(0.25, later.share());
    // Another command begins anew, and another skill may have nothing to follow.
    ScriptedMind again = new ScriptedMind(reading, mind.skills(), mind.seen);
    Pilot next = scripted(again);
    look(next, lookAround(next));
    assertEquals(3, again.contexts.get(0).progress().goals().size());
    ScriptedMind place = ScriptedCell.mind();
    next = scripted(place);
    look(next, lookAround(next));
    assertEquals(Progress.NONE, place.contexts.get(0).progress());
  }

  private static void assertNear(Vector3 expected, Track got) {
    assertEquals(0, expected.distanceTo(got.attributes().positionMeters()), 1e-9);
  }

  @Test
  void whatTheHandHoldsIsBroadcastWhereTheHandIs() {
    ScriptedMind mind = ScriptedCell.mind();
    Pilot pilot = scripted(mind);
    long now = lookAround(pilot);
    mind.motion =
        context ->
            ScriptedMind.chunk(
                context, Collections.nCopies(ActionChunk.STEPS, ScriptedMind.step(context, 1, 0)));
    double[] atCube = cell.reaching(ScriptedCell.CUBE);
    for (int i = 0; i < 6; i++) {
      gripped(pilot, atCube, now += ScriptedCell.TICK);
    }
    assertTrue(pilot.tracks().get(0).held(), pilot.tracks()::toString);
    Vector3 up = ScriptedCell.CUBE.plus(new Vector3(0.05, 0.03, 0.15));
    gripped(pilot, cell.reaching(up), now + ScriptedCell.TICK);
    Track broadcast = mind.attended.get(mind.attended.size() - 1).get(Role.TARGET);
    assertTrue(broadcast.held());
    assertEquals(0, up.distanceTo(broadcast.attributes().positionMeters()), 1e-3);
  }

  /** A tick without a picture, with something 4 cm wide between the fingers. */
  private static void gripped(Pilot pilot, double[] positionsRad, long nanos) {
    ArmState open = cell.arm(positionsRad, nanos);
    ArmState arm =
        new ArmState(
            open.jointNames(), open.positionsRad(), open.velocitiesRadPerSecond(), 0.04, 0, nanos);
    assertInstanceOf(Turn.Move.class, pilot.tick(Observation.of(arm), Present.of(arm)).turn());
  }

  /** It is said why, the fingers open, and the policy is not asked meanwhile. */
  @Test
  void aHandThatLosesWhatItHeldIsLedBack() {
    ScriptedMind mind = ScriptedCell.mind();
    Pilot pilot = scripted(mind);
    long now = grasp(mind, pilot);
    assertFalse(pilot.isTryingAgain());
    int decided = mind.contexts.size();
    boolean closes = true;
    for (int i = 0; i < 5; i++) {
      closes = slipping(pilot, now += ScriptedCell.TICK);
      assertTrue(pilot.isTryingAgain());
    }
    assertFalse(closes);
    assertEquals(decided, mind.contexts.size());
    assertEquals(Optional.of(Aside.SLIPPED), pilot.aside());
    assertEquals("the red cube slipped out of my fingers", pilot.whyAside());
  }

  @Test
  void whoShowsHowGoesOn() {
    ScriptedMind mind = ScriptedCell.mind();
    Pilot pilot = scripted(mind).withoutSecondTry();
    long now = grasp(mind, pilot);
    int decided = mind.contexts.size();
    for (int i = 0; i < 5; i++) {
      assertTrue(slipping(pilot, now += ScriptedCell.TICK), "as the expert wants it");
    }
    assertEquals(decided + 5, mind.contexts.size());
    assertEquals(Optional.empty(), pilot.aside());
  }

  /** Lets the hand close on the cube and hold it; returns the time. */
  private static long grasp(ScriptedMind mind, Pilot pilot) {
    long now = lookAround(pilot);
    mind.motion =
        context ->
            ScriptedMind.chunk(
                context, Collections.nCopies(ActionChunk.STEPS, ScriptedMind.step(context, 1, 0)));
    for (int i = 0; i < 6; i++) {
      gripped(pilot, atCube(), now += ScriptedCell.TICK);
    }
    return now;
  }

  private static double[] atCube() {
    return cell.reaching(ScriptedCell.CUBE.plus(new Vector3(0, 0, 0.06)));
  }

  /** A tick in which the fingers close on; returns whether they are told to close. */
  private static boolean slipping(Pilot pilot, long nanos) {
    ArmState open = cell.arm(atCube(), nanos);
    ArmState arm =
        new ArmState(
            open.jointNames(),
            open.positionsRad(),
            open.velocitiesRadPerSecond(),
            0.03,
            -0.1,
            nanos);
    return closes(pilot.tick(Observation.of(arm), Present.of(arm)));
  }

  @Test
  void waitingForThePermissionToMovePausesTheTimeLimit() {
    boolean[] mayMove = {false};
    ScriptedMind mind = ScriptedCell.mind();
    Pilot pilot =
        pilot(
            mind,
            "put the red cube in the bowl",
            (asking, observation) -> {
              assertTrue(asking.grounding().isPresent(), "it knows what is meant when it asks");
              return mayMove[0] ? new FirstMotion.Answer.Go() : new FirstMotion.Answer.Wait();
            });
    long now = lookAround(pilot);
    long asked = now;
    for (; now < asked + 60 * SECOND; now += ScriptedCell.TICK) {
      assertInstanceOf(Turn.Watch.class, look(pilot, now).turn());
    }
    assertTrue(mind.contexts.isEmpty(), "nothing is decided while it waits");
    mayMove[0] = true;
    long looked = asked - START;
    long end = now + 15 * SECOND - looked;
    for (; now <= end; now += ScriptedCell.TICK) {
      assertInstanceOf(Turn.Move.class, look(pilot, now).turn());
    }
    Outcome outcome = outcome(look(pilot, now).turn());
    assertEquals(Outcome.Kind.FAILED, outcome.kind());
    assertEquals("not finished after 15 s", outcome.detail());
  }

  @Test
  void aMotionThatMayNotBeginEndsTheCommand() {
    Refusal why = new Refusal(Refusal.Reason.REHEARSAL, "rehearsal", "2 of 5 twins failed", null);
    ScriptedMind mind = ScriptedCell.mind();
    Pilot pilot =
        pilot(mind, "put the red cube in the bowl", (p, seen) -> new FirstMotion.Answer.No(why));
    Outcome outcome = outcome(look(pilot, lookAround(pilot)).turn());
    assertSame(why, outcome.refusal());
    assertTrue(mind.contexts.isEmpty());
  }

  private static void finish(ScriptedMind mind) {
    mind.motion =
        context ->
            ScriptedMind.chunk(
                context,
                Collections.nCopies(ActionChunk.STEPS, ScriptedMind.step(context, 0, 0.9)));
  }

  @Test
  void whatThePolicyHoldsToBeDoneIsVerified() {
    ScriptedMind mind = ScriptedCell.mind();
    Pilot pilot = scripted(mind);
    long now = lookAround(pilot);
    finish(mind);
    mind.seen = List.of(ScriptedCell.cube(ScriptedCell.BOWL), ScriptedCell.bowl(ScriptedCell.BOWL));
    for (int i = 0; i < 5; i++) {
      assertInstanceOf(Turn.Move.class, look(pilot, now).turn(), "five ticks and a look");
      now += ScriptedCell.TICK;
    }
    Outcome outcome = outcome(look(pilot, now).turn());
    assertEquals(Outcome.Kind.DONE, outcome.kind(), outcome.detail());
    assertEquals("the red cube is in the white bowl", outcome.detail());
    assertNull(outcome.refusal());
  }

  @Test
  void whatIsNotThereIsNotDone() {
    ScriptedMind mind = ScriptedCell.mind();
    Pilot pilot = scripted(mind);
    long now = lookAround(pilot);
    finish(mind);
    for (int i = 0; i < 5; i++) {
      look(pilot, now);
      now += ScriptedCell.TICK;
    }
    Outcome outcome = outcome(look(pilot, now).turn());
    assertEquals(Outcome.Kind.FAILED, outcome.kind());
    assertTrue(outcome.detail().contains("mm from the centre of the white bowl"));
  }

  @Test
  void aMomentOfDoneIsNotTheEnd() {
    ScriptedMind mind = ScriptedCell.mind();
    Pilot pilot = scripted(mind);
    long now = lookAround(pilot);
    for (int round = 0; round < 3; round++) {
      finish(mind);
      for (int i = 0; i < 4; i++) {
        assertInstanceOf(Turn.Move.class, look(pilot, now).turn());
        now += ScriptedCell.TICK;
      }
      mind.motion = ScriptedMind::stay;
      assertInstanceOf(Turn.Move.class, look(pilot, now).turn());
      now += ScriptedCell.TICK;
    }
  }

  @Test
  void theGripperFollowsThePolicyThroughTheGate() {
    ScriptedMind mind = ScriptedCell.mind();
    Pilot pilot = scripted(mind);
    long now = lookAround(pilot);
    mind.motion =
        context ->
            ScriptedMind.chunk(
                context, Collections.nCopies(ActionChunk.STEPS, ScriptedMind.step(context, 1, 0)));
    assertFalse(closes(look(pilot, now)), "one wish is none yet");
    assertTrue(closes(look(pilot, now + ScriptedCell.TICK)));
  }

  private static boolean closes(Tick tick) {
    return assertInstanceOf(Turn.Move.class, tick.turn()).released().closeGripper();
  }

  /** Whatever height a policy wants: what lay on the table when it was gripped stays pressed. */
  @Test
  void aHeldClothStaysOnTheTable() {
    Vector3 hand = new Vector3(0, -0.2, 0.02);
    CommandReading wipe =
        new CommandReading(
            "wipe the table with the cloth",
            new CommandMeaning(
                Optional.of("wipe"),
                Map.of(Role.TARGET, new Reference(ObjectKind.CLOTH, ColorName.BLUE))),
            0.99,
            Map.of());
    ScriptedMind mind =
        new ScriptedMind(
            wipe,
            List.of(new TrainedSkill("wipe", Map.of(Role.TARGET, Set.of(ObjectKind.CLOTH)))),
            List.of(ScriptedCell.cloth(new Vector3(0, -0.2, 0.017))));
    mind.motion = context -> ScriptedMind.chunk(context, rising(context));
    Pilot pilot = pilot(mind, "wipe the table with the cloth", FirstMotion.AT_ONCE);
    double[] joints = cell.reaching(hand);
    List<Double> heights = new ArrayList<>();
    long now = lookAround(pilot);
    for (int i = 0; i < 8; i++) {
      ArmState open = cell.arm(joints, now + i * ScriptedCell.TICK);
      ArmState arm =
          new ArmState(
              open.jointNames(), joints, open.velocitiesRadPerSecond(), 0.03, 0, open.stampNanos());
      pilot
          .tick(cell.seen(arm), Present.of(arm))
          .chunk()
          .map(chunk -> chunk.steps().get(ActionChunk.STEPS - 1))
          .ifPresent(last -> heights.add(last.tableFromTool().translation().z()));
    }
    assertEquals(0.07, heights.get(0), 1e-6, "not held yet");
    assertEquals(0.018, heights.get(heights.size() - 1), 1e-4, "2 mm into the table's top");
  }

  /** Half a decimetre higher in every step, with closed fingers. */
  private static List<ActionChunk.Step> rising(ActionContext context) {
    Transform now = context.hand().tableFromTool();
    Vector3 higher = now.translation().plus(new Vector3(0, 0, 0.05));
    return Collections.nCopies(
        ActionChunk.STEPS,
        new ActionChunk.Step(
            new Transform(now.target(), now.source(), higher, now.rotation()), 1, 0, 0.5));
  }

  @Test
  void aPickAsksWhereTo() {
    CommandReading place = ScriptedCell.reading("place_in");
    CommandReading pick =
        new CommandReading(
            "pick the red cube",
            new CommandMeaning(
                ScriptedCell.reading("pick").meaning().skill(),
                Map.of(Role.TARGET, place.meaning().reference(Role.TARGET))),
            0.99,
            Map.of());
    ScriptedMind mind = new ScriptedMind(pick, ScriptedCell.TRAINED, ScriptedCell.mind().seen);
    Pilot pilot = pilot(mind, "pick the red cube", FirstMotion.AT_ONCE);
    for (int i = 0; i < 3; i++) {
      look(pilot, START + i);
    }
    Outcome outcome = outcome(look(pilot, START + 3).turn());
    assertEquals(Refusal.Reason.AMBIGUOUS, outcome.refusal().reason());
    assertEquals("Where should I place the red cube?", outcome.refusal().question());
  }
}
