package dev.cobot.ros;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TcpRosHeaderTest {
  @Test
  void fieldsSurviveARoundTrip() throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("callerid", "/näh");
    fields.put("message_definition", "byte A=1\nstring data\n");
    fields.put("error", "");
    assertEquals(fields, TcpRosHeader.read(new ByteArrayInputStream(TcpRosHeader.encode(fields))));
  }

  @Test
  void isLittleEndianWithLengths() {
    assertArrayEquals(
        new byte[] {7, 0, 0, 0, 3, 0, 0, 0, 'a', '=', 'b'}, TcpRosHeader.encode(Map.of("a", "b")));
  }

  @Test
  void aHugeHeaderIsRefusedBeforeItIsRead() {
    byte[] announced = {0, 0, 0, 127};
    IOException error =
        assertThrows(
            IOException.class, () -> TcpRosHeader.read(new ByteArrayInputStream(announced)));
    assertTrue(error.getMessage().contains("allowed is up to 1048576"), error.getMessage());
  }

  @Test
  void emptyFieldsAndFieldsWithoutKeyAreRefused() {
    assertThrows(IOException.class, () -> TcpRosHeader.decode(new byte[] {0, 0, 0, 0}));
    assertThrows(IOException.class, () -> TcpRosHeader.decode(new byte[] {2, 0, 0, 0, '=', 'x'}));
    assertThrows(IOException.class, () -> TcpRosHeader.decode(new byte[] {1, 0, 0, 0, 'x'}));
    assertThrows(IOException.class, () -> TcpRosHeader.decode(new byte[] {1, 0}));
  }

  @Test
  void mutatedHeadersGiveOnlyCheckedErrors() {
    byte[] valid =
        TcpRosHeader.encode(Map.of("callerid", "/n", "topic", "/t", "md5sum", "*", "type", "a/B"));
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      try {
        TcpRosHeader.read(new ByteArrayInputStream(Mutations.of(valid, random)));
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > 1000, "mutations must hit: " + refused);
  }
}
