package dev.cobot.sim2real.npy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The object arrays that data sets of the field contain. What {@code np.load(file,
 * allow_pickle=True)} would execute is read here as values only.
 */
public final class PickledArrays {
  private static final int MAX_BYTES = 1 << 29;

  private PickledArrays() {}

  /**
   * Reads a one-dimensional object array of strings.
   *
   * @throws IOException if the file is missing, damaged, or holds anything else
   */
  public static List<String> readStrings(Path file) throws IOException {
    PickleReader.Array array = read(file);
    List<String> strings = new ArrayList<>();
    for (Object value : elements(array, file)) {
      if (!(value instanceof String text)) {
        throw new IOException(file + ": expected an array of strings, got other objects in it");
      }
      strings.add(text);
    }
    return strings;
  }

  /**
   * Reads a dictionary from sets of names to arrays of indices, saved with {@code np.save(file,
   * dictionary)}.
   *
   * @return name sets to indices, in the file's order
   * @throws IOException if the file is missing, damaged, or holds anything else
   */
  public static Map<Set<String>, int[]> readIndexGroups(Path file) throws IOException {
    List<?> elements = elements(read(file), file);
    if (elements.size() != 1 || !(elements.get(0) instanceof LinkedHashMap<?, ?> dictionary)) {
      throw new IOException(file + ": expected one dictionary of index groups");
    }
    Map<Set<String>, int[]> groups = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : dictionary.entrySet()) {
      if (!(entry.getKey() instanceof Set<?> names)
          || !(entry.getValue() instanceof PickleReader.Array indices)) {
        throw new IOException(file + ": expected frozensets of names and arrays of indices");
      }
      SortedSet<String> sorted = new TreeSet<>();
      names.forEach(name -> sorted.add((String) name));
      groups.put(sorted, indices(indices, file));
    }
    return groups;
  }

  /**
   * Writes a dictionary of index groups as NumPy would, so that {@code np.load(file,
   * allow_pickle=True).item()} returns a dictionary of frozensets and int64 arrays.
   */
  public static void writeIndexGroups(Path file, Map<? extends Set<String>, int[]> groups)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(NpyHeader.bytes("|O"));
    out.write(new byte[] {(byte) 0x80, 3});
    beginArray(out);
    out.write('(');
    number(out, 1);
    out.write(')'); // no dimension
    dtype(out, "O8", "|", 63);
    out.write(0x89); // C order
    out.write(']');
    out.write('}');
    out.write('(');
    for (Map.Entry<? extends Set<String>, int[]> group : groups.entrySet()) {
      name(out, "builtins", "frozenset");
      out.write(']');
      out.write('(');
      for (String name : new TreeSet<>(group.getKey())) {
        text(out, name);
      }
      out.write('e');
      out.write(0x85);
      out.write('R');
      int[] indices = group.getValue();
      beginArray(out);
      out.write('(');
      number(out, 1);
      number(out, indices.length);
      out.write(0x85);
      dtype(out, "i8", "<", 0);
      out.write(0x89);
      ByteBuffer bytes = ByteBuffer.allocate(8 * indices.length).order(ByteOrder.LITTLE_ENDIAN);
      for (int index : indices) {
        bytes.putLong(index);
      }
      out.write('B');
      int32(out, bytes.capacity());
      out.write(bytes.array());
      out.write('t');
      out.write('b');
    }
    out.write('u');
    out.write('a');
    out.write('t');
    out.write('b');
    out.write('.');
    Files.write(file, out.toByteArray());
  }

  private static PickleReader.Array read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      NpyHeader header = NpyHeader.read(channel, file.toString());
      if (!header.description().equals("|O")) {
        throw new IOException(
            file + ": expected pickled objects ('|O'), got '" + header.description() + "'");
      }
      InputStream in = Channels.newInputStream(channel.position(header.dataOffset()));
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(file + ": a pickle of more than " + MAX_BYTES + " bytes");
      }
      if (!(PickleReader.read(bytes, file.toString()) instanceof PickleReader.Array array)) {
        throw new IOException(file + ": the pickle holds no array");
      }
      return array;
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    }
  }

  private static List<?> elements(PickleReader.Array array, Path file) throws IOException {
    if (!array.type().equals("|O8") || !(array.data() instanceof List<?> elements)) {
      throw new IOException(
          file + ": expected an array of objects, got one of '" + array.type() + "'");
    }
    return elements;
  }

  private static int[] indices(PickleReader.Array array, Path file) throws IOException {
    if (!array.type().equals("<i8")
        || array.shape().size() != 1
        || !(array.data() instanceof byte[] bytes)
        || !(array.shape().get(0) instanceof Long length)
        || bytes.length != 8 * length) {
      throw new IOException(
          file + ": expected indices as a one-dimensional '<i8' array, got '" + array.type() + "'");
    }
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int[] indices = new int[bytes.length / 8];
    for (int i = 0; i < indices.length; i++) {
      long index = data.getLong();
      if (!(index >= 0 && index < Integer.MAX_VALUE)) {
        throw new IOException(file + ": the index " + index + "; allowed are 0 to 2^31 - 2");
      }
      indices[i] = (int) index;
    }
    return indices;
  }

  private static void beginArray(ByteArrayOutputStream out) throws IOException {
    // numpy.core, not numpy._core: both NumPy 1 and 2 know it.
    name(out, "numpy.core.multiarray", "_reconstruct");
    name(out, "numpy", "ndarray");
    number(out, 0);
    out.write(0x85);
    out.write(new byte[] {'C', 1, 'b'});
    out.write(0x87);
    out.write('R');
  }

  private static void dtype(ByteArrayOutputStream out, String code, String order, int flags)
      throws IOException {
    name(out, "numpy", "dtype");
    text(out, code);
    out.write(0x89);
    out.write(0x88);
    out.write(0x87);
    out.write('R');
    out.write('(');
    number(out, 3);
    text(out, order);
    out.write(new byte[] {'N', 'N', 'N'});
    number(out, -1);
    number(out, -1);
    number(out, flags);
    out.write('t');
    out.write('b');
  }

  private static void name(ByteArrayOutputStream out, String module, String name)
      throws IOException {
    out.write(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static void text(ByteArrayOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    int32(out, utf8.length);
    out.write(utf8);
  }

  private static void number(ByteArrayOutputStream out, int value) throws IOException {
    out.write('J');
    int32(out, value);
  }

  private static void int32(ByteArrayOutputStream out, int value) throws IOException {
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }
}
