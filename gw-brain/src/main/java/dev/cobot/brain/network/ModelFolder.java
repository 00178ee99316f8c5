package dev.cobot.brain.network;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A released model: a folder with {@code model.onnx}, {@code weights.safetensors} and {@code
 * card.json}. The card holds the SHA-256 of both files and of itself; everything is checked before
 * it is parsed further. A small folder has no {@code model.onnx}: it is made of the weights, which
 * are kept as halves, when the model is opened.
 */
public final class ModelFolder {
  /** The version of the folder's layout that is written and read. */
  public static final int FORMAT = 1;

  /** Where a card's training names the models that it stands on: {@link #weightsSha256} by name. */
  public static final String STANDS_ON = "standsOn";

  private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);
  private static final String CARD = "card.json";
  private static final String ONNX = "model.onnx";
  private static final String WEIGHTS = "weights.safetensors";
  private static final byte[] NO_ONNX = {};
  private static final int MAX_CARD_BYTES = 4 << 20;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(64).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private final Path directory;
  private final ModelCard card;
  private final byte[] onnx;
  private final byte[] weights;

  private ModelFolder(Path directory, ModelCard card, byte[] onnx, byte[] weights) {
    this.directory = directory;
    this.card = card;
    this.onnx = onnx;
    this.weights = weights;
  }

  /**
   * Writes a model; an older one in the folder is replaced, its card first removed, so that a crash
   * leaves no folder that opens but is half new.
   *
   * @throws ModelException if the weights do not fit the architecture
   */
  public static void write(
      Path directory, ModelCard card, Architecture architecture, Weights weights)
      throws IOException {
    write(directory, card, architecture, weights, false);
  }

  /**
   * As {@link #write}, a quarter of the size: weights are rounded to halves, and {@link
   * #openOnnx(Architecture, InferenceDevice)} opens it.
   */
  public static void writeSmall(
      Path directory, ModelCard card, Architecture architecture, Weights weights)
      throws IOException {
    write(directory, card, architecture, weights, true);
  }

  private static void write(
      Path directory, ModelCard card, Architecture architecture, Weights weights, boolean small)
      throws IOException {
    if (!card.inputs().equals(architecture.inputs())
        || !card.outputs().equals(architecture.outputs())) {
      throw new IllegalArgumentException(
          "card of '%s' names inputs %s and outputs %s, the architecture has %s and %s"
              .formatted(
                  card.name(),
                  card.inputs(),
                  card.outputs(),
                  architecture.inputs(),
                  architecture.outputs()));
    }
    byte[] onnxBytes = OnnxExporter.export(architecture, weights);
    byte[] weightBytes = small ? weights.encodeHalf() : weights.encode();
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    ObjectNode hashes = root.putObject("sha256");
    if (!small) {
      hashes.put(ONNX, AtomicFile.sha256(onnxBytes));
    }
    hashes.put(WEIGHTS, AtomicFile.sha256(weightBytes));
    root.set("model", JSON.valueToTree(card));
    // Through text once, so that numbers have the form in which a reader will see them.
    ObjectNode settled = (ObjectNode) JSON.readTree(root.toString());
    settled.put("cardSha256", hash(settled));
    Files.createDirectories(directory);
    Files.deleteIfExists(directory.resolve(CARD));
    if (small) {
      Files.deleteIfExists(directory.resolve(ONNX));
    } else {
      AtomicFile.write(directory.resolve(ONNX), onnxBytes);
    }
    AtomicFile.write(directory.resolve(WEIGHTS), weightBytes);
    AtomicFile.write(
        directory.resolve(CARD),
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsString(settled)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(ObjectNode withoutHash) {
    return AtomicFile.sha256(withoutHash.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a model folder and checks all of its files.
   *
   * @throws ModelException with one sentence, if a file is missing, damaged or of another format
   */
  public static ModelFolder open(Path directory) {
    Path cardFile = directory.resolve(CARD);
    ObjectNode root = checkedCard(cardFile);
    byte[] onnxBytes = root.path("sha256").has(ONNX) ? readChecked(directory, ONNX, root) : NO_ONNX;
    byte[] weightBytes = readChecked(directory, WEIGHTS, root);
    try {
      ModelCard card = JSON.treeToValue(root.path("model"), ModelCard.class);
      if (card == null) {
        throw new ModelException(
            "%s has no field 'model'; restore it or train again".formatted(cardFile));
      }
      return new ModelFolder(directory, card, onnxBytes, weightBytes);
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "%s is not a model card (%s); restore it or train again"
              .formatted(cardFile, e.getOriginalMessage()),
          e);
    }
  }

  private static ObjectNode checkedCard(Path file) {
    ObjectNode root = readCard(file);
    JsonNode format = root.path("format");
    if (!format.isInt() || format.intValue() != FORMAT) {
      throw new ModelException(
          "%s has model format %s, expected %d; use the release of Cobot that wrote it, or train again"
              .formatted(file, format.isMissingNode() ? "none" : format, FORMAT));
    }
    JsonNode claimed = root.remove("cardSha256");
    requireHash(file, claimed == null ? "none" : claimed.asText(), hash(root));
    return root;
  }

  private static ObjectNode readCard(Path file) {
    byte[] bytes = AtomicFile.read(file);
    if (bytes.length > MAX_CARD_BYTES) {
      throw new ModelException(
          "%s has %d bytes; allowed: at most %d".formatted(file, bytes.length, MAX_CARD_BYTES));
    }
    try {
      if (JSON.readTree(bytes) instanceof ObjectNode object) {
        return object;
      }
      throw new ModelException(
          "%s is not a JSON object; restore it or train again".formatted(file));
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "%s is not JSON (%s); restore it or train again".formatted(file, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new ModelException("%s cannot be read; check the disk".formatted(file), e);
    }
  }

  private static byte[] readChecked(Path directory, String name, ObjectNode root) {
    Path file = directory.resolve(name);
    byte[] bytes = AtomicFile.read(file);
    requireHash(file, root.path("sha256").path(name).asText("none"), AtomicFile.sha256(bytes));
    return bytes;
  }

  private static void requireHash(Path file, String expected, String got) {
    if (!expected.equals(got)) {
      throw new ModelException(
          "%s is damaged: SHA-256 expected %s, got %s; restore the model folder or train again"
              .formatted(file, expected, got));
    }
  }

  /** Returns where it was opened. */
  public Path directory() {
    return directory;
  }

  /**
   * Returns the hash by which the cards of models that were trained on this one name it. Only the
   * card is read.
   *
   * @throws ModelException with one sentence, if the card is missing or damaged
   */
  public static String weightsSha256(Path directory) {
    Path file = directory.resolve(CARD);
    ObjectNode root = checkedCard(file);
    JsonNode hash = root.path("sha256").path(WEIGHTS);
    if (!hash.isTextual()) {
      throw new ModelException(
          "%s names no hash of %s; restore it or train again".formatted(file, WEIGHTS));
    }
    return hash.textValue();
  }

  /**
   * Requires that the model was trained for what there is now, in the same order: it counts on it.
   *
   * @param what its name in the card's architecture, for example {@code kinds}
   * @param now what there is
   * @throws ModelException with one sentence, if the card names others or none
   */
  public void requireTrainedFor(String what, List<String> now) {
    List<String> then = new ArrayList<>();
    card.architecture().path(what).forEach(name -> then.add(name.asText()));
    if (!then.equals(now)) {
      throw new ModelException(
          "%s was trained for %s, here they are %s; train it again, or use it with the release that wrote it"
              .formatted(directory, then.isEmpty() ? "unknown " + what : what + " " + then, now));
    }
  }

  /**
   * Requires that the models beside this one are those that it was trained on: of others it
   * understands nothing. A card that does not name them is only warned of.
   *
   * @param beside {@link #weightsSha256} of each by the name that the card gives it
   * @throws ModelException with one sentence, if one is another
   */
  public void requireStandsOn(Map<String, String> beside) {
    JsonNode then = card.training().path(STANDS_ON);
    List<String> unknown = new ArrayList<>();
    for (Map.Entry<String, String> model : new TreeMap<>(beside).entrySet()) {
      JsonNode hash = then.path(model.getKey());
      if (hash.isMissingNode()) {
        unknown.add(model.getKey());
      } else if (!hash.asText().equals(model.getValue())) {
        throw new ModelException(
            "%s was trained on another %s model (weights %.8s, here %.8s); train it again on this one, or restore that one"
                .formatted(directory, model.getKey(), hash.asText(), model.getValue()));
      }
    }
    if (!unknown.isEmpty()) {
      LOG.warn(
          "{} does not say on which models of {} it was trained; on others it understands nothing",
          directory,
          unknown);
    }
  }

  /** Returns the card. */
  public ModelCard card() {
    return card;
  }

  /** Returns the weights. */
  public Weights weights() {
    return Weights.decode(weights, directory.resolve(WEIGHTS).toString());
  }

  /**
   * Returns the model on ONNX Runtime; close it after use.
   *
   * @param architecture built from the card's configuration; of a small folder, and where its
   *     inputs are shaped otherwise than the file's, the graph is made from it
   */
  public OnnxNet openOnnx(Architecture architecture, InferenceDevice device) {
    return onnx.length > 0 && card.inputs().equals(architecture.inputs())
        ? openOnnx(device)
        : OnnxNet.open(
            OnnxExporter.export(architecture, weights()),
            directory.toString(),
            architecture.inputs(),
            device);
  }

  /**
   * Returns the model on ONNX Runtime; close it after use.
   *
   * @throws ModelException for a small folder
   */
  public OnnxNet openOnnx(InferenceDevice device) {
    if (onnx.length == 0) {
      throw new ModelException(
          directory + " holds no " + ONNX + "; open it with its architecture, or release it anew");
    }
    return OnnxNet.open(onnx, directory.resolve(ONNX).toString(), card.inputs(), device);
  }

  /**
   * Returns the model on PyTorch; close it after use.
   *
   * @param architecture built from the card's configuration
   */
  public TorchNet openTorch(Architecture architecture, InferenceDevice device) {
    return TorchNet.open(architecture, weights(), device);
  }
}
