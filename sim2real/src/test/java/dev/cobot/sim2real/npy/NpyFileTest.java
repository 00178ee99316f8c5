package dev.cobot.sim2real.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {
  @TempDir private Path folder;

  private Path file(int major, String header, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) major, 0});
    ByteBuffer length = ByteBuffer.allocate(major == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
    if (major == 1) {
      length.putShort((short) header.length());
    } else {
      length.putInt(header.length());
    }
    out.write(length.array());
    out.write(header.getBytes(StandardCharsets.ISO_8859_1));
    out.write(data);
    return Files.write(folder.resolve("a.npy"), out.toByteArray());
  }

  private static String header(String descr, String order, String shape) {
    return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
  }

  private void refused(int major, String header, int bytes, String... parts) throws IOException {
    Path file = file(major, header, new byte[bytes]);
    IOException e = assertThrows(IOException.class, () -> NpyFile.open(file));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertTrue(e.getMessage().contains("a.npy"), e.getMessage());
  }

  @Test
  void everyTypeComesBack() throws IOException {
    Path file = folder.resolve("a.npy");
    try (NpyWriter out = new NpyWriter(file, NpyType.FLOAT32, 2, 3)) {
      for (int i = 0; i < 6; i++) {
        out.write(i / 3f);
      }
    }
    assertArrayEquals(new float[] {1, 4 / 3f, 5 / 3f}, NpyFile.open(file).floats(1, 1));
    assertArrayEquals(new int[] {2, 3}, NpyFile.open(file).shape());
    try (NpyWriter out = new NpyWriter(file, NpyType.FLOAT64, 2)) {
      out.write(Math.PI);
      out.write(-0.0);
    }
    assertArrayEquals(new double[] {Math.PI, -0.0}, NpyFile.open(file).doubles(0, 2));
    try (NpyWriter out = new NpyWriter(file, NpyType.INT64, 3)) {
      out.write(1L);
      out.write(Long.MIN_VALUE);
      out.write(-5L);
    }
    assertArrayEquals(new long[] {Long.MIN_VALUE, -5}, NpyFile.open(file).longs(1, 2));
    try (NpyWriter out = new NpyWriter(file, NpyType.BOOL, 2, 1)) {
      out.write(true);
      out.write(false);
    }
    assertArrayEquals(new boolean[] {true, false}, NpyFile.open(file).booleans(0, 2));
    try (NpyWriter out = new NpyWriter(file, NpyType.unicode(5), 3)) {
      out.write("");
      out.write("é 😀x");
      out.write("12345");
    }
    assertEquals(List.of("", "é 😀x", "12345"), NpyFile.open(file).strings(0, 3));
    assertEquals(0, Files.size(file) % 4);
  }

  @Test
  void versionsTwoAndThreeAreRead() throws IOException {
    byte[] data = {0, 0, (byte) 0x80, 0x3f};
    for (int major = 1; major <= 3; major++) {
      Path file = file(major, header("'<f4'", "False", "(1,)"), data);
      assertArrayEquals(new float[] {1}, NpyFile.open(file).floats(0, 1));
    }
  }

  @Test
  void whatIsNotReadIsNamed() throws IOException {
    refused(1, header("'<f4'", "True", "(2, 2)"), 16, "Fortran", "ascontiguousarray");
    refused(1, header("'|O'", "False", "(2,)"), 16, "not executed", "np.save");
    refused(1, header("'>f4'", "False", "(2,)"), 8, "'>f4'", "<f4");
    refused(1, header("[('a', '<f4')]", "False", "(2,)"), 8, "plain element type");
    refused(1, header("'<U0'", "False", "(2,)"), 8, "<U0");
    refused(1, header("'<f4'", "False", "()"), 4, "a dimension");
    refused(1, header("'<f4'", "False", "(3,)"), 11, "12 bytes", "has 11");
    refused(1, header("'<f4'", "False", "(3,)"), 13, "12 bytes", "has 13");
    refused(1, header("'<f8'", "False", "(2147483647, 2147483647, 9)"), 8, "2^63");
    refused(1, header("'<f8'", "False", "(99999999999,)"), 8, "2^31");
    refused(1, header("'<f8'", "False", "(-1,)"), 8, "'descr'");
    refused(1, header("'<f8'", "None", "(1,)"), 8, "'descr'");
    refused(1, "{'descr': '<f4'}", 4, "fortran_order");
    refused(9, header("'<f4'", "False", "(1,)"), 4, "version 9.0");
    Path file = Files.write(folder.resolve("b.npy"), new byte[] {1, 2, 3});
    assertThrows(IOException.class, () -> NpyFile.open(file));
    IOException e = assertThrows(IOException.class, () -> NpyFile.open(folder.resolve("none.npy")));
    assertTrue(e.getMessage().contains("no such file"), e.getMessage());
  }

  @Test
  void aWriterKeepsToItsShape() throws IOException {
    Path file = folder.resolve("a.npy");
    NpyWriter out = new NpyWriter(file, NpyType.FLOAT32, 2);
    out.write(1f);
    assertThrows(IllegalStateException.class, () -> out.write(2L));
    assertTrue(assertThrows(IOException.class, out::close).getMessage().contains("1 of 2"));
    NpyWriter text = new NpyWriter(file, NpyType.unicode(2), 1);
    assertThrows(IllegalArgumentException.class, () -> text.write("abc"));
    assertThrows(IllegalArgumentException.class, () -> text.write("a\0"));
  }

  @Test
  void groupsComeBack() throws IOException {
    Path file = folder.resolve("groups.npy");
    Map<Set<String>, int[]> groups = new LinkedHashMap<>();
    groups.put(Set.of("v"), new int[] {0, 5, 1_000_000});
    groups.put(Set.of("attr", "v"), new int[0]);
    PickledArrays.writeIndexGroups(file, groups);
    Map<Set<String>, int[]> back = PickledArrays.readIndexGroups(file);
    assertEquals(groups.keySet(), back.keySet());
    groups.forEach((group, indices) -> assertArrayEquals(indices, back.get(group)));
  }

  /** The file was saved by NumPy 2.4: protocol 4 and the module numpy._core. */
  @Test
  void groupsOfNumpyTwoAreRead() throws IOException {
    Map<Set<String>, int[]> groups =
        PickledArrays.readIndexGroups(Path.of("src/test/resources/shapes/numpy2_groups.npy"));
    assertEquals(Set.of(Set.of("v"), Set.of("attr", "v")), groups.keySet());
    assertArrayEquals(new int[] {1, 2, 70_000}, groups.get(Set.of("v")));
    assertArrayEquals(new int[] {2}, groups.get(Set.of("attr", "v")));
  }

  @Test
  void noNameOfThePickleIsFollowed() throws IOException {
    String evil = "\u0080\u0003cos\nsystem\nX\u0004\u0000\u0000\u0000true\u0085R.";
    Path file = file(1, header("'|O'", "False", "()"), evil.getBytes(StandardCharsets.ISO_8859_1));
    IOException e = assertThrows(IOException.class, () -> PickledArrays.readIndexGroups(file));
    assertTrue(e.getMessage().contains("os system"), e.getMessage());
    assertThrows(IOException.class, () -> PickledArrays.readStrings(file));
  }

  @Test
  void damagedFilesAreIoErrors() throws IOException {
    Path groups = folder.resolve("groups.npy");
    PickledArrays.writeIndexGroups(
        groups, Map.of(Set.of("v"), new int[] {1, 2}, Set.of("attr", "v"), new int[] {1}));
    Path texts = folder.resolve("texts.npy");
    try (NpyWriter out = new NpyWriter(texts, NpyType.unicode(3), 4)) {
      for (String text : List.of("a", "bc", "def", "")) {
        out.write(text);
      }
    }
    SplittableRandom random = new SplittableRandom(1);
    Path damaged = folder.resolve("damaged.npy");
    int refused = 0;
    for (Path source : List.of(groups, texts)) {
      byte[] whole = Files.readAllBytes(source);
      for (int k = 0; k < 1_000; k++) {
        byte[] bytes = whole.clone();
        int from = k % 3 == 0 ? 0 : 128; // the elements, or the header too
        for (int n = 0; n < 1 + k % 4; n++) {
          bytes[random.nextInt(from, bytes.length)] = (byte) random.nextInt(256);
        }
        if (k % 5 == 0) {
          bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        Files.write(damaged, bytes);
        try {
          if (source.equals(groups)) {
            PickledArrays.readIndexGroups(damaged);
          } else {
            NpyFile file = NpyFile.open(damaged);
            if (file.type().kind() == NpyType.Kind.UNICODE) {
              file.strings(0, file.rows());
            }
          }
        } catch (IOException e) {
          assertTrue(e.getMessage().contains("damaged.npy"), e.getMessage());
          refused++;
        }
      }
    }
    assertTrue(refused > 1_000, "refused " + refused);
  }
}
