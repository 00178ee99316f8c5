package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.Weights;
import dev.cobot.brain.objective.LatentTable;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.ShapesPart;
import dev.cobot.sim2real.shapes.ShapesWriter;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Latents of whole splits, kept as safetensors files, one a module. A file's name holds a hash of
 * the module's weights, of the labels and of the length of every picture file, for a text module
 * also of the captions: other weights or other data give another file.
 */
public final class LatentCache {
  private static final String LABELS = "_labels.npy";
  private static final String CAPTIONS = "_captions.npy";

  private final Path folder;
  private final List<ShapesModule> modules;

  /**
   * @param folder where the files are kept
   */
  public LatentCache(Path folder, List<ShapesModule> modules) {
    this.folder = folder;
    this.modules = List.copyOf(modules);
  }

  /** Returns the latents of all scenes of a split, from the files where there are some. */
  public LatentTable of(SimpleShapes set, ShapeSplit split) throws IOException {
    ShapesPart part = set.part(split);
    byte[] data = hashOfData(set, part);
    Map<String, float[]> values = new LinkedHashMap<>();
    for (ShapesModule module : modules) {
      values.put(module.name(), of(module, part, dataOf(set, module, part, data)).values());
    }
    return new LatentTable(part.size(), values);
  }

  private FloatTensor of(ShapesModule module, ShapesPart part, byte[] data) throws IOException {
    String key = key(module, data).substring(0, 32);
    Path file =
        folder.resolve(
            "%s-%s-%s.safetensors".formatted(part.split().fileName(), module.name(), key));
    if (!Files.exists(file)) {
      new Weights(Map.of(module.name(), module.latents(part))).write(file);
    }
    FloatTensor tensor = Weights.read(file).get(module.name());
    if (tensor.shape().length != 2 || tensor.shape()[0] != part.size()) {
      throw new ModelException(
          "%s: '%s' has not %d rows; delete the file".formatted(file, module.name(), part.size()));
    }
    return tensor;
  }

  private static String key(ShapesModule module, byte[] data) {
    MessageDigest digest = sha256();
    digest.update((module.fingerprint() + "/").getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest(data));
  }

  private static byte[] dataOf(SimpleShapes set, ShapesModule module, ShapesPart part, byte[] data)
      throws IOException {
    Path captions = set.folder().resolve(part.split().fileName() + CAPTIONS);
    if (!(module instanceof CaptionModule) || !Files.exists(captions)) {
      return data;
    }
    MessageDigest digest = sha256();
    digest.update(data);
    try (InputStream in = Files.newInputStream(captions)) {
      byte[] some = new byte[1 << 20];
      for (int count = in.read(some); count >= 0; count = in.read(some)) {
        digest.update(some, 0, count);
      }
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
  }

  private static byte[] hashOfData(SimpleShapes set, ShapesPart part) throws IOException {
    MessageDigest digest = sha256();
    digest.update(Files.readAllBytes(set.folder().resolve(part.split().fileName() + LABELS)));
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES);
    for (int i = 0; i < part.size(); i++) {
      Path picture = set.folder().resolve(ShapesWriter.imageFile(part.split(), i));
      digest.update(length.putLong(0, Files.size(picture)).array());
    }
    return digest.digest();
  }
}
