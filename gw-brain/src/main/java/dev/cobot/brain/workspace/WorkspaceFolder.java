package dev.cobot.brain.workspace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.network.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A released workspace: a folder with one model folder for each of its networks. */
public final class WorkspaceFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private WorkspaceFolder() {}

  /** Returns the networks of a workspace whose selection weighs {@code fused} domains. */
  public static List<Architecture> networks(WorkspaceShape shape, int fused) {
    List<Architecture> networks = new ArrayList<>();
    for (DomainSpec domain : shape.domains()) {
      networks.add(new DomainEncoder(domain, shape));
      networks.add(new DomainDecoder(domain, shape));
    }
    networks.add(new ObjectKeys(shape));
    networks.add(new ObjectQueries(shape));
    networks.add(new ModalitySelection(shape, fused));
    return networks;
  }

  /** Writes every network of a trained workspace. */
  public static void write(
      Path directory,
      WorkspaceShape shape,
      int fused,
      Function<Architecture, Weights> weights,
      long seed,
      JsonNode training,
      Map<String, Double> metrics)
      throws IOException {
    JsonNode config = JSON.valueToTree(shape);
    for (Architecture network : networks(shape, fused)) {
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
    return ModelFolder.open(directory.resolve("selection")).card().metrics();
  }

  /**
   * Opens a released workspace.
   *
   * @param fused how many domains its selection weighs
   * @throws ModelException with one sentence, if a file is missing, damaged or of another format
   */
  public static GlobalWorkspace open(Path directory, int fused, InferenceDevice device) {
    WorkspaceShape shape;
    try {
      shape =
          JSON.treeToValue(
              ModelFolder.open(directory.resolve("selection")).card().architecture(),
              WorkspaceShape.class);
    } catch (JsonProcessingException e) {
      throw new ModelException(
          directory + " is not a workspace (" + e.getOriginalMessage() + "); train it again", e);
    }
    Map<String, InferenceNet> open = new LinkedHashMap<>();
    try {
      for (Architecture network : networks(shape, fused)) {
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
