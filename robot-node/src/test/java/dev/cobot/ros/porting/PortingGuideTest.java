package dev.cobot.ros.porting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.DefaultNodeMainExecutor;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.NodeMain;
import dev.cobot.ros.NodeMainExecutor;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.message.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guide's code is the code of this package, and it does what the guide says. */
@Timeout(120)
class PortingGuideTest {
  private static final Path SOURCES = Path.of("src/test/java/dev/cobot/ros/porting");

  @Test
  void theGuideShowsTheCodeThatIsCompiledHere() throws IOException {
    List<String> blocks = javaBlocks(Files.readString(Path.of("PORTING.md")));
    for (String example : List.of("Switch", "SwitchClient")) {
      String code = Files.readString(SOURCES.resolve(example + ".java"));
      assertEquals(
          1,
          blocks.stream().filter(block -> code.strip().equals(block.strip())).count(),
          "PORTING.md must hold " + example + ".java as it is in " + SOURCES);
    }
    String tutorial = Files.readString(Path.of("../launch/tutorials/port-rosjava.md"));
    for (String example : List.of("Talker", "Listener")) {
      String code = Files.readString(SOURCES.resolve(example + ".java"));
      assertTrue(
          tutorial.contains(code.replace("package dev.cobot.ros.porting;", "package nodes;")),
          "the tutorial must hold " + example + ".java as it is in " + SOURCES);
    }
  }

  private static List<String> javaBlocks(String guide) {
    List<String> blocks = new ArrayList<>();
    int begin;
    int end = 0;
    while ((begin = guide.indexOf("```java\n", end)) >= 0) {
      begin += "```java\n".length();
      end = guide.indexOf("```", begin);
      blocks.add(guide.substring(begin, end));
    }
    return blocks;
  }

  @Test
  void theExamplesTalkToEachOther() throws InterruptedException {
    RosCore core = RosCore.newPrivate();
    core.start();
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    try (core;
        NodeMainExecutor executor = DefaultNodeMainExecutor.newDefault();
        ConnectedNode watcher =
            ConnectedNode.connect(
                NodeConfiguration.newPrivate(core.getUri()).setNodeName("watcher"))) {
      watcher
          .newSubscriber("/rosout", Log.class)
          .addMessageListener(line -> lines.add(line.name() + ": " + line.msg()), 100);
      for (NodeMain nodeMain : List.of(new Switch(), new Listener(), new Talker())) {
        executor.execute(nodeMain, NodeConfiguration.newPrivate(core.getUri()));
      }
      awaitLine(lines, "/tutorial/listener: heard: \"battery at ");
      while (watcher.lookupServiceUri("/tutorial/switch").isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      executor.execute(new SwitchClient(), NodeConfiguration.newPrivate(core.getUri()));
      awaitLine(lines, "/tutorial/switch_client: The switch is on");
    }
  }

  private static void awaitLine(BlockingQueue<String> lines, String begin)
      throws InterruptedException {
    String line;
    do {
      line = lines.poll(60, TimeUnit.SECONDS);
      assertTrue(line != null, "no line begins with " + begin);
    } while (!line.startsWith(begin));
  }
}
