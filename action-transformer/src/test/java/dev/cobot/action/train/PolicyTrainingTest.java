package dev.cobot.action.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.action.demonstration.DemonstrationRecorder;
import dev.cobot.action.demonstration.DemonstrationSet;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.PolicyNet;
import dev.cobot.action.policy.PolicyTokens;
import dev.cobot.brain.Brain;
import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.body.BodyDomain;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Intent;
import dev.cobot.brain.language.LanguageNet;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingListener;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.scene.SeedStreams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  @TempDir private static Path folder;
  private static GlobalWorkspace workspace;
  private static DemonstrationSet demonstrations;
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
    List<DemonstrationRecorder.Sample> samples = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      samples.add(sample(random));
    }
    DemonstrationSet.writeShard(
        folder.resolve("data"),
        0,
        List.of(
            new DemonstrationRecorder.Episode("one", samples.subList(0, 20), true, "", 5),
            new DemonstrationRecorder.Episode("two", samples.subList(20, 40), true, "", 5)));
    demonstrations = DemonstrationSet.load(folder.resolve("data"));
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

  /** A state from which every step moves the same way and the target is the marked object. */
  private static DemonstrationRecorder.Sample sample(SplittableRandom random) {
    float[] objects = gaussian(random, PolicyTokens.SLOTS * PolicyTokens.OBJECT_WIDTH);
    float[] present = new float[PolicyTokens.SLOTS];
    int target = random.nextInt(4);
    for (int slot = 0; slot < 4; slot++) {
      present[slot] = 1;
      objects[slot * PolicyTokens.OBJECT_WIDTH + 30] = slot == target ? 3 : 0;
    }
    float[] label = new float[ActionChunk.STEPS * PolicyNet.STEP_WIDTH];
    for (int s = 0; s < ActionChunk.STEPS; s++) {
      label[s * PolicyNet.STEP_WIDTH] = 0.5f;
      label[s * PolicyNet.STEP_WIDTH + 9] = 1;
      label[s * PolicyNet.STEP_WIDTH + 11] = 0.4f;
    }
    return new DemonstrationRecorder.Sample(
        objects,
        present,
        gaussian(random, BodyDomain.LATENT_WIDTH),
        gaussian(random, AttributeDomain.LATENT_WIDTH),
        label,
        target);
  }

  private static CommandReading read(String prompt) {
    float[] latent = gaussian(new SplittableRandom(prompt.hashCode()), LanguageNet.LATENT_WIDTH);
    return new CommandReading(
        prompt, new CommandMeaning(Intent.PICK, Reference.NONE, Reference.NONE), 1, latent, latent);
  }

  private static Map<String, Double> train(int steps, boolean resume, TrainingListener listener)
      throws Exception {
    return PolicyTraining.train(
        workspace,
        PolicyTrainingTest::read,
        demonstrations,
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
    PolicyNet net = new PolicyNet(new PolicyNet.Config(32, 1, 2, WIDTH));
    DemonstrationRecorder.Sample sample = demonstrations.samples().get(0);
    SplittableRandom random = new SplittableRandom(3);
    float[] command = gaussian(random, 2 * WIDTH);
    float[] broadcast = gaussian(random, WIDTH + 3);
    try (var torch = model.openTorch(net, InferenceDevice.CPU);
        var onnx = model.openOnnx(InferenceDevice.CPU)) {
      float[][] expected =
          torch.run(1, command, broadcast, sample.objects(), sample.present(), sample.body());
      float[][] got =
          onnx.run(1, command, broadcast, sample.objects(), sample.present(), sample.body());
      assertArrayEquals(expected[0], got[0], 1e-5f);
      assertArrayEquals(expected[1], got[1], 1e-4f);
    }
  }

  @Test
  @Order(3)
  void theViewHoldsOneCommandAndOneBroadcastASample() {
    WorkspaceView view = new WorkspaceView(workspace, PolicyTrainingTest::read, demonstrations);
    assertEquals(40, view.commands.size());
    assertEquals(2 * WIDTH, view.commands.get(0).length);
    assertArrayEquals(view.commands.get(0), view.commands.get(19), "one prompt, one command");
    float[] alone =
        workspace.alone(workspace.encode(Brain.LANGUAGE, 1, read("two").targetLatent()));
    assertArrayEquals(alone, java.util.Arrays.copyOf(view.commands.get(39), WIDTH), 1e-6f);
    for (float[] broadcast : view.broadcasts) {
      assertEquals(WIDTH + 3, broadcast.length);
      assertEquals(1, broadcast[WIDTH] + broadcast[WIDTH + 1] + broadcast[WIDTH + 2], 1e-5);
    }
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
