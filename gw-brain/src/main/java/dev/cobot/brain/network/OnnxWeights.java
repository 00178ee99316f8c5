package dev.cobot.brain.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights in an ONNX file that another made, to start a network from: the tensors that it
 * names, and the matrices of its products, those that were quantised to bytes as float32 again.
 */
public final class OnnxWeights {
  private static final String QUANTISED_PRODUCT = "MatMulInteger";
  private static final String QUANTISED = "_quantized";
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final String source;
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final Map<String, List<String>> products = new HashMap<>();

  /**
   * A tensor as it is stored.
   *
   * @param bytes little-endian, or numbers of variable length
   */
  private record Tensor(long[] shape, int type, ByteBuffer bytes, boolean isVarints) {
    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;

    /** Reads it; a buffer or an index that ends too early is damage. */
    float[] values() {
      ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      long count = 1;
      for (long size : shape) {
        // None of them takes less than a byte.
        if (size < 0 || size > in.remaining() || (count *= size) > in.remaining()) {
          throw new BufferUnderflowException();
        }
      }
      float[] values = new float[(int) count];
      for (int i = 0; i < values.length; i++) {
        values[i] = isVarints ? varint(in) : type == FLOAT ? in.getFloat() : of(in.get());
      }
      return values;
    }

    private int of(byte stored) {
      return switch (type) {
        case UINT8 -> stored & 0xFF;
        case INT8 -> stored;
        default -> throw new IllegalArgumentException("the type " + type);
      };
    }
  }

  private OnnxWeights(String source, ByteBuffer model) {
    this.source = source;
    for (Field field : fields(model)) {
      if (field.number == 7) {
        readGraph(field.bytes);
      }
    }
  }

  /**
   * Reads a file.
   *
   * @param source what to call it in an error
   * @throws ModelException if it is no ONNX file
   * @throws IOException if it cannot be read
   */
  public static OnnxWeights read(InputStream in, String source) throws IOException {
    try {
      return new OnnxWeights(source, ByteBuffer.wrap(in.readAllBytes()));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new ModelException(source + " is no ONNX file, or is cut short", e);
    }
  }

  /**
   * Returns a float32 tensor that the file names.
   *
   * @throws ModelException if it has none of that name, or one of another type
   */
  public FloatTensor tensor(String name) {
    Tensor tensor = stored(name);
    if (tensor.type != Tensor.FLOAT) {
      throw new ModelException("%s: '%s' is not of float32".formatted(source, name));
    }
    try {
      return new FloatTensor(tensor.shape, tensor.values());
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged(name, e);
    }
  }

  /**
   * Returns the matrix W (outputs, inputs) of a product {@code x W^T} that was quantised with a
   * scale and a zero point for each output or for all: {@code scale (stored - zero point)}.
   *
   * @param node the product's name
   * @throws ModelException if the file has no such product
   */
  public FloatTensor matrix(String node) {
    List<String> inputs = products.get(node);
    if (inputs == null || inputs.size() != 4 || !inputs.get(1).endsWith(QUANTISED)) {
      throw new ModelException("%s has no quantised product '%s'".formatted(source, node));
    }
    String name = inputs.get(1);
    Tensor stored = stored(name);
    Tensor scales = stored(name.substring(0, name.length() - QUANTISED.length()) + "_scale");
    Tensor zeros = stored(inputs.get(3));
    try {
      return matrix(stored, scales.values(), zeros.values());
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged(name, e);
    }
  }

  private static FloatTensor matrix(Tensor stored, float[] scales, float[] zeros) {
    if (stored.shape.length != 2 || scales.length == 0 || zeros.length == 0) {
      throw new IllegalArgumentException("no matrix");
    }
    float[] values = stored.values();
    int rows = (int) stored.shape[0];
    int columns = (int) stored.shape[1];
    float[] matrix = new float[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        matrix[c * rows + r] =
            (values[r * columns + c] - zeros[c % zeros.length]) * scales[c % scales.length];
      }
    }
    return new FloatTensor(new long[] {columns, rows}, matrix);
  }

  private ModelException damaged(String name, RuntimeException why) {
    return new ModelException("%s: '%s' is damaged".formatted(source, name), why);
  }

  private Tensor stored(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelException("%s has no tensor '%s'".formatted(source, name));
    }
    return tensor;
  }

  private void readGraph(ByteBuffer graph) {
    for (Field field : fields(graph)) {
      if (field.number == 1) {
        readNode(field.bytes);
      } else if (field.number == 5) {
        readTensor(field.bytes);
      }
    }
  }

  private void readNode(ByteBuffer node) {
    List<String> inputs = new ArrayList<>();
    String name = "";
    String operator = "";
    for (Field field : fields(node)) {
      switch (field.number) {
        case 1 -> inputs.add(field.text());
        case 3 -> name = field.text();
        case 4 -> operator = field.text();
        default -> {}
      }
    }
    if (operator.equals(QUANTISED_PRODUCT)) {
      products.put(name, inputs);
    }
  }

  private void readTensor(ByteBuffer tensor) {
    List<Long> shape = new ArrayList<>();
    String name = "";
    int type = 0;
    ByteBuffer bytes = NONE;
    boolean isVarints = false;
    for (Field field : fields(tensor)) {
      switch (field.number) {
        case 1 -> shape.add(field.value);
        case 2 -> type = (int) field.value;
        case 8 -> name = field.text();
        case 4, 9 -> bytes = field.bytes;
        case 5 -> {
          bytes = field.bytes;
          isVarints = true;
        }
        default -> {}
      }
    }
    if (bytes != null) {
      tensors.put(
          name,
          new Tensor(shape.stream().mapToLong(Long::longValue).toArray(), type, bytes, isVarints));
    }
  }

  /** A field of a message; {@code bytes} are empty where it is a number. */
  private record Field(int number, long value, ByteBuffer bytes) {
    String text() {
      return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
  }

  private static List<Field> fields(ByteBuffer message) {
    List<Field> fields = new ArrayList<>();
    ByteBuffer in = message.duplicate();
    while (in.hasRemaining()) {
      int key = (int) varint(in);
      int number = key >>> 3;
      switch (key & 7) {
        case 0 -> fields.add(new Field(number, varint(in), NONE));
        case 1 -> fields.add(new Field(number, 0, part(in, 8)));
        case 2 -> fields.add(new Field(number, 0, part(in, (int) varint(in))));
        case 5 -> fields.add(new Field(number, 0, part(in, 4)));
        default -> throw new IllegalArgumentException("wire type " + (key & 7));
      }
    }
    return fields;
  }

  private static ByteBuffer part(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer part = in.slice(in.position(), length);
    in.position(in.position() + length);
    return part;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 64 bits");
  }
}
