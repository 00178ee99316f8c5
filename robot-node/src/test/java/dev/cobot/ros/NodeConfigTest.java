package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigTest {
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
    NodeConfig config = NodeConfig.builder("arm").namespace("/cell").build();
    assertEquals(resolved, config.resolve(name).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1a", "a//b", "a b", "a-b", "/a~b", "ä"})
  void illegalNamesAreRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> GraphName.of(name));
  }

  @Test
  void argumentsOfRoslaunchAreUnderstood() {
    NodeConfig config =
        NodeConfig.builder("runtime")
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
                    "--set=a:=b"))
            .build();
    assertEquals("/demo/other", config.name().value());
    assertEquals(URI.create("http://10.0.0.1:11311"), config.masterUri());
    assertEquals("10.0.0.2", config.advertisedHost());
    assertEquals("0.0.0.0", config.bindHost());
    assertEquals("/camera/image", config.resolve("image").value());
    assertEquals("/camera/image", config.resolve("/demo/image").value());
    assertEquals("/demo/result", config.resolve("~out").value());
    assertEquals(
        Map.of("rate", 5, "gain", 0.5, "on", true, "text", "5 apples"), config.privateParameters());
    assertEquals(List.of("run", "--set=a:=b"), config.otherArguments());
  }

  @Test
  void theNetworkIsOpenedOnRequestOnly() {
    NodeConfig config = NodeConfig.builder("n").environment(Map.of()).build();
    assertEquals("127.0.0.1", config.bindHost());
    assertEquals("127.0.0.1", config.advertisedHost());
    assertEquals(
        "127.0.0.1",
        NodeConfig.builder("n").arguments(List.of("__ip:=127.0.0.1")).build().bindHost());
  }

  @Test
  void hostsOfContainersAreUnderstood() {
    assertEquals(new Endpoint("ros_master", 11311), Endpoint.of("http://ros_master:11311"));
    assertEquals(new Endpoint("[::1]", 5), Endpoint.of("rosrpc://[::1]:5/"));
    for (String uri : List.of("", "http://host", "http://host:0", "http://host:99999", "host:1")) {
      assertThrows(IllegalArgumentException.class, () -> Endpoint.of(uri), uri);
    }
    assertThrows(
        IllegalArgumentException.class, () -> NodeConfig.builder("n").bindHost("0.0.0.0").build());
  }

  @Test
  void nodeNamesAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> NodeConfig.builder("a/b"));
    assertThrows(IllegalArgumentException.class, () -> NodeConfig.builder(""));
    assertThrows(
        IllegalArgumentException.class,
        () -> NodeConfig.builder("n").arguments(List.of("__master:=nonsense")));
  }

  @Test
  void anonymousNamesDiffer() throws InterruptedException {
    String first = NodeConfig.builder("n").anonymous().build().name().value();
    Thread.sleep(2);
    String second = NodeConfig.builder("n").anonymous().build().name().value();
    assertTrue(first.startsWith("/n_"));
    assertNotEquals(first, second);
  }
}
