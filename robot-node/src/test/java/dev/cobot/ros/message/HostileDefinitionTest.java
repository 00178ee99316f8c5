package dev.cobot.ros.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.Mutations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileDefinitionTest {
  private static final int INPUTS = Integer.getInteger("cobot.fuzz.definitions", 20_000);
  private static final String SEPARATOR = "\n" + "=".repeat(80) + "\nMSG: ";

  private static void refused(String text, String reason) {
    DefinitionException error =
        Assertions.assertTimeout(
            Duration.ofSeconds(5),
            () ->
                assertThrows(
                    DefinitionException.class, () -> MessageDefinition.ofFullText("p/A", text)));
    assertTrue(error.getMessage().contains(reason), error.getMessage());
  }

  /** Types T0 to Tn, each with these fields of the next one. */
  private static String chain(int length, String field) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(i == 0 ? "" : SEPARATOR + "p/T" + i + "\n");
      text.append(field.replace("NEXT", "T" + (i + 1)));
    }
    return text + SEPARATOR + "p/T" + length + "\n";
  }

  @Test
  void whatNobodyMeansIsRefused() {
    refused("A a", "contains itself");
    refused("B b" + SEPARATOR + "p/B\nA a", "contains itself");
    refused(chain(100, "NEXT a"), "nested 64 deep");
    refused(chain(40, "NEXT a\nNEXT b"), "its smallest message is too large");
    refused(chain(3, "NEXT[10000] a") + "uint8 b", "its smallest message is too large");
    refused("float64[999999999] a", "its smallest message is too large");
    refused("string[2000000] a", "its smallest message is too large");
    refused("B b", "p/B is missing, which is used by");
    refused("../etc/passwd b", "cannot read the line");
    refused("a/b/c d", "is no message type");
    refused("int8 a\nint8 a", "stands there twice");
    refused("int8[9999999999] a", "cannot read the line");
    refused("x".repeat(2 << 20), "characters, allowed are");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < INPUTS; i++) {
      many.append("int8 a").append(i).append('\n');
    }
    refused(many.toString(), "one of more than 10000");
  }

  @Test
  void wideGraphsOfSharedTypesTakeLittleTime() {
    Assertions.assertTimeout(
        Duration.ofSeconds(2),
        () -> {
          // Each type is used twice at each of 18 levels: 262,144 ways through 18 definitions.
          MessageDefinition definition =
              MessageDefinition.ofFullText("p/A", chain(18, "NEXT[] a\nNEXT[] b"));
          assertEquals(19, definition.fullText().split("MSG:", -1).length);
        });
  }

  @Test
  void arraysOfNothingCostNothing() throws Exception {
    DynamicType type =
        DynamicType.of(
            MessageDefinition.ofFullText(
                "p/A", "B[] a" + SEPARATOR + "p/B\nC[100] c" + SEPARATOR + "p/C\n"));
    DynamicMessage message = type.decode(ByteBuffer.wrap(new byte[] {0, 0, 1, 0}));
    assertEquals(65_536, message.getLength("a"));
    assertThrows(
        MessageFormatException.class, () -> type.decode(ByteBuffer.wrap(new byte[] {1, 0, 1, 0})));
  }

  @Test
  void mutatedDefinitionsAndMessagesGiveOnlyCheckedErrors() {
    byte[] text =
        MessageType.of(InteractiveMarker.class).definition().getBytes(StandardCharsets.UTF_8);
    Random random = new Random(11);
    int refused = 0;
    int read = 0;
    for (int i = 0; i < INPUTS; i++) {
      try {
        DynamicType type =
            DynamicType.of(
                MessageDefinition.ofFullText(
                    "visualization_msgs/InteractiveMarker",
                    new String(Mutations.of(text, random), StandardCharsets.UTF_8)));
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        DynamicMessage message = type.decode(ByteBuffer.wrap(bytes));
        assertNotNull(message.toString()); // empty when no field is left
        read++;
      } catch (DefinitionException | MessageFormatException e) {
        refused++;
      }
    }
    assertEquals(INPUTS, refused + read);
    assertTrue(refused > INPUTS / 2, "mutations must hit: " + refused);
  }

  @Test
  void filesOfServicesAndActionsHoldSeveralMessages(@TempDir Path folder) throws Exception {
    write(folder.resolve("my_pkg/srv/Do.srv"), "int32 a\n---\nint32 b\n");
    write(folder.resolve("my_pkg/srv/Half.srv"), "int32 a\n");
    write(folder.resolve("my_pkg/action/Go.action"), "int8 g\n---\nint8 r\n---\nint8 f\n");
    DefinitionSource source =
        DefinitionSource.folders(List.of(folder))
            .or(DefinitionSource.classPath(getClass().getClassLoader()));
    assertEquals("int32 b\n", MessageDefinition.load("my_pkg/DoResponse", source).text());
    assertEquals(
        List.of("header", "status", "result"),
        MessageDefinition.load("my_pkg/GoActionResult", source).fields().stream()
            .map(MessageDefinition.Field::name)
            .toList());
    assertEquals("int8 f\n", MessageDefinition.load("my_pkg/GoFeedback", source).text());
    DefinitionException error =
        assertThrows(
            DefinitionException.class, () -> MessageDefinition.load("my_pkg/HalfRequest", source));
    assertTrue(error.getMessage().contains("has 1 parts"), error.getMessage());
    // The folder of the package itself is a root, too.
    assertTrue(
        DefinitionSource.folders(List.of(folder.resolve("my_pkg")))
            .text("my_pkg/DoRequest")
            .isPresent());
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
