package dev.cobot.ros.bag;

import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.StringMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Three topics over a few seconds: texts (latched), joint states, and pictures of random bytes. */
final class SampleBag {
  static final long START_NANOS = 1_600_000_000_123_456_789L;
  static final long STEP_NANOS = 10_000_000L;

  static final BagConnection TEXTS = connection("/chatter", StringMessage.class, "/talker", true);
  static final BagConnection JOINTS = connection("/joint_states", JointState.class, "/arm", false);
  static final BagConnection PICTURES =
      connection("/camera/color/image_raw", Image.class, "/camera", false);

  private SampleBag() {}

  static BagConnection connection(
      String topic, Class<? extends RosMessage> record, String callerId, boolean latching) {
    MessageType<?> type = MessageType.of(record);
    return new BagConnection(topic, type.name(), type.md5(), type.definition(), callerId, latching);
  }

  /** Messages in the order of time; every tenth is a picture, every fifth a text. */
  static List<BagMessage> messages(int count) {
    Random random = new Random(7);
    List<BagMessage> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long time = START_NANOS + i * STEP_NANOS;
      Header header = new Header(i, RosTime.ofNanos(time), "base_link");
      if (i % 10 == 3) {
        byte[] pixels = new byte[64 * 48 * 3];
        random.nextBytes(pixels);
        Image image = new Image(header, 48, 64, "rgb8", (byte) 0, 64 * 3, pixels);
        messages.add(new BagMessage(PICTURES, time, MessageType.of(Image.class).encode(image)));
      } else if (i % 5 == 0) {
        messages.add(
            new BagMessage(
                TEXTS,
                time,
                MessageType.of(StringMessage.class).encode(new StringMessage("grüß dich " + i))));
      } else {
        JointState state =
            new JointState(
                header,
                List.of("shoulder", "elbow"),
                new double[] {i, -i},
                new double[] {0.5, 0},
                new double[0]);
        messages.add(new BagMessage(JOINTS, time, MessageType.of(JointState.class).encode(state)));
      }
    }
    return messages;
  }

  static void write(Path file, BagOptions options, List<BagMessage> messages) throws IOException {
    try (BagWriter writer = BagWriter.create(file, options)) {
      for (BagMessage message : messages) {
        writer.write(message);
      }
    }
  }

  static List<BagMessage> read(Path file, BagQuery query) throws IOException {
    try (BagReader reader = BagReader.open(file)) {
      return read(reader, query);
    }
  }

  static List<BagMessage> read(BagReader reader, BagQuery query) throws IOException {
    List<BagMessage> messages = new ArrayList<>();
    BagCursor cursor = reader.read(query);
    for (BagMessage message = cursor.next(); message != null; message = cursor.next()) {
      messages.add(message);
    }
    return messages;
  }

  /** Every format with every compression that it has. */
  static Stream<BagOptions> allOptions() {
    return Stream.of(BagFormat.values())
        .flatMap(
            format ->
                Stream.of(BagCompression.values())
                    .filter(compression -> compression.fits(format))
                    .map(compression -> BagOptions.of(format).compressed(compression)));
  }
}
