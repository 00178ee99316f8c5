package dev.cobot.node.foxglove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.record.ReceivedMessage;
import dev.cobot.node.web.WebServer;
import dev.cobot.ros.bag.BagConnection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientLineTest {
  private static final String MD5 = "992ce8a1687cec8c8bd883ec73ca41d1";
  private final List<String> sent = new ArrayList<>();
  private final List<Runnable> onTheirWay = new ArrayList<>();
  private boolean isFast;

  /** A client that takes one message at a time, when it is told to. */
  private final ClientLine line =
      new ClientLine(
          new ClientLine.Socket() {
            @Override
            public void send(String text, Runnable whenSent) {
              sent.add(text);
              leave(whenSent);
            }

            @Override
            public void send(ByteBuffer binary, Runnable whenSent) {
              binary.order(ByteOrder.LITTLE_ENDIAN);
              int opcode = binary.get();
              if (opcode == 2) {
                sent.add("time " + binary.getLong());
              } else {
                assertEquals(1, opcode);
                sent.add(binary.getInt() + " at " + binary.getLong() + " of " + binary.remaining());
              }
              leave(whenSent);
            }

            private void leave(Runnable whenSent) {
              if (isFast) {
                whenSent.run();
              } else {
                onTheirWay.add(whenSent);
              }
            }

            @Override
            public void ping() {}

            @Override
            public void close(int code, String why) {
              sent.add("closed " + code);
            }
          },
          1000);

  private static ReceivedMessage message(long timeNanos, int bytes, boolean latching) {
    return new ReceivedMessage(
        new BagConnection("/a", "std_msgs/String", MD5, "string data", "/node", latching),
        timeNanos,
        new byte[bytes]);
  }

  private void offer(long subscription, ReceivedMessage message) {
    line.offer(subscription, message);
    line.pump();
  }

  private List<String> takeAll() {
    isFast = true;
    while (!onTheirWay.isEmpty()) {
      onTheirWay.remove(0).run();
    }
    return sent;
  }

  @Test
  void aFastClientGetsEverythingInOrder() {
    isFast = true;
    for (int i = 0; i < 50_000; i++) {
      offer(3, message(i, 10, false));
    }
    assertEquals(50_000, sent.size());
    assertEquals("3 at 0 of 10", sent.get(0));
    assertEquals("3 at 49999 of 10", sent.get(49_999));
    assertEquals(0, line.dropped());
  }

  @Test
  void aLongQueueIsSentWithoutALongStack() {
    for (int i = 0; i < ClientLine.MAX_WAITING; i++) {
      offer(1, message(i, 0, false));
    }
    assertEquals(ClientLine.MAX_WAITING, takeAll().size());
  }

  @Test
  void ofASlowClientTheOldestAreDroppedAndItIsTold() {
    line.tell("first");
    offer(1, message(0, 400, true));
    for (int i = 1; i <= 9; i++) {
      offer(2, message(i, 100, false));
    }
    line.time(5);
    line.time(6);
    assertEquals(3, line.dropped());
    assertEquals(
        List.of(
            "first",
            ServerMessage.status(ServerMessage.Level.WARNING, ClientLine.TOO_SLOW),
            "time 6",
            "1 at 0 of 400",
            "2 at 4 of 100",
            "2 at 5 of 100",
            "2 at 6 of 100",
            "2 at 7 of 100",
            "2 at 8 of 100",
            "2 at 9 of 100"),
        takeAll());
  }

  @Test
  void whatIsLatchedGoesLastButGoes() {
    line.tell("first");
    offer(1, message(0, 600, true));
    offer(1, message(1, 600, true));
    offer(1, message(2, 5000, false));
    assertEquals(2, line.dropped());
    assertEquals("1 at 2 of 5000", takeAll().get(2));
  }

  @Test
  void anEndedSubscriptionGetsNothingMore() {
    line.tell("first");
    offer(1, message(0, 900, false));
    offer(2, message(1, 100, false));
    line.forget(1);
    offer(2, message(2, 900, false));
    assertEquals(0, line.dropped());
    assertEquals(List.of("first", "2 at 1 of 100", "2 at 2 of 900"), takeAll());
  }

  @Test
  void whoTakesNotEvenTextsIsHungUpOn() {
    for (int i = 0; i <= ClientLine.MAX_WAITING + 1; i++) {
      line.tell("status");
    }
    assertTrue(sent.contains("closed " + WebServer.POLICY), sent::toString);
  }
}
