package dev.cobot.sim2real.npy;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the part of Python's pickle language (protocols 2 to 4) that builds plain values and NumPy
 * arrays. Nothing is executed: a name is looked up in {@link Name} and is refused when it is not
 * there.
 *
 * <p>Values: {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@code byte[]}, {@link
 * Optional#empty()} for None, {@link List} for lists and tuples, {@link LinkedHashMap}, {@link Set}
 * of strings for a frozenset, {@link Array}.
 */
final class PickleReader {
  /** The names that may stand in a file. */
  private enum Name {
    RECONSTRUCT,
    NDARRAY,
    DTYPE,
    FROZENSET
  }

  private static final Map<String, Name> NAMES =
      Map.of(
          "numpy.core.multiarray _reconstruct", Name.RECONSTRUCT,
          "numpy._core.multiarray _reconstruct", Name.RECONSTRUCT,
          "numpy ndarray", Name.NDARRAY,
          "numpy dtype", Name.DTYPE,
          "builtins frozenset", Name.FROZENSET);

  private static final Object MARK = new Object();
  private static final Optional<Object> NONE = Optional.empty();

  /** An array that is being built; {@link #data} is a {@code byte[]} or a {@link List}. */
  static final class Array {
    private List<?> shape = List.of();
    private String type = "";
    private Object data = List.of();

    List<?> shape() {
      return shape;
    }

    /** Returns NumPy's name of the type with its byte order, for example {@code <i8}. */
    String type() {
      return type;
    }

    Object data() {
      return data;
    }
  }

  private static final class Dtype {
    private final String code;
    private String order = "";

    Dtype(String code) {
      this.code = code;
    }
  }

  private final ByteBuffer in;
  private final String what;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private long copied;

  private PickleReader(byte[] bytes, String what) {
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.what = what;
  }

  /**
   * Reads one value.
   *
   * @throws IOException if the bytes are damaged or hold anything else than plain values
   */
  static Object read(byte[] bytes, String what) throws IOException {
    PickleReader reader = new PickleReader(bytes, what);
    try {
      return reader.run();
    } catch (BufferUnderflowException e) {
      throw new IOException(what + ": the pickle ends before its value", e);
    }
  }

  private Object run() throws IOException {
    while (true) {
      int at = in.position();
      int opcode = in.get() & 0xff;
      switch (opcode) {
        case 0x80 -> { // PROTO
          int protocol = in.get();
          if (!(protocol >= 2 && protocol <= 4)) {
            throw bad("pickle protocol " + protocol + "; allowed are 2 to 4");
          }
        }
        case 0x95 -> in.getLong(); // FRAME: a hint for buffered readers
        case 'N' -> stack.push(NONE);
        case 0x88 -> stack.push(true);
        case 0x89 -> stack.push(false);
        case 'K' -> stack.push((long) (in.get() & 0xff));
        case 'M' -> stack.push((long) (in.getShort() & 0xffff));
        case 'J' -> stack.push((long) in.getInt());
        case 0x8a -> stack.push(longValue(bytes(in.get() & 0xff))); // LONG1
        case 'G' -> stack.push(in.order(ByteOrder.BIG_ENDIAN).getDouble());
        case 'X' -> stack.push(text(bytes(in.getInt() & 0xffffffffL)));
        case 0x8c -> stack.push(text(bytes(in.get() & 0xff)));
        case 'B' -> stack.push(bytes(in.getInt() & 0xffffffffL));
        case 'C' -> stack.push(bytes(in.get() & 0xff));
        case 0x8e -> stack.push(bytes(in.getLong()));
        case '(' -> stack.push(MARK);
        case ')' -> stack.push(List.of());
        case ']' -> stack.push(new ArrayList<>());
        case '}' -> stack.push(new LinkedHashMap<>());
        case 't' -> stack.push(List.copyOf(toMark()));
        case 0x85 -> stack.push(tuple(1));
        case 0x86 -> stack.push(tuple(2));
        case 0x87 -> stack.push(tuple(3));
        case 'a' -> {
          Object value = pop();
          list(peek()).add(value);
        }
        case 'e' -> {
          List<Object> values = toMark();
          list(peek()).addAll(values);
        }
        case 's' -> {
          Object value = pop();
          Object key = pop();
          put(peek(), key, value);
        }
        case 'u' -> {
          List<Object> values = toMark();
          if (values.size() % 2 != 0) {
            throw bad("a key without a value");
          }
          for (int i = 0; i < values.size(); i += 2) {
            put(peek(), values.get(i), values.get(i + 1));
          }
        }
        case 0x91 -> stack.push(frozenSet(toMark()));
        case 'q' -> memo.put(in.get() & 0xff, peek());
        case 'r' -> memo.put(in.getInt(), peek());
        case 0x94 -> memo.put(memo.size(), peek());
        case 'h' -> stack.push(remembered(in.get() & 0xff));
        case 'j' -> stack.push(remembered(in.getInt()));
        case 'c' -> stack.push(name(line() + " " + line()));
        case 0x93 -> {
          Object name = pop();
          stack.push(name(pop() + " " + name));
        }
        case 'R' -> {
          Object arguments = pop();
          stack.push(reduce(pop(), arguments));
        }
        case 'b' -> {
          Object state = pop();
          build(peek(), state);
        }
        case '.' -> {
          Object value = pop();
          if (!stack.isEmpty()) {
            throw bad("values are left over");
          }
          return value;
        }
        default ->
            throw bad(
                String.format(
                    "the opcode 0x%02x at byte %d builds no plain value and is not read",
                    opcode, at));
      }
      in.order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private Object reduce(Object callable, Object arguments) throws IOException {
    if (callable == Name.RECONSTRUCT
        && arguments instanceof List<?> list
        && list.size() == 3
        && list.get(0) == Name.NDARRAY) {
      return new Array();
    }
    if (callable == Name.DTYPE
        && arguments instanceof List<?> list
        && list.size() == 3
        && list.get(0) instanceof String code) {
      return new Dtype(code);
    }
    if (callable == Name.FROZENSET
        && arguments instanceof List<?> list
        && list.size() == 1
        && list.get(0) instanceof List<?> values) {
      return frozenSet(values);
    }
    throw bad("a call that is not read");
  }

  private void build(Object target, Object state) throws IOException {
    if (target instanceof Dtype dtype
        && state instanceof List<?> list
        && list.size() >= 2
        && list.get(1) instanceof String order) {
      dtype.order = order;
    } else if (target instanceof Array array
        && state instanceof List<?> list
        && list.size() == 5
        && list.get(1) instanceof List<?> shape
        && list.get(2) instanceof Dtype dtype
        && (list.get(4) instanceof byte[] || list.get(4) instanceof List)) {
      if (shape.size() > 1 && Boolean.TRUE.equals(list.get(3))) {
        throw bad("an array in Fortran order");
      }
      array.shape = shape;
      array.type = dtype.order + dtype.code;
      array.data = list.get(4);
    } else {
      throw bad("a state that is not read");
    }
  }

  private Set<String> frozenSet(Collection<?> values) throws IOException {
    // A list that stands once in the bytes can be named often: what is copied has a budget.
    copied += values.size();
    if (copied > in.capacity()) {
      throw bad("more elements in sets than the file has bytes");
    }
    Set<String> set = new LinkedHashSet<>();
    for (Object value : values) {
      if (!(value instanceof String text)) {
        throw bad("a set of something else than strings");
      }
      set.add(text);
    }
    return Set.copyOf(set);
  }

  private void put(Object map, Object key, Object value) throws IOException {
    if (!(map instanceof LinkedHashMap<?, ?>)) {
      throw bad("an item for something that is no dictionary");
    }
    if (!(key instanceof String || key instanceof Set)) {
      throw bad("a key that is neither a string nor a set of strings");
    }
    @SuppressWarnings("unchecked") // only this class makes them, in run()
    Map<Object, Object> target = (Map<Object, Object>) map;
    target.put(key, value);
  }

  private List<Object> list(Object value) throws IOException {
    if (!(value instanceof ArrayList<?>)) {
      throw bad("an element for something that is no list");
    }
    @SuppressWarnings("unchecked") // only this class makes them, in run()
    List<Object> target = (List<Object>) value;
    return target;
  }

  private Object name(String name) throws IOException {
    Name known = NAMES.get(name);
    if (known == null) {
      throw new IOException(
          what
              + ": the pickle names '"
              + name
              + "'; only NumPy arrays and frozensets are read, nothing is executed");
    }
    return known;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (byte b = in.get(); b != '\n'; b = in.get()) {
      line.append((char) (b & 0xff));
      if (line.length() > 200) {
        throw bad("a name of more than 200 characters");
      }
    }
    return line.toString();
  }

  private byte[] bytes(long length) throws IOException {
    if (length < 0 || length > in.remaining()) {
      throw bad("a string of " + length + " bytes where " + in.remaining() + " are left");
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  private String text(byte[] utf8) throws IOException {
    try {
      CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
      return chars.toString();
    } catch (CharacterCodingException e) {
      throw new IOException(what + ": a string that is not UTF-8", e);
    }
  }

  private long longValue(byte[] littleEndian) throws IOException {
    if (littleEndian.length > 8) {
      throw bad("a number beyond 64 bits");
    }
    long value = littleEndian.length > 0 && littleEndian[littleEndian.length - 1] < 0 ? -1 : 0;
    for (int i = littleEndian.length - 1; i >= 0; i--) {
      value = (value << 8) | (littleEndian[i] & 0xff);
    }
    return value;
  }

  private Object pop() throws IOException {
    if (stack.isEmpty() || stack.peek() == MARK) {
      throw bad("a value is missing");
    }
    return stack.pop();
  }

  private Object peek() throws IOException {
    if (stack.isEmpty() || stack.peek() == MARK) {
      throw bad("a value is missing");
    }
    return stack.peek();
  }

  private Object remembered(int key) throws IOException {
    Object value = memo.get(key);
    if (value == null) {
      throw bad("the memo has no entry " + key);
    }
    return value;
  }

  private List<Object> tuple(int size) throws IOException {
    Object[] values = new Object[size];
    for (int i = size - 1; i >= 0; i--) {
      values[i] = pop();
    }
    return List.of(values);
  }

  private List<Object> toMark() throws IOException {
    List<Object> values = new ArrayList<>();
    while (!stack.isEmpty() && stack.peek() != MARK) {
      values.add(stack.pop());
    }
    if (stack.isEmpty()) {
      throw bad("a mark is missing");
    }
    stack.pop();
    Collections.reverse(values);
    return values;
  }

  private IOException bad(String message) {
    return new IOException(what + ": " + message);
  }
}
