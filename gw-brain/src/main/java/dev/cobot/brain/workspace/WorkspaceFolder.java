package dev.cobot.brain.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.Architecture;
import dev.cobot.brain.network.AtomicFile;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.network.Weights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** A released workspace: a folder with one model folder for each of its networks. */
public final class WorkspaceFolder {
  /** Name of the kinds in the cards' architecture. */
  public static final String KINDS = "kinds";

  private WorkspaceFolder() {}

  /** Writes every network of a trained workspace whose domains count no kinds of objects. */
  public static void write(
      Path directory,
      WorkspaceShape shape,
      Function<Architecture, Weights> weights,
      long seed,
      JsonNode training,
      Map<String, Double> metrics)
      throws IOException {
    write(directory, shape, List.of(), weights, seed, training, metrics);
  }

  /**
   * Writes every network of a trained workspace.
   *
   * @param kinds the kinds of objects that its domains count, in their order
   */
  public static void write(
      Path directory,
      WorkspaceShape shape,
      List<String> kinds,
      Function<Architecture, Weights> weights,
      long seed,
      JsonNode training,
      Map<String, Double> metrics)
      throws IOException {
    ObjectNode config = WorkspaceFormat.write(shape);
    if (!kinds.isEmpty()) {
      kinds.forEach(config.putArray(KINDS)::add);
    }
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
    return anyNetwork(directory).card().metrics();
  }

  /**
   * Returns one of the workspace's networks. All cards tell what there is to tell of the whole;
   * that of an encoder is always there.
   *
   * @throws ModelException with one sentence, if there is none or it is damaged
   */
  public static ModelFolder anyNetwork(Path directory) {
    return ModelFolder.open(networks(directory).get(0));
  }

  /**
   * Returns the hash by which the cards of models that were trained on this workspace name it: of
   * the weights of all of its networks. Only the cards are read.
   */
  public static String weightsSha256(Path directory) {
    StringBuilder all = new StringBuilder();
    for (Path network : networks(directory)) {
      all.append(network.getFileName())
          .append(' ')
          .append(ModelFolder.weightsSha256(network))
          .append('\n');
    }
    return AtomicFile.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the folders of the networks by name, an encoder first. */
  private static List<Path> networks(Path directory) {
    try (Stream<Path> folders = Files.list(directory)) {
      List<Path> networks =
          folders
              .filter(Files::isDirectory)
              .sorted(
                  Comparator.comparing((Path f) -> !isEncoder(f)).thenComparing(Path::getFileName))
              .toList();
      if (networks.isEmpty() || !isEncoder(networks.get(0))) {
        throw new ModelException(directory + " holds no workspace; train one into it");
      }
      return networks;
    } catch (IOException e) {
      throw new ModelException(
          directory + " cannot be read (" + e.getMessage() + "); give the folder of a workspace",
          e);
    }
  }

  private static boolean isEncoder(Path network) {
    return network.getFileName().toString().startsWith("encode.");
  }

  /**
   * Opens a released workspace, of this or an older format.
   *
   * @throws ModelException with one sentence, if a file is missing, damaged or of another format
   */
  public static GlobalWorkspace open(Path directory, InferenceDevice device) {
    WorkspaceShape shape =
        WorkspaceFormat.read(anyNetwork(directory).card().architecture(), directory);
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
