package dev.cobot.ros.message;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.ros.Mutations;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageFuzzTest {
  private static final Header HEADER = new Header(1, new RosTime(5, 6), "frame");

  private static final List<RosMessage> VALID =
      List.of(
          new Image(HEADER, 2, 2, "rgb8", (byte) 0, 6, new byte[12]),
          new JointState(
              HEADER, List.of("a", "b"), new double[2], new double[0], new double[] {1, 2}),
          new JointTrajectoryMessage(
              HEADER,
              List.of("a"),
              List.of(
                  new JointTrajectoryPoint(
                      new double[1],
                      new double[1],
                      new double[1],
                      new double[1],
                      RosDuration.ZERO))),
          new MarkerArray(
              List.of(
                  new Marker(
                      HEADER,
                      "ns",
                      1,
                      Marker.CUBE,
                      Marker.ADD,
                      new Pose(new Point(1, 2, 3), new QuaternionMessage(0, 0, 0, 1)),
                      new Vector3Message(1, 1, 1),
                      new ColorRGBA(1, 0, 0, 1),
                      RosDuration.ZERO,
                      true,
                      List.of(new Point(1, 2, 3)),
                      List.of(),
                      "text",
                      "",
                      false))),
          new DiagnosticArray(
              HEADER,
              List.of(
                  new DiagnosticStatus(
                      DiagnosticStatus.OK, "n", "m", "h", List.of(new KeyValue("k", "v"))))));

  @Test
  void mutatedMessagesGiveOnlyCheckedErrorsAndLittleGarbage() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(3);
    int refused = 0;
    long most = 0;
    for (int i = 0; i < 5000; i++) {
      RosMessage message = VALID.get(i % VALID.size());
      byte[] mutated = Mutations.of(encode(message), random);
      MessageType<?> type = MessageType.of(message.getClass());
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      try {
        type.decode(ByteBuffer.wrap(mutated));
      } catch (MessageFormatException e) {
        refused++;
      }
      long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
      most = i < 100 ? 0 : Math.max(most, allocated);
    }
    assertTrue(refused > 1000, "mutations must hit: " + refused);
    assertTrue(
        most < 1 << 20, "a message of some hundred bytes made " + most + " bytes of garbage");
  }

  @SuppressWarnings("unchecked") // the type is that of the message
  private static byte[] encode(RosMessage message) {
    return ((MessageType<RosMessage>) MessageType.of(message.getClass())).encode(message);
  }

  @Test
  void bytesLeftOverAreRefused() {
    MessageFormatException error =
        assertThrows(
            MessageFormatException.class,
            () -> MessageType.of(BoolMessage.class).decode(ByteBuffer.wrap(new byte[2])));
    assertTrue(error.getMessage().contains("1 bytes are left over"), error.getMessage());
  }

  @Test
  void aHugeCountIsRefusedBeforeAllocation() {
    byte[] bytes = {-1, -1, -1, 127, 0};
    MessageFormatException error =
        assertThrows(
            MessageFormatException.class,
            () -> MessageType.of(TFMessage.class).decode(ByteBuffer.wrap(bytes)));
    assertTrue(
        error.getMessage().contains("2147483647 elements are announced"), error.getMessage());
  }
}
