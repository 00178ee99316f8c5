package dev.cobot.node.foxglove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClientRequestTest {
  private static final int DAMAGED = Integer.getInteger("cobot.fuzz.foxglove", 20_000);
  static final List<String> RIGHT =
      List.of(
          "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":0,\"channelId\":3},{\"id\":1,\"channelId\":5}]}",
          "{\"op\":\"unsubscribe\",\"subscriptionIds\":[0,4294967295]}",
          "{\"op\":\"getParameters\",\"parameterNames\":[\"/a\"],\"id\":\"x\"}",
          "{\"op\":\"getParameters\",\"parameterNames\":[]}",
          "{\"op\":\"subscribeConnectionGraph\",\"later\":{\"more\":1}}",
          "{\"op\":\"unsubscribeConnectionGraph\"}");

  @Test
  void whatIsOfferedIsRead() {
    assertEquals(
        new ClientRequest.Subscribe(Map.of(0L, 3L, 1L, 5L)), ClientRequest.read(RIGHT.get(0)));
    assertEquals(
        new ClientRequest.Unsubscribe(List.of(0L, 4294967295L)), ClientRequest.read(RIGHT.get(1)));
    assertEquals(
        new ClientRequest.GetParameters(List.of("/a"), Optional.of("x")),
        ClientRequest.read(RIGHT.get(2)));
    assertEquals(
        new ClientRequest.GetParameters(List.of(), Optional.empty()),
        ClientRequest.read(RIGHT.get(3)));
    assertEquals(new ClientRequest.WatchGraph(true), ClientRequest.read(RIGHT.get(4)));
    assertEquals(new ClientRequest.WatchGraph(false), ClientRequest.read(RIGHT.get(5)));
  }

  @Test
  void anythingElseIsRefusedWithoutRepeatingIt() {
    for (String wrong :
        List.of(
            "",
            "null",
            "[]",
            "secret",
            "{\"op\":\"secret\"}",
            "{\"op\":\"subscribe\"}",
            "{\"op\":\"subscribe\",\"subscriptions\":{\"secret\":1}}",
            "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":-1,\"channelId\":1}]}",
            "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":4294967296,\"channelId\":1}]}",
            "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":1.5,\"channelId\":1}]}",
            "{\"op\":\"subscribe\",\"subscriptions\":[{\"id\":1,\"channelId\":1},{\"id\":1,\"channelId\":2}]}",
            "{\"op\":\"unsubscribe\",\"subscriptionIds\":[99999999999999999999]}",
            "{\"op\":\"unsubscribe\",\"subscriptionIds\":[" + "1,".repeat(4096) + "1]}",
            "{\"op\":\"getParameters\",\"parameterNames\":[\"" + "secret".repeat(200) + "\"]}",
            "{\"op\":\"getParameters\",\"parameterNames\":[],\"id\":7}",
            "{\"op\":\"advertise\",\"channels\":[]}",
            "{\"op\":\"setParameters\",\"parameters\":[]}",
            "{\"op\":\"fetchAsset\",\"uri\":\"package://secret\",\"requestId\":1}",
            "{\"op\":\"unsubscribeConnectionGraph\"} {}",
            "{\"op\":" + "[".repeat(100) + "]".repeat(100) + "}",
            "x".repeat(ClientRequest.MAX_BYTES + 1))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> ClientRequest.read(wrong), wrong)
              .getMessage();
      assertTrue(!message.contains("secret") && message.length() < 200, message);
    }
  }

  @Test
  void damagedRequestsAreReadOrRefused() {
    Random random = new Random(11);
    int read = 0;
    for (int i = 0; i < DAMAGED; i++) {
      String right = RIGHT.get(random.nextInt(RIGHT.size()));
      try {
        ClientRequest.read(
            new String(
                Mutations.of(right.getBytes(StandardCharsets.ISO_8859_1), random),
                StandardCharsets.ISO_8859_1));
        read++;
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().length() < 200, e.getMessage());
      }
    }
    assertTrue(read > 100 && read < DAMAGED / 2, read + " were read");
  }
}
