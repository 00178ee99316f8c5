package dev.cobot.brain.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of a network by name, in order.
 *
 * @param tensors not copied value by value: the arrays must not be changed
 */
public record Weights(Map<String, FloatTensor> tensors) {
  /** Keeps the order of the map. */
  public Weights {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** Returns a parameter, or throws {@link ModelException}. */
  public FloatTensor get(String name) {
    FloatTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelException(
          "the weights hold no parameter '%s'; they belong to another architecture: use the model folder's own configuration"
              .formatted(name));
    }
    return tensor;
  }

  /** Returns the number of values in all parameters. */
  public long parameterCount() {
    return tensors.values().stream().mapToLong(t -> t.values().length).sum();
  }

  /** Returns the safetensors file of these weights. */
  public byte[] encode() {
    return Safetensors.encode(tensors);
  }

  /** Returns the safetensors file of these weights in half the size, rounded to 11 bits. */
  public byte[] encodeHalf() {
    return Safetensors.encode(tensors, Safetensors.Type.F16);
  }

  /**
   * Reads a safetensors file.
   *
   * @param source what to call the bytes in an error
   * @throws ModelException if the bytes are not a float32 or float16 safetensors file
   */
  public static Weights decode(byte[] bytes, String source) {
    return new Weights(Safetensors.decode(bytes, source));
  }

  /** Writes a safetensors file, whole or not at all. */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, encode());
  }

  /**
   * Reads a safetensors file of at most 2 GiB.
   *
   * @throws ModelException if the file is missing or not usable
   */
  public static Weights read(Path file) {
    return decode(AtomicFile.read(file), file.toString());
  }

  /** Returns the SHA-256 of {@link #encode}, in hexadecimal. */
  public String sha256() {
    return AtomicFile.sha256(encode());
  }
}
