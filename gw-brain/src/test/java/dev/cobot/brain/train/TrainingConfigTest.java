package dev.cobot.brain.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.language.LanguageTraining;
import dev.cobot.brain.vision.VisionTraining;
import dev.cobot.sim2real.scene.ObjectKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Configurations of the runtime's trainings refuse what is out of range before data are read. */
class TrainingConfigTest {
  private static void refused(String saying, Executable config) {
    String message = assertThrows(IllegalArgumentException.class, config).getMessage();
    assertTrue(message.contains(saying), message);
    assertTrue(message.contains("allowed"), message);
  }

  @Test
  void vision() {
    List<ObjectKind> kinds = List.of(ObjectKind.CUBE);
    assertEquals(1, new VisionTraining.Config(kinds, 1, 1, 1e-3, 0).steps());
    refused("kinds is []", () -> new VisionTraining.Config(List.of(), 1, 1, 1e-3, 0));
    refused(
        "kinds is [CUBE, CUBE]",
        () -> new VisionTraining.Config(List.of(ObjectKind.CUBE, ObjectKind.CUBE), 1, 1, 1e-3, 0));
    refused("steps is 0", () -> new VisionTraining.Config(kinds, 0, 1, 1e-3, 0));
    refused("batch is 0", () -> new VisionTraining.Config(kinds, 1, 0, 1e-3, 0));
    refused("learningRate is NaN", () -> new VisionTraining.Config(kinds, 1, 1, Double.NaN, 0));
    refused("weightDecay is NaN", () -> new VisionTraining.Config(kinds, 1, 1, 1, Double.NaN));
  }

  @Test
  void language() {
    assertEquals(1, new LanguageTraining.Config(1, 1, 1, 1, 1e-3, 0).steps());
    refused("commands is 0", () -> new LanguageTraining.Config(0, 1, 1, 1, 1e-3, 0));
    refused("heldOutCommands is 0", () -> new LanguageTraining.Config(1, 0, 1, 1, 1e-3, 0));
    refused("steps is -1", () -> new LanguageTraining.Config(1, 1, -1, 1, 1e-3, 0));
    refused("batch is 0", () -> new LanguageTraining.Config(1, 1, 1, 0, 1e-3, 0));
    refused("learningRate is 0", () -> new LanguageTraining.Config(1, 1, 1, 1, 0, 0));
  }

  @Test
  void workspace() {
    assertEquals(1, new WorkspaceTraining.Config(1, 1, 1, 1, 1, 1e-3, 0).steps());
    refused("latentWidth is 0", () -> new WorkspaceTraining.Config(0, 1, 1, 1, 1, 1e-3, 0));
    refused("hiddenWidth is 0", () -> new WorkspaceTraining.Config(1, 0, 1, 1, 1, 1e-3, 0));
    refused("keyWidth is 0", () -> new WorkspaceTraining.Config(1, 1, 0, 1, 1, 1e-3, 0));
    refused("wordings is 0", () -> new WorkspaceTraining.Config(1, 1, 1, 0, 1, 1e-3, 0));
    refused("steps is 0", () -> new WorkspaceTraining.Config(1, 1, 1, 1, 0, 1e-3, 0));
    refused("weightDecay is -1", () -> new WorkspaceTraining.Config(1, 1, 1, 1, 1, 1e-3, -1));
  }
}
