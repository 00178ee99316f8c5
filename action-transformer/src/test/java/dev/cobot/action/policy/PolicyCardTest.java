package dev.cobot.action.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.Brain;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which policies are opened, and what is said of the others. */
class PolicyCardTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PolicyNet NET =
      new PolicyNet(new PolicyNet.Config(8, 1, 2, 4, Brain.FUSED.size(), 1));
  private static final List<TrainedSkill> SKILLS =
      List.of(new TrainedSkill("pick", Map.of(Role.TARGET, Set.of(ObjectKind.CUBE))));
  private static final Map<String, String> BESIDE = Map.of("workspace", "aaaa", "language", "bbbb");

  @TempDir private Path folder;
  private int width = 8;

  private void write(List<String> kinds, List<String> domains, Map<String, String> standsOn)
      throws Exception {
    ObjectNode architecture = JSON.createObjectNode();
    architecture
        .put(ActionPolicy.WIDTH, width)
        .put(ActionPolicy.LAYERS, 1)
        .put(ActionPolicy.HEADS, 2)
        .put(ActionPolicy.WORKSPACE_WIDTH, 4);
    architecture.set(ActionPolicy.SKILLS, JSON.valueToTree(SKILLS));
    architecture.set(ActionPolicy.KINDS, JSON.valueToTree(kinds));
    architecture.set(ActionPolicy.DOMAINS, JSON.valueToTree(domains));
    ObjectNode training = JSON.createObjectNode();
    training.set(ModelFolder.STANDS_ON, JSON.valueToTree(standsOn));
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(1), InferenceDevice.CPU)) {
      trainer.create(NET);
      ModelFolder.writeSmall(
          folder,
          new ModelCard(
              "policy",
              "2026-01-01T00:00:00Z",
              1,
              architecture,
              training,
              NET.inputs(),
              NET.outputs(),
              Map.of(),
              Map.of(),
              Map.of()),
          NET,
          trainer.weights(NET));
    }
  }

  private ActionPolicy open() {
    return ActionPolicy.open(folder, BESIDE, InferenceDevice.CPU);
  }

  private String refused() {
    return assertThrows(ModelException.class, () -> open().close()).getMessage();
  }

  @Test
  void oneThatFitsIsOpened() throws Exception {
    write(ObjectKind.names(), Brain.FUSED, BESIDE);
    try (ActionPolicy policy = open()) {
      assertEquals(SKILLS, policy.skills());
    }
    write(ObjectKind.names(), Brain.FUSED, Map.of());
    open().close(); // its card is older than the hashes
  }

  @Test
  void otherKindsDomainsAndModelsAreRefusedByName() throws Exception {
    List<String> kinds = new ArrayList<>(ObjectKind.names());
    kinds.add("SCREWDRIVER");
    write(kinds, Brain.FUSED, BESIDE);
    assertEquals(
        "%s was trained for kinds %s, here they are %s; train it again, or use it with the release that wrote it"
            .formatted(folder, kinds, ObjectKind.names()),
        refused());
    write(ObjectKind.names(), List.of("vision", "body", "language"), BESIDE);
    assertTrue(
        refused().contains("for domains [vision, body, language], here they are " + Brain.FUSED),
        refused());
    write(ObjectKind.names(), Brain.FUSED, Map.of("workspace", "aaaa", "language", "cccc"));
    assertTrue(
        refused().contains("trained on another language model (weights cccc, here bbbb)"),
        refused());
  }

  @Test
  void sizesThatDoNotFitAreSaidToBeTrainedAgain() throws Exception {
    width = 0;
    write(ObjectKind.names(), Brain.FUSED, BESIDE);
    assertTrue(
        refused().startsWith(folder + " does not tell its network's sizes (width, layers and heads")
            && refused().endsWith("train the policy again"),
        refused());
  }
}
