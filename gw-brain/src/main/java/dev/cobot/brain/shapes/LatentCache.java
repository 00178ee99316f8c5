package dev.cobot.brain.shapes;

import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.Weights;
import dev.cobot.brain.workspace.LatentTable;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.ShapesPart;
import dev.cobot.sim2real.shapes.ShapesWriter;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Latents of whole splits, kept as safetensors files. A file's name holds a hash of the modules'
 * weights, of the labels and of the length of every picture file: other weights or other data give
 * another file.
 */
final class LatentCache {
  private static final int ROWS = 512; // encoded at once
  private static final String LABELS = "_labels.npy";

  private final Path folder;
  private final ShapesModule vision;
  private final ShapesModule attributes;

  LatentCache(Path folder, ShapesModule vision, ShapesModule attributes) {
    this.folder = folder;
    this.vision = vision;
    this.attributes = attributes;
  }

  /** Returns the latents of all scenes of a split, from the file if there is one. */
  LatentTable of(SimpleShapes set, ShapeSplit split) throws IOException {
    ShapesPart part = set.part(split);
    Path file =
        folder.resolve(split.fileName() + "-" + key(set, part).substring(0, 32) + ".safetensors");
    Weights latents;
    if (Files.exists(file)) {
      latents = Weights.read(file);
    } else {
      Map<String, FloatTensor> computed = new LinkedHashMap<>();
      computed.put(ShapesModule.VISION, encode(vision, ShapeRows.pictures(part)));
      computed.put(ShapesModule.ATTRIBUTES, encode(attributes, ShapeRows.attributes(part)));
      latents = new Weights(computed);
      latents.write(file);
    }
    Map<String, float[]> values = new LinkedHashMap<>();
    for (String domain : new String[] {ShapesModule.VISION, ShapesModule.ATTRIBUTES}) {
      FloatTensor tensor = latents.get(domain);
      if (tensor.shape().length != 2 || tensor.shape()[0] != part.size()) {
        throw new ModelException(
            "%s: '%s' has not %d rows; delete the file".formatted(file, domain, part.size()));
      }
      values.put(domain, tensor.values());
    }
    return new LatentTable(part.size(), values);
  }

  private static FloatTensor encode(ShapesModule module, ShapeRows rows) {
    float[] all = null;
    int width = 0;
    for (int from = 0; from < rows.size(); from += ROWS) {
      int to = Math.min(from + ROWS, rows.size());
      float[] latents = module.encode(to - from, rows.range(from, to));
      if (all == null) {
        width = latents.length / (to - from);
        all = new float[Math.multiplyExact(width, rows.size())];
      }
      System.arraycopy(latents, 0, all, from * width, latents.length);
    }
    return new FloatTensor(new long[] {rows.size(), width}, all);
  }

  private String key(SimpleShapes set, ShapesPart part) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no SHA-256", e);
    }
    digest.update(
        (vision.fingerprint() + "/" + attributes.fingerprint() + "/")
            .getBytes(StandardCharsets.UTF_8));
    digest.update(Files.readAllBytes(set.folder().resolve(part.split().fileName() + LABELS)));
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES);
    for (int i = 0; i < part.size(); i++) {
      Path picture = set.folder().resolve(ShapesWriter.imageFile(part.split(), i));
      digest.update(length.putLong(0, Files.size(picture)).array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
