package dev.cobot.brain.network;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The safetensors format (github.com/huggingface/safetensors), float32 and float16: an 8-byte
 * little-endian header length, a JSON header, the values. Bytes from outside are checked before
 * anything is allocated for them.
 */
final class Safetensors {
  private static final int MAX_HEADER_BYTES = 8 << 20;
  private static final int MAX_TENSORS = 20_000;
  private static final int MAX_AXES = 8;
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** How a value is kept. */
  enum Type {
    F32(4),
    /** IEEE 754 binary16: what is read back is rounded to 11 bits. */
    F16(2);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }
  }

  private Safetensors() {}

  static byte[] encode(Map<String, FloatTensor> tensors) {
    return encode(tensors, Type.F32);
  }

  static byte[] encode(Map<String, FloatTensor> tensors, Type type) {
    ObjectNode header = JSON.createObjectNode();
    long offset = 0;
    for (Map.Entry<String, FloatTensor> entry : tensors.entrySet()) {
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", type.name());
      for (long axis : entry.getValue().shape()) {
        node.withArray("shape").add(axis);
      }
      node.withArray("shape");
      long end = offset + (long) type.bytes * entry.getValue().values().length;
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    // The header is padded with spaces so that the values start on a multiple of 8.
    StringBuilder text = new StringBuilder(header.toString());
    while (text.toString().getBytes(StandardCharsets.UTF_8).length % 8 != 0) {
      text.append(' ');
    }
    byte[] headerBytes = text.toString().getBytes(StandardCharsets.UTF_8);
    long size = 8 + headerBytes.length + offset;
    if (size > Integer.MAX_VALUE - 8) {
      throw new ModelException(
          "weights need %d bytes; a safetensors file here may have at most %d"
              .formatted(size, Integer.MAX_VALUE - 8));
    }
    ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(headerBytes.length).put(headerBytes);
    for (FloatTensor tensor : tensors.values()) {
      if (type == Type.F16) {
        for (float value : tensor.values()) {
          out.putShort(Half.of(value));
        }
        continue;
      }
      out.asFloatBuffer().put(tensor.values());
      out.position(out.position() + 4 * tensor.values().length);
    }
    return out.array();
  }

  /**
   * Reads the tensors in file order.
   *
   * @param source what to call the bytes in an error
   * @throws ModelException if the bytes are not exactly such a file
   */
  static Map<String, FloatTensor> decode(byte[] bytes, String source) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < 8) {
      throw bad(source, "it has %d bytes, expected at least 8".formatted(bytes.length));
    }
    long headerLength = in.getLong();
    if (!(headerLength >= 2 && headerLength <= Math.min(MAX_HEADER_BYTES, bytes.length - 8))) {
      throw bad(
          source,
          "its header claims %d bytes; allowed: 2 to %d"
              .formatted(headerLength, Math.min(MAX_HEADER_BYTES, bytes.length - 8)));
    }
    JsonNode header;
    try {
      header = JSON.readTree(bytes, 8, (int) headerLength);
    } catch (JsonProcessingException e) {
      throw new ModelException(text(source, "its header is not JSON"), e);
    } catch (IOException e) {
      throw new ModelException(text(source, "its header cannot be read"), e);
    }
    if (header == null || !header.isObject() || header.size() > MAX_TENSORS) {
      throw bad(source, "its header is not an object of at most " + MAX_TENSORS + " tensors");
    }
    int start = 8 + (int) headerLength;
    long expected = 0;
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals("__metadata__")) {
        continue;
      }
      FloatTensor tensor = tensor(bytes, start, field.getKey(), field.getValue(), expected, source);
      tensors.put(field.getKey(), tensor);
      expected += (long) type(field.getValue()).bytes * tensor.values().length;
    }
    if (start + expected != bytes.length) {
      throw bad(
          source,
          "it has %d bytes of values, its header describes %d"
              .formatted(bytes.length - start, expected));
    }
    return tensors;
  }

  private static FloatTensor tensor(
      byte[] bytes, int start, String name, JsonNode node, long expectedOffset, String source) {
    JsonNode shapeNode = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    Type type = type(node);
    if (type == null) {
      throw bad(source, "tensor '%s' is not of type F32 or F16".formatted(shorten(name)));
    }
    if (!shapeNode.isArray() || shapeNode.size() > MAX_AXES) {
      throw bad(source, "tensor '%s' has no usable shape".formatted(shorten(name)));
    }
    long[] shape = new long[shapeNode.size()];
    long size = 1;
    for (int i = 0; i < shape.length; i++) {
      JsonNode axis = shapeNode.get(i);
      if (!axis.isIntegralNumber() || !axis.canConvertToInt() || axis.intValue() < 0) {
        throw bad(source, "tensor '%s' has no usable shape".formatted(shorten(name)));
      }
      shape[i] = axis.intValue();
      size *= shape[i];
      if (size > bytes.length) {
        throw bad(source, "tensor '%s' is larger than the file".formatted(shorten(name)));
      }
    }
    long end = expectedOffset + type.bytes * size;
    boolean fits =
        offsets.isArray()
            && offsets.size() == 2
            && offsets.get(0).isIntegralNumber()
            && offsets.get(1).isIntegralNumber()
            && offsets.get(0).canConvertToLong()
            && offsets.get(1).canConvertToLong()
            && offsets.get(0).longValue() == expectedOffset
            && offsets.get(1).longValue() == end
            && start + end <= bytes.length;
    if (!fits) {
      throw bad(
          source,
          "tensor '%s' should lie at bytes %d to %d of the values"
              .formatted(shorten(name), expectedOffset, end));
    }
    float[] values = new float[(int) size];
    ByteBuffer in =
        ByteBuffer.wrap(bytes, start + (int) expectedOffset, type.bytes * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    if (type == Type.F16) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Half.toFloat(in.getShort());
      }
    } else {
      in.asFloatBuffer().get(values);
    }
    return new FloatTensor(shape, values);
  }

  /** Returns null for any other type. */
  private static Type type(JsonNode node) {
    String name = node.path("dtype").asText("");
    return name.equals("F32") ? Type.F32 : name.equals("F16") ? Type.F16 : null;
  }

  private static String shorten(String name) {
    return name.length() <= 80 ? name : name.substring(0, 80) + "...";
  }

  private static ModelException bad(String source, String what) {
    return new ModelException(text(source, what));
  }

  private static String text(String source, String what) {
    return "%s is not a usable safetensors file: %s; restore the file or train again"
        .formatted(source, what);
  }
}
