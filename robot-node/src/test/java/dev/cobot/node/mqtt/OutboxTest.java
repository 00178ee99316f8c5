package dev.cobot.node.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("deep/outbox.sqlite");
  }

  private static Outbox.Taken command(String id) {
    return new Outbox.Taken(id, "turn", "me", "to", new byte[] {1, 2});
  }

  private static Outbox.Message message(String text) {
    return new Outbox.Message("topic", null, text.getBytes(UTF_8));
  }

  private static List<String> texts(List<Outbox.Message> messages) {
    return messages.stream().map(m -> new String(m.payload(), UTF_8)).toList();
  }

  @Test
  void commandsAnswersAndMessagesAreThereAfterARestart() throws Exception {
    try (Outbox outbox = Outbox.open(file())) {
      assertEquals(Optional.empty(), outbox.take(command("a")));
      assertEquals(Optional.empty(), outbox.take(command("b")));
      outbox.answer("a", "done".getBytes(UTF_8), true, List.of(message("1"), message("2")));
      outbox.put(List.of(message("3")));
    }
    try (Outbox outbox = Outbox.open(file())) {
      assertEquals(List.of("b"), outbox.unanswered());
      assertEquals("done", new String(outbox.take(command("a")).get().answer().get(), UTF_8));
      Outbox.Earlier running = outbox.take(command("b")).orElseThrow();
      assertTrue(running.answer().isEmpty());
      assertEquals("to", running.command().responseTopic());
      assertArrayEquals(new byte[] {1, 2}, running.command().correlation());
      assertEquals(3, outbox.waiting());
      List<Outbox.Message> oldest = outbox.oldest(2);
      assertEquals(List.of("1", "2"), texts(oldest));
      outbox.delete(oldest);
      assertEquals(List.of("3"), texts(outbox.oldest(8)));
    }
  }

  @Test
  void anAnswerThatIsNotKeptLeavesItsIdFree() throws Exception {
    try (Outbox outbox = Outbox.open(file())) {
      outbox.take(command("a"));
      outbox.answer("a", "busy".getBytes(UTF_8), false, List.of());
      assertEquals(Optional.empty(), outbox.take(command("a")));
    }
  }

  @Test
  void whatIsTooMuchGoesFromTheOldEnd() throws Exception {
    try (Outbox outbox = Outbox.open(file(), 5, 2)) {
      outbox.put(List.of(message("1"), message("2"), message("3")));
      assertEquals(List.of("2", "3"), texts(outbox.oldest(8)));
      assertEquals(1, outbox.dropped());
      for (int i = 0; i < 8; i++) {
        outbox.take(command("c" + i));
        outbox.answer("c" + i, new byte[] {1}, true, List.of());
      }
      assertTrue(outbox.taken("c1").isEmpty());
      assertTrue(outbox.taken("c3").isPresent());
    }
  }

  @Test
  void aFileThatCannotBeUsedIsNamedAndLeftAsItIs() throws Exception {
    try (Outbox outbox = Outbox.open(file())) {
      outbox.put(List.of(message("1")));
      String busy = assertThrows(IOException.class, () -> Outbox.open(file())).getMessage();
      assertTrue(busy.contains("in use by another runtime"), busy);
    }
    Path other = folder.resolve("other.sqlite");
    Files.writeString(other, "no database, but a text that is long enough ".repeat(40));
    String damaged = assertThrows(IOException.class, () -> Outbox.open(other)).getMessage();
    assertTrue(damaged.contains("damaged or no outbox"), damaged);
    assertTrue(Files.readString(other).startsWith("no database"));
  }
}
