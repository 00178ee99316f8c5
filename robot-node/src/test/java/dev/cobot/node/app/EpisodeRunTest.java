package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.cli.Cobot;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.episodes.Recordings;
import dev.cobot.node.event.Command;
import dev.cobot.ros.DebianRos;
import dev.cobot.ros.InteropCase;
import dev.cobot.sim2real.world.World;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a run of the simulated cell leaves, as {@code cobot episodes} tells it and as bags before
 * others' readers.
 */
@Timeout(300)
class EpisodeRunTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String COMPRESSED = "/camera/color/image_raw/compressed";

  @TempDir private static Path folder;

  @BeforeAll
  static void run() throws Exception {
    Profile profile =
        ProfileReader.read(
            ProjectHome.resolve("launch/profiles/default.yaml"),
            List.of("sim.imageWidthPixels=64", "recordings.folder='" + folder + "'"));
    try (Recordings recordings = Recordings.open(profile.recordings(), "{\"seed\":1}");
        CobotRuntime runtime =
            CobotRuntime.start(
                new RuntimeConfig(
                        profile,
                        ProjectHome.resolve(profile.world()),
                        null,
                        0,
                        List.of(),
                        List.of())
                    .heardBy(List.of(recordings)),
                new ScriptedMind(World.load(ProjectHome.resolve(profile.world()))))) {
      runtime.serve("recordings", recordings.serving());
      assertEquals(Optional.empty(), runtime.node().awaitCell(60));
      runtime
          .node()
          .submit(new Command("turned", "turn", Long.MAX_VALUE, "test"))
          .get(120, TimeUnit.SECONDS);
      runtime.node().submit(Command.of("sing a song")).get(120, TimeUnit.SECONDS);
      assertTrue(runtime.node().offer(Command.of("turn and wait")));
      TimeUnit.MILLISECONDS.sleep(500);
      runtime.node().stop("the test says so");
      TimeUnit.MILLISECONDS.sleep(500);
    }
  }

  private static String cobot(int expected, String... arguments) {
    StringWriter out = new StringWriter();
    String[] all =
        Stream.concat(Stream.of("episodes"), Stream.of(arguments)).toArray(String[]::new);
    int code = Cobot.execute(all, new PrintWriter(out, true), new PrintWriter(out, true));
    assertEquals(expected, code, out::toString);
    return out.toString();
  }

  @Test
  void listFindsWhatWasDone() throws Exception {
    String place = "--recordings=" + folder;
    JsonNode all = JSON.readTree(cobot(0, "list", "--json", place)).path("episodes");
    assertEquals(3, all.size(), all::toString);
    assertEquals("GATE", all.get(0).path("reason").asText());
    assertEquals("refused", all.get(1).path("outcome").asText());
    assertEquals("done", all.get(2).path("outcome").asText());
    assertTrue(cobot(0, "list", place, "song").contains("sing a song"));
    assertTrue(cobot(0, "list", place, "--outcome", "done").contains("test"));
    assertTrue(cobot(0, "list", place, "--reason", "gate").contains("turn and wait"));
    assertTrue(cobot(0, "list", place, "--since", "1h", "\"tur").contains("turn and wait"));
    assertTrue(cobot(0, "list", place, "--until", "2020-01-01").contains("no episode"));
    assertTrue(cobot(2, "list", place, "--since", "soon").contains("'soon'; allowed"));
    assertTrue(cobot(2, "list", place, "--outcome", "good").contains("allowed: [done"));
    assertTrue(cobot(2, "list", place, "\"*\"").contains("no letter or digit"));
    assertTrue(cobot(3, "list", "--recordings", folder + "/none").contains("no recordings in"));
  }

  @Test
  void showTellsTheWholeDecision() throws Exception {
    String shown =
        cobot(0, "show", "turned", "--recordings=" + folder, "--images=" + folder + "/i");
    for (String part :
        List.of(
            "by test, command turned",
            "read as place_in with 1.00, target \"red cube\", destination \"bowl\"",
            "cube-1",
            "+/- (",
            "target: means cube-1",
            "in 1.0 s the hand at",
            "releases",
            "ticks over",
            "done",
            "accepted, camera at ",
            " s, 64 x 48")) {
      assertTrue(shown.contains(part), () -> part + " in " + shown);
    }
    try (Stream<Path> images = Files.list(folder.resolve("i"))) {
      assertTrue(images.allMatch(image -> image.toString().endsWith("-camera.png")));
    }
    JsonNode json = JSON.readTree(cobot(0, "show", "1", "--json", "--recordings=" + folder));
    assertEquals("turned", json.path("commandId").asText());
    assertTrue(json.path("record").path("result").path("motionSeconds").asDouble() > 0.2);
    String stopped = cobot(0, "show", "3", "--recordings=" + folder);
    assertTrue(stopped.contains("PERMIT: "), stopped);
    assertTrue(cobot(3, "show", "none", "--recordings=" + folder).contains("no episode 'none'"));
  }

  @Test
  @InteropCase("rosbag info and Python's rosbag read an exported episode")
  void rosbagReadsTheExport() throws Exception {
    Path bag = exported("bag");
    try (DebianRos ros = new DebianRos(URI.create("http://127.0.0.1:1"), folder)) {
      String info = ros.run("rosbag", "info", bag.toString()).replaceAll(" +", " ");
      assertTrue(info.contains("version: 2.0"), info);
      // Our definitions have no comments, which is all that the check finds: the sums are equal.
      String check = ros.run("rosbag", "check", bag.toString());
      assertTrue(check.contains("All rules defined"), check);
      List<String> lines =
          ros.run(
                  "/usr/bin/python3",
                  "-c",
                  """
                  import io, rosbag, sys
                  from PIL import Image
                  with rosbag.Bag(sys.argv[1]) as bag:
                      for topic, m, t in bag.read_messages():
                          if topic == '%s':
                              print('picture', Image.open(io.BytesIO(m.data)).size)
                          elif topic == '/joint_states':
                              print('joints', m.name[-1], len(m.position) - len(m.name))
                          elif topic == '/cobot/command':
                              print('command', m.data)
                          elif topic == '/cobot/state':
                              print('state', 'done' in m.data)
                          elif topic == '/arm_controller/command':
                              print('goal', len(m.points))
                  """
                      .formatted(COMPRESSED),
                  bag.toString())
              .lines()
              .distinct()
              .sorted()
              .toList();
      assertEquals(
          List.of(
              "command turn",
              "goal 1",
              "joints gripper_opening 0",
              "picture (64, 48)",
              "state True"),
          lines);
    }
  }

  @Test
  void mcapsOwnReaderReadsTheExport() throws Exception {
    Path scripts = ProjectHome.resolve("robot-node/target/mcap-interop");
    if (!Files.isDirectory(scripts.resolve("node_modules/@mcap/core"))) {
      fail(scripts + " is missing; run launch/test, which installs MCAP's own reader with npm");
    }
    Path mcap = exported("mcap");
    Path out = folder.resolve("mcap.txt");
    Process node =
        new ProcessBuilder("node", "read.js", mcap.toString())
            .directory(scripts.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(node.waitFor(90, TimeUnit.SECONDS));
    assertEquals(0, node.exitValue(), Files.readString(out));
    Map<String, Integer> counts = new HashMap<>();
    for (String line : Files.readAllLines(out)) {
      if (line.startsWith("message /")) {
        counts.merge(line.substring(8, line.indexOf(' ', 8)), 1, Integer::sum);
      }
    }
    assertEquals(1, counts.get("/cobot/command"), counts::toString);
    assertEquals(1, counts.get("/cobot/state"), counts::toString);
    assertTrue(counts.get(COMPRESSED) >= 2, counts::toString);
    assertTrue(counts.get("/joint_states") > 10, counts::toString);
    assertTrue(counts.get("/arm_controller/command") > 5, counts::toString);
  }

  private static Path exported(String format) {
    String said =
        cobot(0, "export", "1", "--recordings=" + folder, "--out=" + folder, "--format=" + format);
    assertTrue(said.contains(" messages"), said);
    Path file = folder.resolve("episode-1." + format);
    assertTrue(Files.exists(file));
    String again =
        cobot(3, "export", "1", "--recordings=" + folder, "--out=" + folder, "--format=" + format);
    assertTrue(again.contains("not overwritten"), again);
    return file;
  }
}
