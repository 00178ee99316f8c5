package dev.cobot.action.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.action.policy.ActionPolicy;
import dev.cobot.brain.Brain;
import dev.cobot.brain.Fusion;
import dev.cobot.brain.Refusal;
import dev.cobot.brain.language.Intent;
import dev.cobot.brain.language.LanguageDomain;
import dev.cobot.brain.language.LanguageNet;
import dev.cobot.brain.language.TokenEncoder;
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
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a session ends when it never comes to act: no trained model is needed for that. */
class CommandSessionTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 7 * SECOND;
  private static final float[] INTENT = new float[Intent.values().length];

  @TempDir private static Path folder;
  private static World world;
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
    world = World.load(Path.of(System.getProperty("cobot.home"), "worlds", "factory_table.world"));
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
        new FixedNet(cold, new float[2 * cells], new float[VisionNet.FEATURES * cells]);
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
                new FixedNet(INTENT, latent, latent, meaning, meaning)),
            WorkspaceFolder.open(folder, InferenceDevice.CPU),
            1,
            Fusion.LEARNED);
  }

  @AfterAll
  static void close() {
    brain.close();
  }

  private static CommandSession session(Intent intent) {
    Arrays.fill(INTENT, 0);
    INTENT[intent.ordinal()] = 5;
    return new CommandSession(
        brain,
        new ActionPolicy(new FixedNet()),
        world.robot(),
        new Skills(Set.of(ObjectKind.CUBE), Set.of(ObjectKind.BOWL)),
        15,
        "pick the red cube and place it in the bowl");
  }

  private static ArmState arm() {
    double[] home = PlantSimulator.homePositionsRad(world);
    return new ArmState(
        world.robot().model().armJointNames(), home, new double[home.length], 0.085, 0, 0);
  }

  private static CameraFrame picture(long stampNanos) {
    int bytes =
        3 * world.camera().intrinsics().widthPixels() * world.camera().intrinsics().heightPixels();
    return new CameraFrame(stampNanos, world.camera(), new byte[bytes]);
  }

  private static Outcome outcome(Turn turn) {
    return assertInstanceOf(Turn.End.class, turn).outcome();
  }

  @Test
  void textThatAsksForNothingNeedsNoLook() {
    CommandSession session = session(Intent.OTHER);
    Outcome outcome = outcome(session.tick(START, arm()));
    assertEquals(Outcome.Kind.REFUSED, outcome.kind());
    assertEquals(Refusal.Reason.NOT_UNDERSTOOD, outcome.refusal().reason());
    assertEquals(outcome.refusal().detail(), outcome.detail());
    assertNull(session.grounding());
    assertSame(outcome, outcome(session.tick(START + SECOND, arm())), "an end is an end");
  }

  @Test
  void withoutPicturesTheSessionGivesUp() {
    CommandSession session = session(Intent.PLACE_IN);
    for (long t = 0; t <= 3 * SECOND; t += SECOND / 25) {
      assertInstanceOf(Turn.Watch.class, session.tick(START + t, arm()));
    }
    Outcome outcome = outcome(session.tick(START + 3 * SECOND + 1, arm()));
    assertEquals(Refusal.Reason.STALE, outcome.refusal().reason());
    assertEquals("vision", outcome.refusal().source());
    assertTrue(outcome.detail().startsWith("0 pictures"), outcome.detail());
  }

  @Test
  void threePicturesAreNotEnoughToAct() {
    CommandSession session = session(Intent.PLACE_IN);
    for (int i = 0; i < 3; i++) {
      session.see(picture(START + i), arm());
    }
    assertInstanceOf(Turn.Watch.class, session.tick(START, arm()));
    Outcome outcome = outcome(session.tick(START + 4 * SECOND, arm()));
    assertEquals(Refusal.Reason.STALE, outcome.refusal().reason());
    assertTrue(outcome.detail().startsWith("3 pictures"), outcome.detail());
  }

  @Test
  void anEmptyTableIsSaidToBeEmpty() {
    CommandSession session = session(Intent.PLACE_IN);
    for (int i = 0; i < 4; i++) {
      session.see(picture(START + i), arm());
    }
    Outcome outcome = outcome(session.tick(START + 10, arm()));
    assertEquals(Refusal.Reason.ABSENT, outcome.refusal().reason());
    assertTrue(outcome.detail().contains("cube") && outcome.detail().contains("I see nothing"));
    assertNotNull(session.grounding());
    assertEquals(1, session.grounding().target().absent());
    assertTrue(session.objects().isEmpty());
    assertNull(session.chunk(), "the policy was not asked");
    assertNull(session.broadcast());
  }

  @Test
  void textThatIsEmptyOrTooLongIsAnError() {
    Skills skills = new Skills(Set.of(), Set.of());
    ActionPolicy policy = new ActionPolicy(new FixedNet());
    for (String text : new String[] {" ", "x".repeat(513)}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new CommandSession(brain, policy, world.robot(), skills, 15, text));
    }
  }
}
