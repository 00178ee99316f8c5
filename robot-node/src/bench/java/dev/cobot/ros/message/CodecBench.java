package dev.cobot.ros.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What encoding and decoding cost, in nanoseconds and in garbage. Decoding makes the message, so it
 * is held against making the same message by hand: what it allocates beyond that is garbage.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBench {
  private static final List<String> JOINTS =
      List.of("shoulder_pan", "shoulder_lift", "elbow", "wrist_1", "wrist_2", "wrist_3", "finger");
  private static final int TEXT_BYTES = 60;
  private static final int IMAGE_BYTES = 921_600;

  /** What the profiler itself allocates comes to some bytes for each of few slow operations. */
  private static final double SLACK = 8;

  /** What is sent at rate. */
  public enum Kind {
    IMAGE,
    JOINT_STATE,
    STRING_64
  }

  @Param({"IMAGE", "JOINT_STATE", "STRING_64"})
  public Kind kind;

  /** Whether the buffer lies outside of the heap, as that of a large message does. */
  @Param({"false", "true"})
  public boolean direct;

  private RosMessage message;
  private MessageType<RosMessage> type;
  private ByteBuffer out;
  private ByteBuffer in;
  private final byte[] text = new byte[TEXT_BYTES];
  private int count;

  @Setup
  @SuppressWarnings("unchecked") // the type is that of the message
  public void setUp() {
    Arrays.fill(text, (byte) 'x');
    message = makeByHand();
    type = (MessageType<RosMessage>) MessageType.of(message.getClass());
    int size = type.size(message);
    out = buffer(size);
    in = buffer(size);
    type.encode(message, in);
    in.flip();
  }

  private ByteBuffer buffer(int size) {
    return (direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Another text each time, so that none is known already. */
  private int next() {
    count++;
    for (int i = 0; i < 8; i++) {
      text[i] = (byte) ('a' + ((count >> (4 * i)) & 15));
    }
    return count;
  }

  @Benchmark
  public RosMessage makeByHand() {
    int seq = next();
    return switch (kind) {
      case IMAGE ->
          new Image(header(seq), 480, 640, "rgb8", (byte) 0, 1920, new byte[IMAGE_BYTES]);
      case JOINT_STATE ->
          new JointState(header(seq), JOINTS, new double[7], new double[7], new double[7]);
      case STRING_64 -> new StringMessage(new String(text, StandardCharsets.ISO_8859_1));
    };
  }

  private static Header header(int seq) {
    return new Header(seq, new RosTime(seq, 0), "camera_optical");
  }

  @Benchmark
  public ByteBuffer encode() {
    type.encode(message, out.clear().limit(type.size(message)));
    return out;
  }

  @Benchmark
  public RosMessage decode() throws MessageFormatException {
    int seq = next();
    if (kind == Kind.STRING_64) {
      in.put(4, text);
    } else {
      in.putInt(0, seq);
    }
    return type.decode(in.rewind());
  }

  /** Runs it, and holds it to the bar: no byte beyond the message. */
  @Test
  void encodingAndDecodingMakeNoGarbage() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(CodecBench.class.getName())
                    .addProfiler(GCProfiler.class)
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.seconds(1))
                    .jvmArgs("-Xmx1g", "-XX:+UseSerialGC")
                    .build())
            .run();
    Map<String, Double> bytes = new HashMap<>();
    for (RunResult result : results) {
      String name = result.getPrimaryResult().getLabel();
      String key = result.getParams().getParam("kind") + result.getParams().getParam("direct");
      result
          .getSecondaryResults()
          .forEach(
              (label, value) -> {
                if (label.endsWith("gc.alloc.rate.norm")) {
                  bytes.put(name + key, value.getScore());
                }
              });
    }
    assertEquals(18, bytes.size(), bytes::toString);
    for (Kind each : Kind.values()) {
      for (boolean outside : new boolean[] {false, true}) {
        String key = each + "" + outside;
        assertTrue(bytes.get("encode" + key) < SLACK, () -> "encode " + key + ": " + bytes);
        double beyond = bytes.get("decode" + key) - bytes.get("makeByHand" + key);
        assertTrue(beyond < SLACK, () -> "decode " + key + " " + beyond + ": " + bytes);
      }
    }
  }
}
