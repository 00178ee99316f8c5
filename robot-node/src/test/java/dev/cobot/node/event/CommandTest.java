package dev.cobot.node.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CommandTest {
  @Test
  void plainTextGetsAnIdOfItsOwn() {
    Command a = Command.parse("  pick the red cube ");
    Command b = Command.parse("pick the red cube");
    assertEquals("pick the red cube", a.text());
    assertNotEquals(a.id(), b.id());
    assertEquals(Long.MAX_VALUE, a.expiresNanos());
  }

  @Test
  void jsonCarriesIdAndExpiry() {
    Command command = Command.parse("{\"id\":\"7\",\"text\":\"go\",\"expires\":12.5}");
    assertEquals(new Command("7", "go", 12_500_000_000L), command);
  }

  @Test
  void badMessagesAreRefusedWithASentence() {
    List<String> bad =
        List.of(
            "",
            "   ",
            "x".repeat(513),
            "{\"text\":\"" + "x".repeat(513) + "\"}",
            "{\"text\":5}",
            "{\"id\":\"a\"}",
            "{\"id\":\"\",\"text\":\"go\"}",
            "{\"text\":\"go\",\"text\":\"stop\"}",
            "{\"text\":\"go\",\"speed\":9}",
            "{\"text\":\"go\"} {}",
            "{\"text\":\"go\"",
            "{".repeat(2000),
            "y".repeat(100_000));
    for (String message : bad) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Command.parse(message), message);
      assertTrue(e.getMessage().length() < 400, e.getMessage());
    }
  }

  @Test
  void anythingIsEitherACommandOrRefused() {
    SplittableRandom random = new SplittableRandom(5);
    String good = "{\"id\":\"7\",\"text\":\"go\",\"expires\":12.5}";
    for (int i = 0; i < 5000; i++) {
      char[] bytes = good.toCharArray();
      for (int k = 0; k < 3; k++) {
        bytes[random.nextInt(bytes.length)] = (char) random.nextInt(1, 300);
      }
      try {
        Command.parse(new String(bytes));
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage() != null);
      }
    }
  }
}
