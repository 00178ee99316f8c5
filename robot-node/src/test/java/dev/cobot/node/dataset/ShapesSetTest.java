package dev.cobot.node.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.batch.Crew;
import dev.cobot.node.picture.ContactSheet;
import dev.cobot.sim2real.shapes.DomainProportions;
import dev.cobot.sim2real.shapes.ShapeSplit;
import dev.cobot.sim2real.shapes.ShapesPart;
import dev.cobot.sim2real.shapes.SimpleShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ShapesSetTest {
  private static final DomainProportions PAIRS =
      DomainProportions.parse("attr:1.0,v:1.0,attr+v:0.1");

  @TempDir private Path folder;

  private static ShapesSet set(int train, int free) {
    return new ShapesSet(
        new ShapesSet.Plan(
            Map.of(ShapeSplit.TRAIN, train, ShapeSplit.VAL, 30, ShapeSplit.TEST, 20),
            List.of(PAIRS),
            free,
            5));
  }

  private static Map<String, byte[]> files(Path root) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static void assertSame(Path expected, Path actual) throws IOException {
    Map<String, byte[]> a = files(expected);
    Map<String, byte[]> b = files(actual);
    assertEquals(a.keySet(), b.keySet());
    a.forEach((name, bytes) -> assertArrayEquals(bytes, b.get(name), name));
  }

  @Test
  void theBytesDoNotDependOnTheThreads() throws Exception {
    set(1_100, 600).write(folder.resolve("one"), Crew.here("data", 1));
    set(1_100, 600).write(folder.resolve("three"), Crew.here("data", 3));
    assertEquals(1_150 + 3 * 3 + 3 + 1, files(folder.resolve("one")).size());
    assertSame(folder.resolve("one"), folder.resolve("three"));
    ShapesPart train = SimpleShapes.open(folder.resolve("one")).part(ShapeSplit.TRAIN);
    Map<Set<String>, int[]> groups = train.pairs(PAIRS, 5, 600);
    assertEquals(600, groups.get(Set.of("v")).length);
    assertEquals(60, groups.get(Set.of("attr", "v")).length);
  }

  @Test
  void aStoppedRunGoesOnAndKeepsWhatIsWhole() throws Exception {
    Path whole = folder.resolve("whole");
    Path stopped = folder.resolve("stopped");
    set(1_100, 1_100).write(whole, Crew.here("data", 2));
    set(1_100, 1_100).write(stopped, Crew.here("data", 2));
    Path kept = stopped.resolve("train/3.png");
    FileTime written = Files.getLastModifiedTime(kept);
    Files.delete(stopped.resolve("train/700.png"));
    Files.delete(stopped.resolve("train/999.png"));
    Files.delete(stopped.resolve("val_labels.npy"));
    Files.delete(stopped.resolve(ContactSheet.FILE));
    set(1_100, 1_100).write(stopped, Crew.here("data", 2));
    assertSame(whole, stopped);
    assertEquals(written, Files.getLastModifiedTime(kept));
  }

  @Test
  void groupsThatCannotBeDrawnAreRefusedBeforeAnythingIsWritten() {
    DomainProportions wrong = DomainProportions.parse("attr:0.1,v:1.0,attr+v:0.5");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new ShapesSet(
                    new ShapesSet.Plan(Map.of(ShapeSplit.TRAIN, 100), List.of(wrong), 100, 1)));
    assertTrue(e.getMessage().contains("at least 0.5"), e.getMessage());
  }
}
