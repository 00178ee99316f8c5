package dev.cobot.node.episodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.topics.CameraTopics;
import dev.cobot.node.topics.Topics;
import dev.cobot.node.topics.TrajectoryCodec;
import dev.cobot.ros.bag.BagConnection;
import dev.cobot.ros.bag.BagFormat;
import dev.cobot.ros.bag.BagOptions;
import dev.cobot.ros.bag.BagWriter;
import dev.cobot.ros.message.CompressedImage;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.JointState;
import dev.cobot.ros.message.MessageType;
import dev.cobot.ros.message.RosMessage;
import dev.cobot.ros.message.RosTime;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.sim2real.robot.JointTrajectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An episode as a bag of standard messages, under the topics that the runtime itself uses; the
 * gripper's opening is one joint more, {@code gripper_opening}, in meters.
 */
public final class EpisodeBag {
  private static final double TICK_SECONDS = 0.04;
  private static final String OPENING = "gripper_opening";
  private static final double[] NONE = new double[0];

  private final List<Timed> messages = new ArrayList<>();

  /** A message and when it was so, clock in use. */
  private record Timed(long nanos, String topic, RosMessage message) {}

  private EpisodeBag() {}

  /**
   * Writes a bag, which must not exist.
   *
   * @return how many messages it has
   */
  public static long write(EpisodeArchive archive, Episode episode, Path file, BagFormat format)
      throws IOException {
    EpisodeBag bag = new EpisodeBag();
    bag.tell(episode);
    for (Shot shot : episode.shots()) {
      bag.show(shot, archive.picture(shot));
    }
    List<String> joints = new ArrayList<>();
    episode.document().path("joints").forEach(name -> joints.add(name.asText()));
    for (MotionTick tick : archive.motion(episode.summary().number())) {
      bag.move(tick, joints);
    }
    return bag.write(file, format);
  }

  private void tell(Episode episode) {
    EpisodeSummary summary = episode.summary();
    long began = summary.beganStampNanos();
    add(began, Topics.COMMAND, new StringMessage(summary.text()));
    for (JsonNode decided : episode.document().path("decided")) {
      add(
          Math.round(decided.path("stamp").asDouble() * 1e9),
          Topics.EXPLAIN,
          new StringMessage(decided.toString()));
    }
    for (JsonNode grounded : episode.document().path("grounded")) {
      add(
          Math.round(grounded.path("stamp").asDouble() * 1e9),
          Topics.EXPLAIN,
          new StringMessage(grounded.toString()));
    }
    ObjectNode end =
        episode.document().path("result") instanceof ObjectNode result
            ? result.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    end.put("commandId", summary.commandId()).put("text", summary.text());
    end.put("outcome", summary.outcome()).put("reason", summary.reason());
    end.put("detail", summary.detail()).put("question", summary.question());
    long seconds = Math.round(end.path("durationSeconds").asDouble() * 1e9);
    add(began + seconds, Topics.STATE, new StringMessage(end.toString()));
  }

  private void show(Shot shot, byte[] png) {
    String topic = CameraTopics.compressed(CameraTopics.of(shot.camera()).image());
    add(
        shot.stampNanos(),
        topic,
        new CompressedImage(
            new Header(0, RosTime.ofNanos(shot.stampNanos()), ""),
            "rgb8; png compressed bgr8",
            png));
  }

  private void move(MotionTick tick, List<String> joints) {
    int count = tick.positionsRad().length;
    // Where the names were not kept, their places tell the joints apart.
    List<String> arm =
        count == joints.size()
            ? joints
            : IntStream.rangeClosed(1, count).mapToObj(i -> "joint_" + i).toList();
    List<String> names = new ArrayList<>(arm);
    names.add(OPENING);
    double[] positions = doubles(tick.positionsRad(), count + 1);
    positions[count] = tick.gripperOpeningMeters();
    add(
        tick.stampNanos(),
        Topics.JOINT_STATES,
        new JointState(
            new Header(0, RosTime.ofNanos(tick.stampNanos()), ""),
            names,
            positions,
            doubles(tick.velocitiesRadPerSecond(), count + 1),
            NONE));
    if (tick.releasedRad().length > 0) {
      add(
          tick.stampNanos(),
          Topics.ARM_COMMAND,
          TrajectoryCodec.toMessage(
              JointTrajectory.to(arm, TICK_SECONDS, doubles(tick.releasedRad(), count)),
              tick.stampNanos()));
    }
  }

  private static double[] doubles(float[] values, int length) {
    double[] doubles = new double[length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private void add(long nanos, String topic, RosMessage message) {
    messages.add(new Timed(nanos, topic, message));
  }

  private long write(Path file, BagFormat format) throws IOException {
    messages.sort(Comparator.comparingLong(Timed::nanos));
    try (BagWriter writer = BagWriter.create(file, BagOptions.of(format))) {
      for (Timed timed : messages) {
        write(writer, timed);
      }
      return writer.messages();
    }
  }

  @SuppressWarnings("unchecked")
  private static void write(BagWriter writer, Timed timed) throws IOException {
    MessageType<RosMessage> type =
        (MessageType<RosMessage>) MessageType.of(timed.message().getClass());
    writer.write(
        new BagConnection(
            timed.topic(), type.name(), type.md5(), type.definition(), "/cobot", false),
        timed.nanos(),
        type.encode(timed.message()));
  }
}
