package dev.cobot.sim2real.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What sdformat and urdfdom say of the shipped files. */
class FormatJudgesTest {
  private static final Path WORLDS = Path.of(System.getProperty("cobot.home"), "worlds");

  private static List<Path> files(Path folder, int depth, String ending) throws Exception {
    try (Stream<Path> files = Files.walk(folder, depth)) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }

  static List<Path> worlds() throws Exception {
    return files(WORLDS, 1, ".world");
  }

  static List<Path> models() throws Exception {
    return files(WORLDS.resolve("models"), 2, "model.sdf");
  }

  static List<Path> robots() throws Exception {
    return files(WORLDS.resolve("robots"), 1, ".urdf");
  }

  @ParameterizedTest
  @MethodSource({"worlds", "models"})
  void sdformatAcceptsTheFile(Path file) throws Exception {
    FormatJudges.requireValidSdf(file, List.of(WORLDS.resolve("models")));
  }

  @ParameterizedTest
  @MethodSource("robots")
  void urdfdomAcceptsTheFile(Path file) throws Exception {
    FormatJudges.requireValidUrdf(file);
  }

  @Test
  void theJudgesRefuseWhatIsWrong(@TempDir Path folder) throws Exception {
    Path world = folder.resolve("bad.world");
    Files.writeString(
        world,
        Files.readString(WORLDS.resolve("factory_table.world")).replace("//cup", "//teapot"));
    assertTrue(
        FormatJudges.sdfComplaints(world, List.of(WORLDS.resolve("models"))).contains("teapot"));
    Path robot = folder.resolve("bad.urdf");
    Files.writeString(
        robot,
        Files.readString(WORLDS.resolve("robots/arm6.urdf"))
            .replace("<child link=\"tool0\"/>", "<child link=\"tool\"/>"));
    assertTrue(!FormatJudges.urdfComplaints(robot).isEmpty());
    assertEquals("", FormatJudges.urdfComplaints(WORLDS.resolve("robots/arm7.urdf")));
  }
}
