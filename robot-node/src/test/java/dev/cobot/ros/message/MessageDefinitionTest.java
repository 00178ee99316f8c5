package dev.cobot.ros.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
