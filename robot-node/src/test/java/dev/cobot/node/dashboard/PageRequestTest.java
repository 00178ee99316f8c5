package dev.cobot.node.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageRequestTest {
  private static final int DAMAGED = Integer.getInteger("cobot.fuzz.dashboard", 20_000);
  private static final List<String> RIGHT =
      List.of(
          "{\"ask\":\"hello\"}",
          "{\"ask\":\"hello\",\"token\":\"abc\"}",
          "{\"ask\":\"say\",\"text\":\"put the red cube in the bowl\"}",
          "{\"ask\":\"stop\"}",
          "{\"ask\":\"reset\"}");

  @Test
  void whatThePageAsksForIsRead() {
    assertEquals(new PageRequest.Hello(Optional.empty()), PageRequest.read(RIGHT.get(0)));
    assertEquals(new PageRequest.Hello(Optional.of("abc")), PageRequest.read(RIGHT.get(1)));
    assertEquals(
        "put the red cube in the bowl",
        ((PageRequest.Say) PageRequest.read(RIGHT.get(2))).command().text());
    assertEquals(new PageRequest.Stop(), PageRequest.read(RIGHT.get(3)));
    assertEquals(new PageRequest.Reset(), PageRequest.read(RIGHT.get(4)));
  }

  @Test
  void anythingElseIsRefusedWithoutRepeatingIt() {
    for (String wrong :
        List.of(
            "",
            "null",
            "[]",
            "secret",
            "{\"ask\":\"secret\"}",
            "{\"ask\":\"say\"}",
            "{\"ask\":\"say\",\"text\":\"\"}",
            "{\"ask\":\"say\",\"text\":7}",
            "{\"ask\":\"say\",\"text\":\"secret\\u0007\"}",
            "{\"ask\":\"say\",\"text\":\"" + "secret ".repeat(80) + "\"}",
            "{\"ask\":\"stop\",\"text\":\"secret\"}",
            "{\"ask\":\"stop\",\"ask\":\"reset\"}",
            "{\"ask\":\"stop\"} {}",
            "{\"ask\":\"hello\",\"token\":[[[1]]]}",
            "{\"ask\":\"hello\",\"token\":\"" + "x".repeat(PageRequest.MAX_BYTES) + "\"}")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> PageRequest.read(wrong), wrong)
              .getMessage();
      assertTrue(!message.contains("secret") && message.length() < 200, message);
    }
  }

  @Test
  void damagedRequestsAreReadOrRefused() {
    Random random = new Random(7);
    int read = 0;
    for (int i = 0; i < DAMAGED; i++) {
      String right = RIGHT.get(random.nextInt(RIGHT.size()));
      String message =
          new String(
              Mutations.of(right.getBytes(StandardCharsets.ISO_8859_1), random),
              StandardCharsets.ISO_8859_1);
      try {
        PageRequest.read(message);
        read++;
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().length() < 200, e.getMessage());
      }
    }
    assertTrue(read > 100 && read < DAMAGED / 2, read + " were read");
  }
}
