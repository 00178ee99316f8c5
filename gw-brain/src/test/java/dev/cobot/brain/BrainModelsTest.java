package dev.cobot.brain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.language.LanguageNet;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.Weights;
import dev.cobot.brain.workspace.DomainEncoder;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which models open together, and what is said of those that do not. */
class BrainModelsTest {
  private static final Path RELEASED =
      Path.of(System.getProperty("cobot.home"), "gw-brain", "models");

  @TempDir private Path folder;
  private BrainModels models;

  @BeforeEach
  void copy() throws IOException {
    for (String part : List.of("vision", "language", "hearing", "workspace")) {
      try (Stream<Path> files = Files.walk(RELEASED.resolve(part))) {
        for (Path file : files.toList()) {
          Path to = folder.resolve(RELEASED.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(to);
          } else {
            Files.copy(file, to);
          }
        }
      }
    }
    models =
        new BrainModels(
            folder.resolve("vision"),
            folder.resolve("language"),
            folder.resolve("hearing"),
            folder.resolve("workspace"));
  }

  /** Writes a model again, with another card. */
  private static void rewrite(
      Path directory, Architecture network, Weights weights, Consumer<ModelCard> change)
      throws IOException {
    ModelCard card = ModelFolder.open(directory).card();
    change.accept(card);
    ModelFolder.write(directory, card, network, weights);
  }

  private LanguageNet language() {
    return new LanguageNet(
        ModelFolder.open(models.language()).card().architecture().path("skills").size());
  }

  private void rewriteLanguage(Consumer<ObjectNode> change) throws IOException {
    rewrite(
        models.language(),
        language(),
        ModelFolder.open(models.language()).weights(),
        card -> change.accept((ObjectNode) card.architecture()));
  }

  /** Rewrites the network whose card speaks for the workspace. */
  private void rewriteWorkspace(Consumer<ModelCard> change) throws IOException {
    Path directory = models.workspace().resolve("encode.attributes");
    WorkspaceShape shape = Brain.shape(64, 128, 48);
    rewrite(
        directory,
        new DomainEncoder(shape.domain(Brain.ATTRIBUTES), shape),
        ModelFolder.open(directory).weights(),
        change);
  }

  private String refused() {
    return assertThrows(
            ModelException.class, () -> models.open(InferenceDevice.CPU, Fusion.LEARNED).close())
        .getMessage();
  }

  private static void put(ObjectNode architecture, List<String> kinds) {
    kinds.forEach(architecture.putArray(BrainModels.KINDS)::add);
  }

  @Test
  void theReleasedModelsBelongTogether() {
    try (Brain brain = models.open(InferenceDevice.CPU, Fusion.LEARNED)) {
      assertEquals(Brain.shape(64, 128, 48), brain.workspace().shape());
    }
  }

  @Test
  void anotherListOfKindsIsRefusedByName() throws IOException {
    List<String> turned = new ArrayList<>(ObjectKind.names());
    Collections.swap(turned, 0, 1);
    for (List<String> kinds : List.of(turned, turned.subList(2, 6))) {
      rewriteLanguage(architecture -> put(architecture, kinds));
      assertEquals(
          "%s was trained for kinds %s, here they are %s; train it again, or use it with the release that wrote it"
              .formatted(models.language(), kinds, ObjectKind.names()),
          refused());
    }
    rewriteLanguage(architecture -> architecture.remove(BrainModels.KINDS));
    assertTrue(refused().contains("unknown kinds"), refused());
    rewriteLanguage(architecture -> put(architecture, ObjectKind.names()));
    rewriteWorkspace(card -> put((ObjectNode) card.architecture(), turned));
    assertTrue(refused().contains("encode.attributes was trained for kinds"), refused());
  }

  @Test
  void aLanguageModelOfAnotherTrainingIsRefusedByName() throws IOException {
    try (NetworkTrainer trainer =
        new NetworkTrainer(OptimizerConfig.of(1e-3), new SeedStreams(2), InferenceDevice.CPU)) {
      LanguageNet net = language();
      trainer.create(net);
      rewrite(models.language(), net, trainer.weights(net), card -> {});
    }
    String message = refused();
    assertTrue(
        message.contains("trained on another language model (weights 741d6f95, here "), message);
  }

  /** Cards did not always name them; the domains tell themselves that they can be used. */
  @Test
  void aWorkspaceThatNamesNoModelsIsOpened() throws IOException {
    rewriteWorkspace(card -> ((ObjectNode) card.training()).remove(ModelFolder.STANDS_ON));
    models.open(InferenceDevice.CPU, Fusion.LEARNED).close();
  }
}
