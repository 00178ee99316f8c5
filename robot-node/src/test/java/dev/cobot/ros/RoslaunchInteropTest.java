package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.message.StringMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's roslaunch starts our nodes, each a Java process of its own, with our master. */
@Timeout(300)
class RoslaunchInteropTest {
  @TempDir private Path home;
  private RosCore master;
  private DebianRos ros;
  private ConnectedNode node;

  @BeforeEach
  void start() throws IOException {
    master = RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ros = new DebianRos(master.getUri(), home).with("ROS_PACKAGE_PATH", home.toString());
    node = ConnectedNode.connect(NodeConfiguration.newPrivate(master.getUri()).setNodeName("test"));
    Path ours = Files.createDirectories(home.resolve("cobot_test"));
    Files.writeString(
        ours.resolve("package.xml"),
        "<package format='2'><name>cobot_test</name><version>0.0.0</version>"
            + "<description>x</description><maintainer email='x@example.org'>x</maintainer>"
            + "<license>Apache-2.0</license></package>");
    Path script =
        Files.writeString(
            ours.resolve("cobot_talker"),
            "#!/bin/sh\nexec '"
                + Path.of(System.getProperty("java.home"), "bin", "java")
                + "' -XX:TieredStopAtLevel=1 -cp '"
                + System.getProperty("java.class.path")
                + "' dev.cobot.ros.RosRun dev.cobot.ros.porting.Talker \"$@\"\n");
    assertTrue(script.toFile().setExecutable(true));
  }

  @AfterEach
  void stop() {
    ros.close();
    node.close();
    master.close();
  }

  @Test
  @InteropCase({
    "roslaunch starts our node under the name that its file gives",
    "roslaunch remaps a topic of our node",
    "roslaunch puts our node in a namespace",
    "roslaunch sets our node's private parameters, and _param:= in args does",
    "roslaunch's $(anon) gives our nodes names of their own",
    "roslaunch ends our nodes at ^C, and they leave the master"
  })
  void roslaunchRunsOurNodes() throws Exception {
    Path launch =
        Files.writeString(
            home.resolve("two.launch"),
            """
            <launch>
              <group ns="cell">
                <node pkg="cobot_test" type="cobot_talker" name="left" args="_gain:=0.5">
                  <param name="rate" value="3"/>
                  <remap from="battery" to="/left_talk"/>
                </node>
              </group>
              <node pkg="cobot_test" type="cobot_talker" name="$(anon right)"/>
            </launch>
            """);
    BlockingQueue<StringMessage> left = new LinkedBlockingQueue<>();
    BlockingQueue<StringMessage> right = new LinkedBlockingQueue<>();
    node.newSubscriber("/left_talk", StringMessage.class).addMessageListener(left::add, 10);
    node.newSubscriber("/battery", StringMessage.class).addMessageListener(right::add, 10);
    Process process = ros.start("roslaunch", launch.toString());
    StringMessage said = left.poll(90, TimeUnit.SECONDS);
    assertTrue(said != null && said.data().startsWith("battery at "), () -> ros.output(process));
    assertTrue(right.poll(90, TimeUnit.SECONDS) != null, () -> ros.output(process));
    RosGraph graph = new RosGraph(master.getUri(), "/tool");
    assertTrue(graph.state().nodes().contains("/cell/left"), () -> graph.state().toString());
    assertTrue(
        graph.state().nodes().stream().anyMatch(name -> name.matches("/right_\\w+")),
        () -> graph.state().toString());
    assertEquals(3, node.getParameterTree().getInteger("/cell/left/rate"));
    assertEquals(0.5, node.getParameterTree().getDouble("/cell/left/gain"));
    ros.interrupt(process);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> ros.output(process));
    LoopbackTest.await(
        "they leave", () -> graph.state().nodes().stream().allMatch("/test"::equals));
    assertTrue(!ros.output(process).contains("escalating"), () -> ros.output(process));
  }
}
