package dev.cobot.node.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.parquet.column.ColumnDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFileTest {
  private static final List<ParquetColumn> COLUMNS =
      List.of(
          new ParquetColumn("index", ParquetColumn.Kind.INT64),
          new ParquetColumn("a.b", ParquetColumn.Kind.FLOAT32_LIST),
          new ParquetColumn("counts", ParquetColumn.Kind.INT64_LIST),
          new ParquetColumn("is", ParquetColumn.Kind.BOOL),
          new ParquetColumn("words", ParquetColumn.Kind.STRING_LIST),
          new ParquetColumn("mean", ParquetColumn.Kind.CHANNEL_LIST),
          new ParquetColumn("std", ParquetColumn.Kind.FLOAT64_LIST),
          new ParquetColumn("task", ParquetColumn.Kind.STRING),
          new ParquetColumn("time", ParquetColumn.Kind.FLOAT32),
          new ParquetColumn("picture", ParquetColumn.Kind.PICTURE));

  @TempDir private Path folder;

  private static byte[] picture(int number) {
    byte[] bytes = new byte[20_000];
    new java.util.Random(number).nextBytes(bytes);
    return bytes;
  }

  private static Object[] row(long i) {
    return new Object[] {
      Long.MAX_VALUE - i,
      new float[] {i, -0.5f, Float.MIN_VALUE},
      new long[] {i, 7},
      i % 2 == 0,
      i == 1 ? List.of() : List.of("schön " + i, ""),
      new double[] {0.25, i, 1},
      new double[] {Math.PI},
      i == 2 ? null : "pick it",
      (float) (i / 25.0),
      picture((int) i / 4)
    };
  }

  private Path write(String name) throws IOException {
    Path file = folder.resolve(name);
    try (ParquetOutput out = new ParquetOutput(file, COLUMNS)) {
      for (int group = 0; group < 2; group++) {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          rows.add(row(8L * group + i));
        }
        out.writeRowGroup(rows);
      }
      out.setKeyValues(Map.of("pandas", "{}"));
    }
    return file;
  }

  @Test
  void readsWhatItWrote() throws IOException {
    try (ParquetInput in = ParquetInput.open(write("a.parquet"))) {
      assertEquals(Map.of("pandas", "{}"), in.keyValues());
      assertEquals(2, in.rowGroups());
      for (int group = 0; group < 2; group++) {
        assertEquals(8, in.rows(group));
        for (int i = 0; i < 8; i++) {
          Object[] row = row(8L * group + i);
          assertEquals(row[0], in.read(group, "index").longs(i)[0]);
          assertArrayEquals(
              new double[] {8.0 * group + i, -0.5, Float.MIN_VALUE},
              in.read(group, "a.b").numbers(i));
          assertArrayEquals((long[]) row[2], in.read(group, "counts").longs(i));
          assertEquals(row[3], in.read(group, "is").longs(i)[0] == 1);
          LeafValues words = in.read(group, "words");
          List<String> read = new ArrayList<>();
          for (int k = 0; k < words.count(i); k++) {
            read.add(words.text(i, k));
          }
          assertEquals(row[4], read);
          assertArrayEquals((double[]) row[5], in.read(group, "mean").numbers(i));
          assertArrayEquals((double[]) row[6], in.read(group, "std").numbers(i));
          assertEquals(row[7] == null ? 0 : 1, in.read(group, "task").count(i));
          assertEquals((double) (float) row[8], in.read(group, "time").numbers(i)[0]);
          assertArrayEquals((byte[]) row[9], in.read(group, "picture", "bytes").bytes(i, 0));
        }
      }
      IOException missing = assertThrows(IOException.class, () -> in.read(0, "nothing"));
      assertTrue(missing.getMessage().contains("has no column 'nothing'"), missing.getMessage());
    }
  }

  @Test
  void storesAPictureThatIsHeldOnce() throws IOException {
    // Sixteen rows, four different pictures, of which each row group has two.
    assertTrue(Files.size(write("held.parquet")) < 6 * 20_000);
  }

  @Test
  void doesNotOverwrite() throws IOException {
    write("twice.parquet");
    assertThrows(IOException.class, () -> write("twice.parquet"));
  }

  @Test
  void tellsWhatIsNoParquetFile() throws IOException {
    Path file = write("cut.parquet");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 9));
    IOException cut = assertThrows(IOException.class, () -> ParquetInput.open(file));
    assertTrue(cut.getMessage().startsWith(file + ": it is no Parquet file"), cut.getMessage());
    Files.write(file, new byte[] {1, 2});
    assertThrows(IOException.class, () -> ParquetInput.open(file));
  }

  /** Whatever is damaged, reading ends with values or with a sentence, and in bounded memory. */
  @Test
  void survivesDamage() throws IOException {
    Path file = write("fuzz.parquet");
    byte[] whole = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    int cases = Integer.getInteger("cobot.fuzz.parquet", 2000);
    for (int i = 0; i < cases; i++) {
      byte[] damaged = whole.clone();
      // Half of the cases in the footer, where sizes and places stand.
      int from = i % 2 == 0 ? Math.max(0, whole.length - 6000) : 0;
      for (int k = random.nextInt(1, 4); k > 0; k--) {
        damaged[random.nextInt(from, damaged.length)] = (byte) random.nextInt();
      }
      Files.write(file, damaged);
      try {
        readAll(file);
      } catch (IOException e) {
        refused++;
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      } catch (RuntimeException | Error e) {
        fail("case " + i, e);
      }
    }
    assertTrue(refused > cases / 10, refused + " of " + cases + " were refused");
  }

  private static void readAll(Path file) throws IOException {
    try (ParquetInput in = ParquetInput.open(file)) {
      in.keyValues();
      for (int group = 0; group < in.rowGroups(); group++) {
        in.rows(group);
        in.bytes(group);
        for (ColumnDescriptor column : in.schema().getColumns()) {
          LeafValues values = in.read(group, column.getPath());
          for (int row = 0; row < values.rows(); row++) {
            for (int i = 0; i < values.count(row); i++) {
              if (values.isBytes()) {
                values.bytes(row, i);
              }
            }
          }
        }
      }
    }
  }
}
