package dev.cobot.brain.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** A released workspace: a folder with one model folder for each of its networks. */
public final class WorkspaceFolder {
  private WorkspaceFolder() {}

  /** Writes every network of a trained workspace. */
  public static void write(
      Path directory,
      WorkspaceShape shape,
      Function<Architecture, Weights> weights,
      long seed,
      JsonNode training,
      Map<String, Double> metrics)
      throws IOException {
    JsonNode config = WorkspaceFormat.write(shape);
    for (Architecture network : shape.networks()) {
      ModelFolder.write(
          directory.resolve(network.name()),
          new ModelCard(
              network.name(),
              Instant.now().toString(),
              seed,
              config,
              training,
              network.inputs(),
              network.outputs(),
              metrics,
              TrainingRun.versions(),
              Map.of()),
          network,
          weights.apply(network));
    }
  }

  /** Returns the results that the workspace's cards tell. */
  public static Map<String, Double> metrics(Path directory) {
    return anyCard(directory).metrics();
  }

  /** All cards of a workspace tell its whole shape; that of an encoder is always there. */
  private static ModelCard anyCard(Path directory) {
    try (Stream<Path> folders = Files.list(directory)) {
      Path encoder =
          folders
              .filter(f -> f.getFileName().toString().startsWith("encode."))
              .min(Comparator.naturalOrder())
              .orElseThrow(
                  () -> new ModelException(directory + " holds no workspace; train one into it"));
      return ModelFolder.open(encoder).card();
    } catch (IOException e) {
      throw new ModelException(
          directory + " cannot be read (" + e.getMessage() + "); give the folder of a workspace",
          e);
    }
  }

  /**
   * Opens a released workspace, of this or an older format.
   *
   * @throws ModelException with one sentence, if a file is missing, damaged or of another format
   */
  public static GlobalWorkspace open(Path directory, InferenceDevice device) {
    WorkspaceShape shape = WorkspaceFormat.read(anyCard(directory).architecture(), directory);
    Map<String, InferenceNet> open = new LinkedHashMap<>();
    try {
      for (Architecture network : shape.networks()) {
        ModelFolder folder = ModelFolder.open(directory.resolve(network.name()));
        if (!folder.card().inputs().equals(network.inputs())
            || !folder.card().outputs().equals(network.outputs())) {
          throw new ModelException(
              directory.resolve(network.name())
                  + " does not fit the workspace beside it; train the workspace again");
        }
        open.put(network.name(), folder.openOnnx(device));
      }
    } catch (RuntimeException e) {
      open.values().forEach(InferenceNet::close);
      throw e;
    }
    Map<String, InferenceNet> encoders = new LinkedHashMap<>();
    Map<String, InferenceNet> decoders = new LinkedHashMap<>();
    for (DomainSpec domain : shape.domains()) {
      encoders.put(domain.name(), open.get("encode." + domain.name()));
      decoders.put(domain.name(), open.get("decode." + domain.name()));
    }
    return new GlobalWorkspace(
        shape,
        encoders,
        decoders,
        open.get("attention.key"),
        open.get("attention.query"),
        open.get("selection"));
  }
}
