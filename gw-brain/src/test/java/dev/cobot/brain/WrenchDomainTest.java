package dev.cobot.brain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.LanguageNet;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.brain.workspace.WorkspaceFolder;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fourth domain in the live runtime, from a touch sensor to the broadcast. In the runtime itself
 * it takes three files, then trainings of workspace and policy:
 *
 * <ol>
 *   <li>{@link WrenchDomain}: its name, its part of the workspace and what it sends there;
 *   <li>{@link Brain#DOMAINS}: an entry in the list, from which the shape, the fusions, the losses
 *       and the policy's width follow;
 *   <li>{@code brain.train.WorkspaceBatch}: how its latents are drawn for training;
 * </ol>
 *
 * and up to two more where the sensor's messages come in, if none are read yet: a topic in the
 * profile, and the subscription that files them under the sensor's name.
 */
class WrenchDomainTest {
  private static final int WIDTH = 16;
  private static final List<RuntimeDomain> DOMAINS = new ArrayList<>(Brain.DOMAINS);
  private static final HandState HAND =
      new HandState(
          new Transform("table", "tool0", new Vector3(0.1, 0, 0.3), HandState.pointingDown(0)),
          0.04,
          0,
          false);

  @TempDir private static Path folder;
  private static GlobalWorkspace workspace;

  @BeforeAll
  static void open() throws Exception {
    DOMAINS.add(new WrenchDomain());
    WorkspaceShape shape = Brain.shape(DOMAINS, WIDTH, 8, 4);
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(8), InferenceDevice.CPU)) {
      shape.networks().forEach(trainer::create);
      WorkspaceFolder.write(
          folder, shape, trainer::weights, 8, JsonNodeFactory.instance.objectNode(), Map.of());
    }
    workspace = WorkspaceFolder.open(folder, InferenceDevice.CPU);
  }

  @AfterAll
  static void close() {
    workspace.close();
  }

  private static Observation observation(Map<String, TouchReading> touch) {
    ArmState arm = new ArmState(List.of(), new double[0], new double[0], 0.04, 0, 0);
    return new Observation(Map.of(), arm, touch);
  }

  private static Observation pushedBy(float newtons) {
    float[] wrench = {0, 0, newtons, 0.1f, 0, 0};
    return observation(Map.of("wrist", new TouchReading(0, wrench)));
  }

  /** Eyes and ears are not asked for a broadcast. */
  private static Broadcast broadcast(Fusion fusion, Observation in) {
    float[] picture = new float[WIDTH];
    Arrays.fill(picture, 0.4f);
    Track cube =
        new Track(
            new ObjectAttributes(
                "cube-1",
                ObjectKind.CUBE,
                Vector3.ZERO,
                0,
                ColorName.RED.prototype(),
                new Vector3(0.04, 0.04, 0.04),
                1,
                new ObjectAttributes.Uncertainty(Vector3.ZERO, 0, Vector3.ZERO)),
            picture,
            0,
            4,
            false);
    CommandReading reading =
        new CommandReading(
            "pick it",
            CommandMeaning.NONE,
            1,
            Map.of(Role.TARGET, new float[LanguageNet.LATENT_WIDTH]));
    return new Brain(DOMAINS, null, null, workspace, fusion)
        .broadcast(in, cube, reading, Role.TARGET, HAND);
  }

  @Test
  void theWorkspaceHasAPlaceForIt() {
    assertEquals(
        List.of("vision", "attributes", "language", "body", "wrench"),
        workspace.shape().domains().stream().map(d -> d.name()).toList());
    assertEquals(6, workspace.shape().domain("wrench").latentWidth());
  }

  @Test
  void itEntersTheFusionWithAWeightOfItsOwn() {
    Map<String, Double> learned = broadcast(Fusion.LEARNED, pushedBy(20)).modalityAttention();
    assertEquals(List.of("vision", "language", "body", "wrench"), List.copyOf(learned.keySet()));
    assertEquals(1, learned.values().stream().mapToDouble(d -> d).sum(), 1e-6);
    assertTrue(learned.get("wrench") > 0);
    assertFalse(
        learned
            .get("wrench")
            .equals(broadcast(Fusion.LEARNED, pushedBy(-20)).modalityAttention().get("wrench")),
        "the selection looks at it");
    assertEquals(0.25, broadcast(Fusion.EQUAL, pushedBy(20)).modalityAttention().get("wrench"));
    assertEquals(
        0.0, broadcast(Fusion.VISION_ALONE, pushedBy(20)).modalityAttention().get("wrench"));
  }

  @Test
  void theBroadcastHoldsWhatTheSensorSays() {
    Fusion alone = Fusion.fixed(0, 0, 0, 1);
    float[] latent = {0, 0, 2, 0.1f, 0, 0};
    assertArrayEquals(
        workspace.alone(workspace.encode("wrench", 1, latent)),
        broadcast(alone, pushedBy(20)).latent(),
        1e-6f);
    assertArrayEquals(
        workspace.alone(workspace.encode("wrench", 1, new float[6])),
        broadcast(alone, observation(Map.of())).latent(),
        1e-6f);
  }
}
