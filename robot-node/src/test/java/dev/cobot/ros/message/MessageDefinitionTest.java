package dev.cobot.ros.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDefinitionTest {
  @RosType("std_msgs/String")
  private record Misnamed(String text) implements RosMessage {}

  @RosType("std_msgs/String")
  private record Mistyped(int data) implements RosMessage {}

  @RosType("std_msgs/Header")
  private record TooShort(int seq, RosTime stamp) implements RosMessage {}

  @RosType("geometry_msgs/Pose")
  private record WrongNested(Vector3Message position, QuaternionMessage orientation)
      implements RosMessage {}

  @RosType("no_msgs/Nothing")
  private record Undefined(String data) implements RosMessage {}

  private record Unannotated(String data) implements RosMessage {}

  private static void refuses(Class<? extends RosMessage> type, String reason) {
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> MessageType.of(type));
    assertTrue(error.getMessage().contains(reason), error.getMessage());
  }

  @Test
  void allOfStdMsgsIsAtHand() throws DefinitionException {
    String[] types = {
      "Bool 8b94c1b53db61fb6aed406028ad6332a",
      "Byte ad736a2e8818154c487bb80fe42ce43b",
      "ByteMultiArray 70ea476cbcfd65ac2f68f3cda1e891fe",
      "Char 1bf77f25acecdedba0e224b162199717",
      "ColorRGBA a29a96539573343b1310c73607334b00",
      "Duration 3e286caf4241d664e55f3ad380e2ae46",
      "Empty d41d8cd98f00b204e9800998ecf8427e",
      "Float32 73fcbf46b49191e672908e50842a83d4",
      "Float32MultiArray 6a40e0ffa6a17a503ac3f8616991b1f6",
      "Float64 fdb28210bfa9d7c91146260178d9a584",
      "Float64MultiArray 4b7d974086d4060e7db4613a7e6c3ba4",
      "Header 2176decaecbce78abc3b96ef049fabed",
      "Int16 8524586e34fbd7cb1c08c5f5f1ca0e57",
      "Int16MultiArray d9338d7f523fcb692fae9d0a0e9f067c",
      "Int32 da5909fbe378aeaf85e547e830cc1bb7",
      "Int32MultiArray 1d99f79f8b325b44fee908053e9c945b",
      "Int64 34add168574510e6e17f5d23ecc077ef",
      "Int64MultiArray 54865aa6c65be0448113a2afc6a49270",
      "Int8 27ffa0c9c4b8fb8492252bcad9e5c57b",
      "Int8MultiArray d7c1af35a1b4781bbe79e03dd94b7c13",
      "MultiArrayDimension 4cd0c83a8683deae40ecdac60e53bfa8",
      "MultiArrayLayout 0fed2a11c13e11c5571b4e2a995a91a3",
      "String 992ce8a1687cec8c8bd883ec73ca41d1",
      "Time cd7166c74c552c311fbcc2fe5a7bc289",
      "UInt16 1df79edf208b629fe6b81923a544552d",
      "UInt16MultiArray 52f264f1c973c4b73790d384c6cb4484",
      "UInt32 304a39449588c7f8ce2df6e8001c5fce",
      "UInt32MultiArray 4d6a180abc9be191b96a7eda6c8a233d",
      "UInt64 1b2a79973e8bf53d7b53acb71299cb57",
      "UInt64MultiArray 6088f127afb1d6c72927aa1247e945af",
      "UInt8 7c8164229e7d2c17eb95e9231617fdee",
      "UInt8MultiArray 82373f1612381bb6ee473b5cd6f5d89c",
    };
    assertEquals(32, types.length);
    DefinitionSource own = DefinitionSource.classPath(DefinitionSource.class.getClassLoader());
    for (String line : types) {
      int space = line.indexOf(' ');
      MessageDefinition found = MessageDefinition.load("std_msgs/" + line.substring(0, space), own);
      assertEquals(line.substring(space + 1), found.md5(), line);
    }
  }

  @Test
  void aPublisherNeedNotSendItsDefinition() throws Exception {
    String md5 = "992ce8a1687cec8c8bd883ec73ca41d1";
    DynamicMessage message =
        DynamicType.any()
            .ofPublisher("std_msgs/String", md5, "")
            .decode(ByteBuffer.wrap(new byte[] {2, 0, 0, 0, 'h', 'i'}));
    assertEquals("hi", message.getString("data"));
    // rosjava's, without its nested type.
    String header = "2176decaecbce78abc3b96ef049fabed";
    assertEquals(
        header, DynamicType.any().ofPublisher("std_msgs/Header", header, "no_msgs/None x").md5());
    for (String[] wrong :
        new String[][] {
          {
            "std_msgs/String", header, "", "sends no definition, and the one that is found here has"
          },
          {"no_msgs/None", md5, "", "none is found here"},
          {"no_msgs/None", md5, "int32 x", "that it sends has the md5sum"},
        }) {
      MessageFormatException e =
          assertThrows(
              MessageFormatException.class,
              () -> DynamicType.any().ofPublisher(wrong[0], wrong[1], wrong[2]));
      assertTrue(e.getMessage().contains(wrong[3]), e.getMessage());
      assertTrue(e.getMessage().contains("ROS_MSG_PATH"), e.getMessage());
    }
  }

  @Test
  void aRecordThatDiffersFromItsDefinitionIsRefused() {
    refuses(Misnamed.class, "component 0 is named text");
    refuses(
        Mistyped.class,
        "component data has the type int, which does not fit the field 'string data'");
    refuses(TooShort.class, "has 2 components, but std_msgs/Header has 3 fields");
    refuses(WrongNested.class, "component position has the type");
    refuses(Undefined.class, "Message definition no_msgs/Nothing is missing");
    refuses(Unannotated.class, "annotated with @RosType");
  }

  @Test
  void namesBecomeCamelCase() {
    assertEquals("k", JavaNames.camelCase("K"));
    assertEquals("timeFromStart", JavaNames.camelCase("time_from_start"));
    assertEquals("isBigendian", JavaNames.camelCase("is_bigendian"));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Log.class,
        Marker.class,
        DiagnosticStatus.class,
        GoalStatus.class,
        FollowJointTrajectoryResult.class,
        SolidPrimitive.class,
        PointField.class,
        InteractiveMarkerControl.class
      })
  void javaConstantsAreThoseOfTheDefinition(Class<? extends RosMessage> type)
      throws ReflectiveOperationException, DefinitionException {
    MessageDefinition definition =
        MessageDefinition.load(
            type.getAnnotation(RosType.class).value(),
            DefinitionSource.classPath(type.getClassLoader()));
    assertTrue(definition.constants().size() >= 4);
    for (MessageDefinition.Constant constant : definition.constants()) {
      assertEquals(
          Integer.parseInt(constant.value()),
          ((Number) type.getField(constant.name()).get(null)).intValue(),
          constant.name());
    }
  }

  @Test
  void parsesCommentsConstantsAndArrays() throws DefinitionException {
    List<MessageDefinition.Constant> constants = new ArrayList<>();
    List<MessageDefinition.Field> fields = new ArrayList<>();
    MessageDefinition.parse(
        "p/T",
        "# head\nint32 A = 1 # one\nstring S= a # b \n\nfloat64[ ] bad\n".replace("[ ]", "[]")
            + "Header header\nOther[3] o # c\nq/Z z\n",
        constants,
        fields);
    assertEquals(
        List.of(
            new MessageDefinition.Constant("int32", "A", "1"),
            new MessageDefinition.Constant("string", "S", "a # b")),
        constants);
    assertEquals(
        List.of(
            new MessageDefinition.Field("float64", true, -1, "bad"),
            new MessageDefinition.Field("std_msgs/Header", false, -1, "header"),
            new MessageDefinition.Field("p/Other", true, 3, "o"),
            new MessageDefinition.Field("q/Z", false, -1, "z")),
        fields);
    assertThrows(
        DefinitionException.class,
        () -> MessageDefinition.parse("p/T", "what?", constants, fields));
  }

  @Test
  void timesCarryOver() {
    assertEquals(4_294_967_295_999_999_999L, new RosTime(-1, 999_999_999).toNanos());
    assertEquals(new RosTime(-1, 999_999_999), RosTime.ofNanos(4_294_967_295_999_999_999L));
    assertEquals(new RosDuration(-2, 500_000_000), RosDuration.ofNanos(-1_500_000_000));
    assertEquals(-1_500_000_000, new RosDuration(-2, 500_000_000).toNanos());
    assertThrows(IllegalArgumentException.class, () -> RosTime.ofNanos(-1));
    assertThrows(IllegalArgumentException.class, () -> new RosTime(0, 1_000_000_000));
    assertThrows(IllegalArgumentException.class, () -> new RosDuration(0, -1));
  }
}
