package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigurationTest {
  @ParameterizedTest
  @CsvSource({
    "chat, /cell/chat",
    "/chat/, /chat",
    "~gain, /cell/arm/gain",
    "~/gain, /cell/arm/gain",
    "a/b, /cell/a/b",
    "'', /cell",
    "~, /cell/arm",
  })
  void namesResolveLikeRos(String name, String resolved) {
    NodeConfiguration config =
        NodeConfiguration.newPrivate().setNodeName("arm").setNamespace("/cell");
    assertEquals(resolved, config.getResolver().resolve(name).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1a", "a//b", "a b", "a-b", "/a~b", "ä"})
  void illegalNamesAreRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> GraphName.of(name));
  }

  @Test
  void argumentsOfRoslaunchAreUnderstood() {
    NodeConfiguration config =
        NodeConfiguration.newPrivate()
            .setNodeName("runtime")
            .environment(
                Map.of(
                    "ROS_MASTER_URI", "http://10.0.0.1:11311",
                    "ROS_NAMESPACE", "/demo",
                    "ROS_IP", "10.0.0.2"))
            .arguments(
                List.of(
                    "run",
                    "image:=/camera/image",
                    "~out:=result",
                    "__name:=other",
                    "__log:=/tmp/x.log",
                    "_rate:=5",
                    "_gain:=0.5",
                    "_on:=true",
                    "_text:=5 apples",
                    "--set=a:=b"));
    assertEquals("/demo/other", config.getNodeName().value());
    assertEquals(URI.create("http://10.0.0.1:11311"), config.getMasterUri());
    assertEquals("10.0.0.2", config.getAdvertisedHost());
    assertEquals("0.0.0.0", config.getTcpRosBindAddress().host());
    assertEquals("/camera/image", config.getResolver().resolve("image").value());
    assertEquals("/camera/image", config.getResolver().resolve("/demo/image").value());
    assertEquals("/demo/result", config.getResolver().resolve("~out").value());
    assertEquals(
        Map.of("rate", 5, "gain", 0.5, "on", true, "text", "5 apples"),
        config.getPrivateParameters());
    assertEquals(List.of("run", "--set=a:=b"), config.getOtherArguments());
  }

  @Test
  void theNetworkIsOpenedOnRequestOnly() {
    NodeConfiguration config =
        NodeConfiguration.newPrivate().setNodeName("n").environment(Map.of());
    assertEquals("127.0.0.1", config.getTcpRosBindAddress().host());
    assertEquals("127.0.0.1", config.getAdvertisedHost());
    assertEquals(
        "127.0.0.1",
        NodeConfiguration.newPrivate()
            .setNodeName("n")
            .arguments(List.of("__ip:=127.0.0.1"))
            .getTcpRosBindAddress()
            .host());
  }

  @Test
  void hostsOfContainersAreUnderstood() {
    assertEquals(new Endpoint("ros_master", 11311), Endpoint.of("http://ros_master:11311"));
    assertEquals(new Endpoint("[::1]", 5), Endpoint.of("rosrpc://[::1]:5/"));
    for (String uri : List.of("", "http://host", "http://host:0", "http://host:99999", "host:1")) {
      assertThrows(IllegalArgumentException.class, () -> Endpoint.of(uri), uri);
    }
    NodeConfiguration open = NodeConfiguration.newPrivate().setBindHost("0.0.0.0");
    assertThrows(IllegalArgumentException.class, open::getAdvertisedHost);
    assertThrows(IllegalArgumentException.class, () -> ConnectedNode.connect(open));
    NodeConfiguration known = NodeConfiguration.newPublic("robot.local");
    assertEquals("robot.local", known.getAdvertisedHost());
    assertEquals(BindAddress.newPublic(), known.getXmlRpcBindAddress());
  }

  private static NodeConfiguration with(Map<String, String> environment) {
    return NodeConfiguration.newPrivate().setNodeName("n").environment(environment);
  }

  @Test
  void theHostOfTheEnvironmentIsOneThatOthersReach() {
    NodeConfiguration second = with(Map.of("ROS_HOSTNAME", "", "ROS_IP", "127.0.0.2"));
    assertEquals("127.0.0.2", second.getAdvertisedHost());
    assertEquals("127.0.0.2", second.getTcpRosBindAddress().host());
    assertEquals("my_robot", with(Map.of("ROS_HOSTNAME", "my_robot")).getAdvertisedHost());
    assertEquals("fe80::1", with(Map.of("ROS_IP", "fe80::1")).getAdvertisedHost());
    for (String wrong : List.of("http://10.0.0.2", "10.0.0.2:11311", "10.0.0.2 ", "a/b")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> with(Map.of("ROS_IP", wrong)), wrong);
      assertTrue(e.getMessage().contains("ROS_IP is '" + wrong), e.getMessage());
    }
    Endpoint unknown = new Endpoint("no_such_host.invalid", 1);
    UnknownHostException e = assertThrows(UnknownHostException.class, unknown::address);
    assertTrue(e.getMessage().contains("'no_such_host.invalid' is not known"), e.getMessage());
  }

  @Test
  void nodeNamesAreChecked() {
    NodeConfiguration configuration = NodeConfiguration.newPrivate();
    for (String name : List.of("", "~a", "/", "a//b")) {
      assertThrows(IllegalArgumentException.class, () -> configuration.setNodeName(name), name);
    }
    for (String argument : List.of("__master:=nonsense", "__name:=a/b")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> configuration.arguments(List.of(argument)),
          argument);
    }
    assertEquals(
        "/ns/tutorial/talker",
        configuration.setNamespace("ns").setNodeName("tutorial/talker").getNodeName().value());
    assertEquals("/abs", configuration.setNodeName("/abs").getNodeName().value());
  }

  @Test
  void aCopyChangesOnItsOwn() {
    NodeConfiguration first = NodeConfiguration.newPrivate().setNodeName("a").remap("x", "y");
    NodeConfiguration second = NodeConfiguration.copyOf(first).setNodeName("b").remap("x", "z");
    assertEquals("/a", first.getNodeName().value());
    assertEquals("/y", first.getResolver().resolve("x").value());
    assertEquals("/z", second.getResolver().resolve("x").value());
  }

  @Test
  void anonymousNamesDiffer() throws InterruptedException {
    String first =
        NodeConfiguration.newPrivate().setNodeName("n").setAnonymous().getNodeName().value();
    Thread.sleep(2);
    String second =
        NodeConfiguration.newPrivate().setNodeName("n").setAnonymous().getNodeName().value();
    assertTrue(first.startsWith("/n_"));
    assertNotEquals(first, second);
  }
}
