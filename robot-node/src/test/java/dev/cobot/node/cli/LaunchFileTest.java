package dev.cobot.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.config.ProjectHome;
import dev.cobot.ros.InteropCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launch file as Debian's roslaunch reads it, and the scripts beside it. */
@Timeout(240)
class LaunchFileTest {
  private static final String ROSLAUNCH = "/usr/bin/roslaunch";

  @TempDir Path home;

  private String roslaunch(String... arguments) throws IOException, InterruptedException {
    assertTrue(
        Files.isExecutable(Path.of(ROSLAUNCH)),
        ROSLAUNCH + " is missing; run launch/test, which installs it");
    List<String> command = new ArrayList<>(List.of(ROSLAUNCH));
    command.addAll(List.of(arguments));
    Path output = home.resolve("out.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(n -> n.startsWith("ROS_") || n.startsWith("PYTHON"));
    environment.put("ROS_HOME", home.toString());
    environment.put("ROS_MASTER_URI", "http://127.0.0.1:11399");
    environment.put("ROS_PACKAGE_PATH", ProjectHome.resolve("launch").toString());
    Process process = builder.start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "roslaunch ends");
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), text);
    return text;
  }

  @Test
  @InteropCase("roslaunch reads cobot.launch and its arguments")
  void itNamesTheNodes() throws Exception {
    assertEquals(
        List.of("/cobot", "/cobot_cell"),
        roslaunch("--nodes", "cobot", "cobot.launch").lines().sorted().toList());
    assertEquals(
        List.of("/arm1"),
        roslaunch("--nodes", "cobot", "cobot.launch", "robot:=arm1", "sim:=false")
            .lines()
            .toList());
  }

  @Test
  @InteropCase("roslaunch makes a command line that cobot run takes")
  void theNodesCommandLineIsOurs() throws Exception {
    String line = roslaunch("--args", "/cobot", "cobot", "cobot.launch").strip();
    assertTrue(line.contains("launch/cobot run --ros http://127.0.0.1:11399"), line);
    assertTrue(line.contains("__name:=cobot"), line);
    List<String> words = List.of(line.split("\\s+", -1));
    List<String> arguments = new ArrayList<>(words.subList(words.indexOf("run"), words.size()));
    arguments.set(arguments.indexOf("--world") + 1, "/no/such.world");
    java.io.StringWriter err = new java.io.StringWriter();
    int code =
        Cobot.execute(
            arguments.toArray(String[]::new),
            new java.io.PrintWriter(new java.io.StringWriter()),
            new java.io.PrintWriter(err, true));
    // Everything that roslaunch adds is taken: only the world is complained about.
    assertEquals(3, code, err.toString());
    assertTrue(err.toString().contains("/no/such.world"), err.toString());
  }

  @Test
  @InteropCase("roslaunch reads sim.launch with its parameters")
  void simLaunchStartsCellRuntimeAndTf() throws Exception {
    assertEquals(
        List.of("/cobot", "/cobot_cell", "/robot_state_publisher"),
        roslaunch("--nodes", "cobot", "sim.launch").lines().sorted().toList());
    assertEquals(
        List.of("/cobot_cell"),
        roslaunch("--nodes", "cobot", "sim.launch", "runtime:=false", "tf:=false")
            .lines()
            .toList());
    String parameters = roslaunch("--dump-params", "cobot", "sim.launch");
    assertTrue(parameters.contains("/use_sim_time: true"), parameters);
    assertTrue(parameters.contains("/robot_description:"), parameters);
    assertTrue(parameters.contains("<robot name="), parameters);
  }

  @Test
  @InteropCase("roslaunch makes a command line that cobot sim takes")
  void simLaunchGivesTheCellItsTask() throws Exception {
    String plain = roslaunch("--args", "/cobot_cell", "cobot", "sim.launch").strip();
    assertTrue(plain.contains("sim --ros http://127.0.0.1:11399"), plain);
    assertTrue(!plain.contains("--suite"), plain);
    String line =
        roslaunch(
                "--args",
                "/cobot_cell",
                "cobot",
                "sim.launch",
                "suite:=rat7",
                "task:=T99",
                "paused:=true",
                "cell_args:=--look random")
            .strip();
    assertTrue(line.contains("--pace lockstep"), line);
    List<String> words = List.of(line.split("\\s+", -1));
    java.io.StringWriter err = new java.io.StringWriter();
    int code =
        Cobot.execute(
            words.subList(words.indexOf("sim"), words.size()).toArray(String[]::new),
            new java.io.PrintWriter(new java.io.StringWriter()),
            new java.io.PrintWriter(err, true));
    // Everything is taken: only the task is complained about.
    assertEquals(2, code, err.toString());
    assertTrue(err.toString().contains("T99"), err.toString());
  }

  @Test
  void theScriptsAreShell() throws Exception {
    for (String script : List.of("launch/cobot", "launch/test", ".ci/run")) {
      Path file = ProjectHome.resolve(script);
      assertTrue(Files.isExecutable(file), script);
      Process check = new ProcessBuilder("sh", "-n", file.toString()).inheritIO().start();
      assertTrue(check.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, check.exitValue(), script);
    }
  }
}
