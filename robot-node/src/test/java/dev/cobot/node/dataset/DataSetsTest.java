package dev.cobot.node.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.safety.GateLimits;
import dev.cobot.node.batch.Crew;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.Suites;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DataSetsTest {
  private static final List<String> TASKS = List.of("T2", "T2-two-cubes");
  private static TaskSuite suite;
  private static World world;
  private static GateLimits gate;
  @TempDir private Path folder;

  @BeforeAll
  static void load() throws Exception {
    suite = Suites.load("rat7");
    world = Suites.world(suite);
    gate = ProfileReader.shipped().gate();
  }

  private static DataSets sets(int threads) {
    return new DataSets(world, Crew.here("data", threads), 3, 1);
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
  void picturesDoNotDependOnTheThreads() throws Exception {
    sets(1).tabletop(SetPart.whole(8), 5, folder.resolve("one"));
    sets(3).tabletop(SetPart.whole(8), 5, folder.resolve("three"));
    assertEquals(8 + 2 * 3 + 1, files(folder.resolve("one")).size());
    assertSame(folder.resolve("one"), folder.resolve("three"));
  }

  @Test
  void hallPicturesDoNotDependOnTheThreads() throws Exception {
    World hall = World.load(ProjectHome.resolve("worlds/hall.world"));
    new DataSets(hall, Crew.here("data", 1), 3, 2)
        .factory(SetPart.whole(7), 32, 5, folder.resolve("one"));
    new DataSets(hall, Crew.here("data", 3), 3, 2)
        .factory(SetPart.whole(7), 32, 5, folder.resolve("three"));
    assertEquals(7 + 3 * 3 + 1, files(folder.resolve("one")).size());
    assertSame(folder.resolve("one"), folder.resolve("three"));
  }

  @Test
  void demonstrationsDoNotDependOnTheThreads() throws Exception {
    sets(1)
        .demonstrations(
            suite,
            TASKS.stream().map(suite::task).toList(),
            SetPart.whole(3),
            5,
            gate,
            folder.resolve("one"));
    sets(3)
        .demonstrations(
            suite,
            TASKS.stream().map(suite::task).toList(),
            SetPart.whole(3),
            5,
            gate,
            folder.resolve("three"));
    Map<String, byte[]> files = files(folder.resolve("one"));
    // A shard an episode, two films of each, and the sheet of their strips.
    assertEquals(3 * 2 + 3 * 2 + 1, files.size(), files.keySet().toString());
    assertTrue(files.containsKey("films/000002.gif"), files.keySet().toString());
    assertSame(folder.resolve("one"), folder.resolve("three"));
  }

  @Test
  void twoPartsAreTheWholeSet() throws Exception {
    sets(1).tabletop(SetPart.whole(8), 5, folder.resolve("whole"));
    sets(1).tabletop(new SetPart(8, 0, 3), 5, folder.resolve("parts"));
    assertEquals(3 + 2 + 1, files(folder.resolve("parts")).size());
    sets(1).tabletop(new SetPart(8, 3, 8), 5, folder.resolve("parts"));
    assertSame(folder.resolve("whole"), folder.resolve("parts"));
  }

  @Test
  void partsBeginAndEndWhereShardsDo() {
    for (SetPart part : List.of(new SetPart(8, 1, 8), new SetPart(8, 0, 5))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> sets(1).require(part, false))
              .getMessage();
      assertTrue(message.contains("multiples of 3"), message);
    }
    sets(1).require(new SetPart(8, 3, 8), false);
    assertThrows(IllegalArgumentException.class, () -> new SetPart(8, 3, 3));
    assertThrows(IllegalArgumentException.class, () -> new SetPart(8, 0, 9));
  }

  @Test
  void whatIsToBeRefusedCannotBeShown() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> DataSets.requireDemonstrable(List.of(suite.task("T2-absent"))))
            .getMessage();
    assertTrue(message.contains("T2-absent") && message.contains("--tasks"), message);
    DataSets.requireDemonstrable(List.of(suite.task("T1"), suite.task("T7")));
  }

  @Test
  void aWorldsHashIsThatOfEverythingItReads() throws Exception {
    Path worlds = folder.resolve("worlds");
    Path original = ProjectHome.resolve("worlds");
    try (Stream<Path> all = Files.walk(original)) {
      for (Path file : all.toList()) {
        Path copy = worlds.resolve(original.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path copied = worlds.resolve("factory_table.world");
    String hash = ContentHash.ofWorld(world);
    assertEquals(hash, ContentHash.ofWorld(World.load(copied)), "not of the place");
    Files.writeString(
        worlds.resolve("shared.world"), "\n", java.nio.file.StandardOpenOption.APPEND);
    assertEquals(hash, ContentHash.ofWorld(World.load(copied)), "not of other worlds");
    java.util.Set<String> hashes = new java.util.HashSet<>(List.of(hash));
    for (String read :
        List.of(
            "factory_table.world",
            "models/cube/model.sdf",
            "models/work_table/model.config",
            "robots/arm6.urdf",
            "robots/arm6.srdf",
            "models/cone/meshes/cone.obj")) {
      Files.writeString(worlds.resolve(read), "\n", java.nio.file.StandardOpenOption.APPEND);
      assertTrue(hashes.add(ContentHash.ofWorld(World.load(copied))), read);
    }
    String shared = ContentHash.ofSuite(worlds.resolve("suites/rat7_shared.yaml"));
    Files.writeString(
        worlds.resolve("suites/rat7.yaml"), "\n", java.nio.file.StandardOpenOption.APPEND);
    assertFalse(shared.equals(ContentHash.ofSuite(worlds.resolve("suites/rat7_shared.yaml"))));
  }

  @Test
  void aStoppedRunGoesOnAndKeepsWhatIsWhole() throws Exception {
    Path whole = folder.resolve("whole");
    Path stopped = folder.resolve("stopped");
    sets(1).tabletop(SetPart.whole(6), 5, whole);
    sets(1).tabletop(SetPart.whole(3), 5, stopped);
    Path kept = stopped.resolve("0000/labels.json");
    Object written = Files.getLastModifiedTime(kept);
    Path half = Files.createDirectories(stopped.resolve(".unfinished/0001/0001"));
    Files.writeString(half.resolve("labels.json.part"), "[");
    sets(2).tabletop(SetPart.whole(6), 5, stopped);
    assertSame(whole, stopped);
    assertEquals(written, Files.getLastModifiedTime(kept));
  }

  @Test
  void aFailedShardLeavesTheWholeOnesAndNothingElseInTheSet() throws Exception {
    Path set = folder.resolve("set");
    Shards shards = new Shards(set, 3, i -> List.of("part" + i));
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                shards.make(
                    () ->
                        (shard, aside) -> {
                          Files.writeString(aside.resolve("part" + shard), "half");
                          if (shard == 1) {
                            throw new IOException("the disk is full");
                          }
                        },
                    Crew.here("data", 1),
                    shard -> {}));
    assertEquals("the disk is full", failure.getMessage());
    assertArrayEquals(new int[] {1, 2}, shards.missing());
    AtomicInteger made = new AtomicInteger();
    shards.make(
        () ->
            (shard, aside) -> {
              assertEquals(0, aside.toFile().list().length, "what was left is gone");
              Files.writeString(aside.resolve("part" + shard), "whole");
              made.incrementAndGet();
            },
        Crew.here("data", 2),
        shard -> {});
    assertEquals(2, made.get());
    assertFalse(Files.exists(set.resolve(".unfinished")));
  }

  @Test
  void twoRunsDoNotWriteOneSet() throws Exception {
    Path set = folder.resolve("set");
    Shards inner = new Shards(set, 1, i -> List.of("part"));
    Shards outer = new Shards(set, 1, i -> List.of("part"));
    outer.make(
        () ->
            (shard, aside) -> {
              String message =
                  assertThrows(
                          IOException.class,
                          () -> inner.make(() -> (s, a) -> {}, Crew.here("data", 1), s -> {}))
                      .getMessage();
              assertTrue(message.contains("another run"), message);
              Files.writeString(aside.resolve("part"), "");
            },
        Crew.here("data", 1),
        shard -> {});
    assertTrue(Files.exists(set.resolve("part")));
  }
}
