package dev.cobot.action.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.demonstration.Episode;
import dev.cobot.action.demonstration.EpisodeSet;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionPolicy;
import dev.cobot.action.policy.PolicyNet;
import dev.cobot.action.policy.PolicyTokens;
import dev.cobot.action.policy.Progress;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.brain.Brain;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Fusion;
import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.BodyDomain;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.LanguageNet;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
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
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A short training on made-up demonstrations, to a model that opens. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PolicyTrainingTest {
  private static final int STEPS = 30;
  private static final int WIDTH = 10;
  private static final Map<String, String> STANDS_ON = Map.of("workspace", "a", "language", "b");

  @TempDir private static Path folder;
  private static GlobalWorkspace workspace;
  private static EpisodeSet demonstrations;
  private static final List<Map<String, Double>> losses = new ArrayList<>();

  @BeforeAll
  static void train() throws Exception {
    WorkspaceShape shape = Brain.shape(WIDTH, 8, 4);
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(1), InferenceDevice.CPU)) {
      shape.networks().forEach(trainer::create);
      WorkspaceFolder.write(
          folder.resolve("workspace"),
          shape,
          trainer::weights,
          1,
          JsonNodeFactory.instance.objectNode(),
          Map.of());
    }
    workspace = WorkspaceFolder.open(folder.resolve("workspace"), InferenceDevice.CPU);
    SplittableRandom random = new SplittableRandom(61);
    List<Episode.Tick> ticks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ticks.add(tick(random, i));
    }
    EpisodeSet.writeShard(
        folder.resolve("data"),
        0,
        List.of(
            episode("one", "pick", Map.of(Role.TARGET, "cube-0"), ticks.subList(0, 20)),
            episode(
                "two",
                "place_in",
                Map.of(Role.TARGET, "cube-1", Role.DESTINATION, "bowl-3"),
                ticks.subList(20, 40))));
    demonstrations = EpisodeSet.load(folder.resolve("data"));
    train(STEPS, false, (step, total, metrics) -> losses.add(metrics));
  }

  @AfterAll
  static void close() {
    workspace.close();
  }

  private static float[] gaussian(SplittableRandom random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Episode episode(
      String prompt, String skill, Map<Role, String> roles, List<Episode.Tick> ticks) {
    return new Episode(prompt, skill, 1, roles, ticks, true, "", 5);
  }

  private static Vector3 place(SplittableRandom random) {
    return new Vector3(
        random.nextDouble(-0.3, 0.3), random.nextDouble(-0.3, 0.3), random.nextDouble(0, 0.3));
  }

  private static Track track(SplittableRandom random, String id, ObjectKind kind, long nanos) {
    return new Track(
        new ObjectAttributes(
            id,
            kind,
            place(random),
            random.nextDouble(-3, 3),
            ColorName.RED.prototype(),
            new Vector3(0.04, 0.04, 0.04),
            0.9,
            new ObjectAttributes.Uncertainty(
                new Vector3(0.01, 0.01, 0.01), 0.1, new Vector3(0.1, 0.1, 0.1))),
        new float[0],
        nanos,
        3,
        false);
  }

  /** A state from which every step moves the hand 5 cm the same way and closes it. */
  private static Episode.Tick tick(SplittableRandom random, int number) {
    long nanos = 40_000_000L * number;
    List<Track> believed = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      believed.add(track(random, "cube-" + i, ObjectKind.CUBE, nanos));
    }
    believed.add(track(random, "bowl-3", ObjectKind.BOWL, nanos));
    HandState hand =
        new HandState(
            new Transform(
                CameraModel.TABLE,
                RobotModel.TOOL,
                place(random),
                HandState.pointingDown(random.nextDouble(-1, 1))),
            random.nextDouble(0, 0.085),
            0,
            false);
    ActionChunk.Step step =
        new ActionChunk.Step(
            new Transform(
                CameraModel.TABLE,
                RobotModel.TOOL,
                hand.positionMeters().plus(new Vector3(0.05, 0, 0)),
                hand.tableFromTool().rotation()),
            1,
            0,
            0.4);
    return new Episode.Tick(
        nanos * 1e-9,
        hand,
        List.of(),
        believed,
        new Progress(
            Collections.nCopies(number % 3, place(random)), random.nextDouble(), Optional.empty()),
        step,
        new ActionChunk(
            nanos, ActionChunk.STEP_SECONDS, Collections.nCopies(ActionChunk.STEPS, step)));
  }

  /** How hearing says the second episode's command over, whatever was said in it. */
  private static final String SAID_OVER = "pick the red cube and place it in the red bowl";

  private static CommandReading read(String prompt) {
    float[] latent = gaussian(new SplittableRandom(prompt.hashCode()), LanguageNet.LATENT_WIDTH);
    float[] other = gaussian(new SplittableRandom(~prompt.hashCode()), LanguageNet.LATENT_WIDTH);
    return new CommandReading(
        prompt,
        new CommandMeaning(Optional.of("pick"), Map.of()),
        1,
        Map.of(Role.TARGET, latent, Role.DESTINATION, other));
  }

  private static Map<String, Double> train(int steps, boolean resume, TrainingListener listener)
      throws Exception {
    return PolicyTraining.train(
        workspace,
        PolicyTrainingTest::read,
        STANDS_ON,
        demonstrations,
        Optional.empty(),
        new PolicyTraining.Config(32, 1, 2, steps, 16, 5e-3, 1e-4, 0.2, 0.05),
        new TrainingJob(7, folder.resolve("out"), resume, InferenceDevice.CPU, listener));
  }

  @Test
  @Order(1)
  void theLossesFall() {
    assertEquals(STEPS, losses.size());
    for (String part : List.of("motion", "gripper")) {
      double first = mean(0, 3, part);
      double last = mean(STEPS - 3, STEPS, part);
      assertTrue(last < 0.7 * first, part + " from " + first + " to " + last);
    }
    assertTrue(mean(STEPS - 3, STEPS, "pointer") < Math.log(4), "better than any of four");
  }

  private static double mean(int from, int to, String part) {
    return losses.subList(from, to).stream().mapToDouble(m -> m.get(part)).average().orElseThrow();
  }

  @Test
  @Order(2)
  void theReleasedPolicyOpensAndAnswersAsTheEngineDoes() {
    ModelFolder model = ModelFolder.open(folder.resolve("out/model"));
    assertEquals(WIDTH, model.card().architecture().path("workspaceWidth").intValue());
    PolicyNet net = new PolicyNet(new PolicyNet.Config(32, 1, 2, WIDTH, 3, 2));
    SplittableRandom random = new SplittableRandom(3);
    float[][] inputs = {
      {0, 1},
      gaussian(random, 2 * WIDTH),
      gaussian(random, 2 * (WIDTH + 3)),
      gaussian(random, PolicyTokens.SLOTS * PolicyTokens.OBJECT_WIDTH),
      {1, 1, 1, 1, 0, 0, 0, 0},
      gaussian(random, PolicyTokens.BODY_WIDTH),
      gaussian(random, PolicyTokens.PROGRESS_WIDTH)
    };
    try (var torch = model.openTorch(net, InferenceDevice.CPU);
        var onnx = model.openOnnx(net, InferenceDevice.CPU)) {
      float[][] expected = torch.run(1, inputs);
      float[][] got = onnx.run(1, inputs);
      assertArrayEquals(expected[0], got[0], 1e-5f);
      assertArrayEquals(
          Arrays.copyOf(expected[1], 4), Arrays.copyOf(got[1], 4), 1e-4f, "slots in use");
    }
  }

  @Test
  @Order(2)
  void theCardNamesSkillsKindsAndDomains() {
    List<TrainedSkill> skills =
        List.of(
            new TrainedSkill("pick", Map.of(Role.TARGET, Set.of(ObjectKind.CUBE))),
            new TrainedSkill(
                "place_in",
                Map.of(
                    Role.TARGET, Set.of(ObjectKind.CUBE),
                    Role.DESTINATION, Set.of(ObjectKind.BOWL))));
    try (ActionPolicy policy =
        ActionPolicy.open(folder.resolve("out/model"), STANDS_ON, InferenceDevice.CPU)) {
      assertEquals(skills, policy.skills());
    }
    var architecture = ModelFolder.open(folder.resolve("out/model")).card().architecture();
    assertEquals(ObjectKind.values().length, architecture.path("kinds").size());
    assertEquals("[\"vision\",\"language\",\"body\"]", architecture.path("domains").toString());
  }

  @Test
  @Order(2)
  void aCardWithoutSkillsIsRefusedWithTheReason() throws Exception {
    ModelFolder model = ModelFolder.open(folder.resolve("out/model"));
    ModelCard card = model.card();
    ObjectNode architecture = card.architecture().deepCopy();
    architecture.remove(ActionPolicy.SKILLS);
    Path old = folder.resolve("old");
    ModelFolder.write(
        old,
        new ModelCard(
            card.name(),
            card.created(),
            card.seed(),
            architecture,
            card.training(),
            card.inputs(),
            card.outputs(),
            card.metrics(),
            card.versions(),
            card.normalization()),
        new PolicyNet(new PolicyNet.Config(32, 1, 2, WIDTH, 3, 2)),
        model.weights());
    String message =
        assertThrows(
                ModelException.class,
                () -> ActionPolicy.open(old, STANDS_ON, InferenceDevice.CPU).close())
            .getMessage();
    assertTrue(message.contains("names no skills; train the policy again"), message);
  }

  @Test
  @Order(3)
  void theViewHoldsOneCommandAndTheBroadcastOfEachRole() {
    WorkspaceView view = new WorkspaceView(workspace, PolicyTrainingTest::read, demonstrations);
    assertEquals(40, view.phrases.size());
    assertSame(view.phrases.get(0), view.phrases.get(19), "one prompt, one command");
    for (Role role : Role.values()) {
      assertArrayEquals(
          workspace.alone(workspace.encode(Brain.LANGUAGE, 1, read(SAID_OVER).latent(role))),
          view.phrases.get(39).get(role),
          1e-6f);
    }
    for (int i = 0; i < 40; i++) {
      Map<Role, Broadcast> both = view.broadcasts.get(i);
      assertEquals(
          1,
          both.get(Role.TARGET).modalityAttention().values().stream()
              .mapToDouble(Double::doubleValue)
              .sum(),
          1e-5);
      if (i < 20) {
        assertEquals(Set.of(Role.TARGET), both.keySet(), "a pick has no destination");
      } else {
        Broadcast expected =
            broadcast(demonstrations.tick(i), "bowl-3", read(SAID_OVER).latent(Role.DESTINATION));
        assertArrayEquals(expected.latent(), both.get(Role.DESTINATION).latent(), 1e-6f);
        assertEquals(expected.modalityAttention(), both.get(Role.DESTINATION).modalityAttention());
      }
    }
  }

  /** Returns what the runtime would broadcast of an object that enters by its attributes. */
  private static Broadcast broadcast(Episode.Tick tick, String id, float[] phrase) {
    Track track = tick.believed().stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
    return Fusion.LEARNED.of(
        workspace,
        List.of(
            workspace.encode(Brain.ATTRIBUTES, 1, AttributeDomain.latent(track.attributes())),
            workspace.encode(Brain.LANGUAGE, 1, phrase),
            workspace.encode(Brain.BODY, 1, BodyDomain.latent(tick.hand()))));
  }

  @Test
  @Order(4)
  void aRunIsContinued() throws Exception {
    List<Long> steps = new ArrayList<>();
    train(STEPS + 2, true, (step, total, metrics) -> steps.add(step));
    assertEquals(List.of(STEPS + 1L, STEPS + 2L), steps);
  }

  @Test
  void aConfigurationOutOfRangeIsRefused() {
    PolicyTraining.Config good = new PolicyTraining.Config(32, 1, 2, 1, 1, 1e-3, 0, 0.2, 0);
    assertEquals(1, good.steps());
    refused("heads is 3", () -> new PolicyTraining.Config(32, 1, 3, 1, 1, 1e-3, 0, 0.2, 0));
    refused("steps is 0", () -> new PolicyTraining.Config(32, 1, 2, 0, 1, 1e-3, 0, 0.2, 0));
    refused("batch is 0", () -> new PolicyTraining.Config(32, 1, 2, 1, 0, 1e-3, 0, 0.2, 0));
    refused(
        "learningRate is NaN",
        () -> new PolicyTraining.Config(32, 1, 2, 1, 1, Double.NaN, 0, 0.2, 0));
    refused(
        "broadcastDropout is NaN",
        () -> new PolicyTraining.Config(32, 1, 2, 1, 1, 1e-3, 0, Double.NaN, 0));
    refused(
        "broadcastNoise is -1.0",
        () -> new PolicyTraining.Config(32, 1, 2, 1, 1, 1e-3, 0, 0.2, -1));
  }

  private static void refused(String saying, Executable config) {
    String message = assertThrows(IllegalArgumentException.class, config).getMessage();
    assertTrue(message.contains(saying) && message.contains("allowed"), message);
  }
}
