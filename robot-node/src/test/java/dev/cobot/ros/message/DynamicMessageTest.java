package dev.cobot.ros.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DynamicMessageTest {
  private static final Header HEADER = new Header(7, new RosTime(-1, 5), "base_link");
  private static final JointTrajectoryMessage TRAJECTORY =
      new JointTrajectoryMessage(
          HEADER,
          List.of("elbow", "a b", "1"),
          List.of(
              new JointTrajectoryPoint(
                  new double[] {0.1, -2, 1e-7, 1e20},
                  new double[0],
                  new double[0],
                  new double[0],
                  RosDuration.ofNanos(-1_500_000_000))));

  private static DynamicType type(String name, String text) throws DefinitionException {
    return DynamicType.of(MessageDefinition.ofFullText(name, text));
  }

  @Test
  void readsByDefinitionWhatARecordWrote() throws Exception {
    byte[] bytes = MessageType.of(JointTrajectoryMessage.class).encode(TRAJECTORY);
    DynamicType type = DynamicType.of(MessageType.of(JointTrajectoryMessage.class));
    DynamicMessage message = type.decode(ByteBuffer.wrap(bytes));
    assertEquals("trajectory_msgs/JointTrajectory", type.name());
    assertEquals("65b4f94a94d1ed67169da35a02f33d3f", type.md5());
    assertEquals(7, message.getLong("header.seq"));
    assertEquals(4_294_967_295L, message.getLong("header.stamp.secs"));
    assertEquals("base_link", message.getString("header.frame_id"));
    assertEquals(3, message.getLength("joint_names"));
    assertEquals("a b", message.getString("joint_names[1]"));
    assertEquals(-2, message.getDouble("points[0].positions[1]"));
    assertEquals(-2, message.getLong("points[0].time_from_start.secs"));
    assertArrayEquals(
        new double[] {0.1, -2, 1e-7, 1e20},
        (double[]) message.getMessage("points[0]").get("positions"));
    assertArrayEquals(bytes, type.encode(message));
    assertEquals(message, type.decode(ByteBuffer.wrap(bytes)));
    assertEquals(message.hashCode(), DynamicMessage.of(TRAJECTORY).hashCode());
  }

  @Test
  void printsLikeRostopicEcho() throws Exception {
    assertEquals(
        """
        header:\s
          seq: 7
          stamp:\s
            secs: 4294967295
            nsecs:         5
          frame_id: "base_link"
        joint_names:\s
          - elbow
          - a b
          - '1'
        points:\s
          -\s
            positions: [0.1, -2.0, 1e-07, 1e+20]
            velocities: []
            accelerations: []
            effort: []
            time_from_start:\s
              secs: -2
              nsecs: 500000000\
        """,
        DynamicMessage.of(TRAJECTORY).toString());
  }

  @Test
  void printsJson() throws Exception {
    DynamicMessage message = DynamicMessage.of(TRAJECTORY);
    assertEquals(
        "{\"header\":{\"seq\":7,\"stamp\":{\"secs\":4294967295,\"nsecs\":5},"
            + "\"frame_id\":\"base_link\"},\"joint_names\":[\"elbow\",\"a b\",\"1\"],"
            + "\"points\":[{\"positions\":[0.1, -2.0, 1e-07, 1e+20],\"velocities\":[],"
            + "\"accelerations\":[],\"effort\":[],"
            + "\"time_from_start\":{\"secs\":-2,\"nsecs\":500000000}}]}",
        MessageText.JSON.print(message));
    assertTrue(
        MessageText.YAML
            .withoutArrays()
            .print(message)
            .endsWith("points: \"<array type: trajectory_msgs/JointTrajectoryPoint, length: 1>\""));
    MessageText little = new MessageText(false, true, 20);
    assertThrows(IllegalArgumentException.class, () -> little.print(message));
  }

  @Test
  void unsignedNumbersAndOddValuesPrintAsTheyAre() throws Exception {
    DynamicType type =
        type("p/T", "uint8 a\nint8 b\nuint64 c\nchar[] d\nbool e\nfloat64 f\nstring g\nuint16 h");
    DynamicMessage message =
        type.message(
            Map.of(
                "a",
                200,
                "b",
                -1,
                "c",
                new BigInteger("18446744073709551615"),
                "d",
                List.of(255, 0),
                "e",
                true,
                "f",
                Double.NaN,
                "g",
                "\"\n\u0001",
                "h",
                65535));
    assertEquals(
        "a: 200\nb: -1\nc: 18446744073709551615\nd: [255, 0]\ne: True\nf: nan\n"
            + "g: \"\\\"\\n\\u0001\"\nh: 65535",
        message.toString());
    assertEquals(200, message.getLong("a"));
    assertEquals(255, message.getLong("d[0]"));
    assertEquals(65535, message.getDouble("h"));
  }

  @Test
  void pathsThatLeadNowhereSaySo() throws Exception {
    DynamicMessage message = DynamicMessage.of(TRAJECTORY);
    Map<String, String> wrong =
        Map.of(
            "headr", "trajectory_msgs/JointTrajectory has no field 'headr'; its fields are [header",
            "points[1].positions", "points has 1 elements, got index 1",
            "header[0]", "is no array",
            "header.seq.x", "has nothing below it",
            "points[", "is no path",
            "", "is no path");
    wrong.forEach(
        (path, reason) -> {
          IllegalArgumentException error =
              assertThrows(IllegalArgumentException.class, () -> message.get(path));
          assertTrue(error.getMessage().contains(reason), error.getMessage());
        });
    assertThrows(IllegalArgumentException.class, () -> message.getString("header.seq"));
    assertThrows(IllegalArgumentException.class, () -> message.getDouble("header.frame_id"));
    assertThrows(IllegalArgumentException.class, () -> message.getMessage("points"));
  }

  @Test
  void buildsFromNamedValues() throws Exception {
    DynamicType type = DynamicType.of(MessageType.of(JointTrajectoryMessage.class));
    DynamicMessage message =
        type.message(
            Map.of(
                "header",
                Map.of("stamp", Map.of("secs", 3), "frame_id", "x"),
                "points",
                List.of(
                    Map.of("positions", List.of(1, 2.5), "time_from_start", Map.of("secs", 1)))));
    JointTrajectoryMessage record =
        MessageType.of(JointTrajectoryMessage.class).decode(ByteBuffer.wrap(type.encode(message)));
    assertEquals(new Header(0, new RosTime(3, 0), "x"), record.header());
    assertArrayEquals(new double[] {1, 2.5}, record.points().get(0).positions());
    assertEquals(0, record.points().get(0).effort().length);
    assertNotEquals(type.zero(), message);
    refuses(type, Map.of("heder", 1), "has no field 'heder'");
    refuses(type, Map.of("header", 1), "must be the fields of std_msgs/Header, got 1");
    refuses(type, Map.of("points", 1), "must be a list, got 1");
    refuses(type, Map.of("header", Map.of("seq", -1)), "must be a uint32 in [0, 4294967295]");
    refuses(type, Map.of("header", Map.of("stamp", Map.of("sec", 1))), "must be {secs, nsecs}");
    DynamicType fixed = type("p/T", "float32[2] a\nuint8 b");
    refuses(fixed, Map.of("a", List.of(1)), "p/T.a has 1 elements, its definition asks for 2");
    refuses(fixed, Map.of("b", 256), "p/T.b must be a uint8 in [0, 255], got 256");
    refuses(fixed, Map.of("b", 1.5), "got 1.5");
  }

  private static void refuses(DynamicType type, Map<?, ?> values, String reason) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> type.message(values));
    assertTrue(error.getMessage().contains(reason), error.getMessage());
  }

  @Test
  void anyTypeBecomesThatOfThePublisher() throws Exception {
    MessageType<Header> header = MessageType.of(Header.class);
    byte[] bytes = header.encode(HEADER);
    WireType<DynamicMessage> dynamic =
        DynamicType.any().ofPublisher(header.name(), header.md5(), header.definition());
    assertEquals("base_link", dynamic.decode(ByteBuffer.wrap(bytes)).getString("frame_id"));
    WireType<RawMessage> raw =
        RawType.ANY_TYPE.ofPublisher(header.name(), header.md5(), header.definition());
    RawMessage message = raw.decode(ByteBuffer.wrap(bytes));
    assertEquals("std_msgs/Header", message.type().name());
    assertEquals(7, message.decode().getLong("seq"));
    assertArrayEquals(header.encodeFrame(HEADER), raw.encodeFrame(message));
    assertThrows(
        IllegalArgumentException.class,
        () -> RawType.of(MessageType.of(Log.class)).encodeFrame(message));
    assertThrows(
        MessageFormatException.class, () -> header.ofPublisher("std_msgs/String", "abc", ""));
    // What rosjava sends: the nested definitions are missing.
    MessageFormatException error =
        assertThrows(
            MessageFormatException.class,
            () -> DynamicType.any().ofPublisher("p/T", "abc", "Header header\nuint8[] data\n"));
    assertTrue(error.getMessage().contains("std_msgs/Header is missing"), error.getMessage());
    MessageFormatException wrongMd5 =
        assertThrows(
            MessageFormatException.class,
            () -> DynamicType.any().ofPublisher("p/T", "abc", "int8 a"));
    assertTrue(wrongMd5.getMessage().contains("with the md5sum abc"), wrongMd5.getMessage());
  }
}
