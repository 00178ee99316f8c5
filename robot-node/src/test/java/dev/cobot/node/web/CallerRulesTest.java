package dev.cobot.node.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerRulesTest {
  private static void assertAllowed(CallerRules rules, boolean isAllowed, String... hosts) {
    for (String host : hosts) {
      assertEquals(isAllowed, rules.refusal(host).isEmpty(), host);
    }
  }

  @Test
  void aNameThatIsNotOursIsNotAnswered() {
    CallerRules loopback = new CallerRules(true, Set.of("cell1.plant.example"));
    assertAllowed(
        loopback,
        true,
        "127.0.0.1:8080",
        "localhost",
        "LOCALHOST:9000",
        "[::1]:8080",
        "127.9.9.9",
        "cell1.plant.example:443");
    assertAllowed(
        loopback,
        false,
        null,
        "",
        "evil.example:8080",
        "192.168.1.7:8080",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "127.0.0.1:8080@evil.example",
        "localhost:8080:80",
        "localhost:123456");
    CallerRules open = new CallerRules(false, Set.of());
    assertAllowed(open, true, "192.168.1.7:8080", "[fe80::1]:8080", "localhost");
    assertAllowed(open, false, "evil.example:8080", "cell1.plant.example");
  }

  @Test
  void aLineIsOpenedByThePageItselfAlone() {
    CallerRules rules = new CallerRules(true, Set.of());
    String host = "127.0.0.1:8080";
    Map.of(
            "http://127.0.0.1:8080", true,
            "https://127.0.0.1:8080", true,
            "http://127.0.0.1:9090", false,
            "http://localhost:8080", false,
            "http://evil.example", false,
            "null", false,
            "http://127.0.0.1:8080.evil.example", false)
        .forEach(
            (origin, isAllowed) ->
                assertEquals(isAllowed, rules.refusal(host, origin).isEmpty(), origin));
    assertEquals(true, rules.refusal(host, null).isPresent(), "no Origin");
    assertEquals(true, rules.refusal("evil.example", "http://evil.example").isPresent(), "rebound");
  }
}
