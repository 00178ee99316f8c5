package dev.cobot.ros.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTypeTest {
  @ParameterizedTest
  @CsvSource({
    "Header, 2176decaecbce78abc3b96ef049fabed",
    "StringMessage, 992ce8a1687cec8c8bd883ec73ca41d1",
    "BoolMessage, 8b94c1b53db61fb6aed406028ad6332a",
    "Float64Message, fdb28210bfa9d7c91146260178d9a584",
    "EmptyMessage, d41d8cd98f00b204e9800998ecf8427e",
    "ColorRGBA, a29a96539573343b1310c73607334b00",
    "ClockMessage, a9c97c1d230cfc112e270351a944ee47",
    "Log, acffd30cd6b6de30f120938c17c593fb",
    "Image, 060021388200f6f0f447d0fcd9c64743",
    "CompressedImage, 8f7a12909da2c9d3332d540a0977563f",
    "CameraInfo, c9a58c1b0b154e0e6da7578cb991d214",
    "JointState, 3066dcd76a6cfaef579bd0f34173e9fd",
    "RegionOfInterest, bdb633039d588fcccb441a4d43ccfe09",
    "Point, 4a842b65f413084dc2b10fb484ea7f17",
    "Vector3Message, 4a842b65f413084dc2b10fb484ea7f17",
    "QuaternionMessage, a779879fadf0160734f906b8c19c7004",
    "Pose, e45d45a5a1ce597b249e23fb30fc871f",
    "PoseStamped, d3812c3cbc69362b77dc0b19b345f8f5",
    "TransformMessage, ac9eff44abf714214112b05d54a3cf9b",
    "TransformStamped, b5764a33bfeb3588febc2682852579b0",
    "JointTrajectoryMessage, 65b4f94a94d1ed67169da35a02f33d3f",
    "JointTrajectoryPoint, f3cd1e1c4d320c79d6985c904ae5dcd3",
    "TFMessage, 94810edda583a504dfda3829e70d7eec",
    "Marker, 4048c9de2a16f4ae8e0538085ebf1b97",
    "MarkerArray, d155b9ce5188fbaf89745847fd5882d7",
    "DiagnosticArray, 60810da900de1dd6ddd437c3503511da",
    "DiagnosticStatus, d0ce08bc6e5ba34c7754f563a9cabaf1",
    "GoalID, 302881f31927c1df708a2dbab0e80ee8",
    "GoalStatus, d388f9b87b3c471f784434d671988d4a",
    "GoalStatusArray, 8b2b82f13216d0a8ea88bd3af735e619",
    "FollowJointTrajectoryAction, bc4f9b743838566551c0390c65f1a248",
    "FollowJointTrajectoryActionGoal, cff5c1d533bf2f82dd0138d57f4304bb",
    "FollowJointTrajectoryActionResult, c4fb3b000dc9da4fd99699380efcc5d9",
    "FollowJointTrajectoryActionFeedback, d8920dc4eae9fc107e00999cce4be641",
    "FollowJointTrajectoryGoal, 69636787b6ecbde4d61d711979bc7ecb",
    "FollowJointTrajectoryResult, 493383b18409bfb604b4e26c676401d2",
    "FollowJointTrajectoryFeedback, 10817c60c2486ef6b33e97dcd87f4474",
    "JointTrajectoryControllerState, 10817c60c2486ef6b33e97dcd87f4474",
    "JointTolerance, f544fe9c16cf04547e135dd6063ff5be",
    "GripperCommand, 680acaff79486f017132a7f198d40f08",
    "GripperCommandAction, 950b2a6ebe831f5d4f4ceaba3d8be01e",
    "GripperCommandActionGoal, aa581f648a35ed681db2ec0bf7a82bea",
    "GripperCommandActionResult, 143702cb2df0f163c5283cedc5efc6b6",
    "GripperCommandActionFeedback, 653dff30c045f5e6ff3feb3409f4558d",
    "KeyValue, cf57fdc6617a881a88c16e768132149c",
    "Int32Message, da5909fbe378aeaf85e547e830cc1bb7",
    "Float32Message, 73fcbf46b49191e672908e50842a83d4",
    "Float64MultiArray, 4b7d974086d4060e7db4613a7e6c3ba4",
    "MultiArrayLayout, 0fed2a11c13e11c5571b4e2a995a91a3",
    "UInt8Message, 7c8164229e7d2c17eb95e9231617fdee",
    "UInt8MultiArray, 82373f1612381bb6ee473b5cd6f5d89c",
    "TopicStatistics, 10152ed868c5097a5e2e4a89d7daa710",
    "PointCloud2, 1158d486dd51d683ce2f1be655c3c181",
    "Imu, 6a62c6daae103f4ff57a132d6f95cec2",
    "PoseArray, 916c28c5764443f268b296bb671b9d97",
    "TwistMessage, 9f195f881246fdfa2798d1d3eebca84a",
    "TwistStamped, 98d34b0043a2093cf9d9345ab6eef12e",
    "WrenchMessage, 4f539cf138b23283b520fd271b567936",
    "WrenchStamped, d78d3cb249ce23087ade7e7d0c40cfa7",
    "PointStamped, c63aecb41bfdfd6b7e1fac37c7cbe7bf",
    "InteractiveMarker, dd86d22909d5a3364b384492e35c10af",
    "SolidPrimitive, d8f8cbc74c5ff283fca29569ccefb45d",
    "MeshMessage, 1ffdae9486cd3316a121c578b47a85cc",
    "PathMessage, 6227e2b7e9cce15051f669a5e197bbf7",
    "TestAction, 991e87a72802262dfbe5d1b3cf6efc9a",
    "TestActionGoal, 348369c5b403676156094e8c159720bf",
  })
  void md5IsTheOneOfRos(String record, String md5) throws ClassNotFoundException {
    Class<?> type = Class.forName("dev.cobot.ros.message." + record);
    assertEquals(md5, MessageType.of(type.asSubclass(RosMessage.class)).md5());
  }

  @Test
  void md5OfServicesIsTheOneOfRos() {
    assertEquals("937c9679a518e3a18d831e57125ea522", ServiceType.TRIGGER.md5());
    assertEquals("d41d8cd98f00b204e9800998ecf8427e", ServiceType.EMPTY.md5());
    assertEquals("09fb03525b03e7ea1fd3992bafd87e16", ServiceType.SET_BOOL.md5());
    assertEquals("32e97e85527d4678a8f9279894bb64b0", ServiceType.GET_LOGGERS.md5());
    assertEquals("51da076440d78ca1684d36c868df61ea", ServiceType.SET_LOGGER_LEVEL.md5());
    assertEquals("bef1df590ed75ed1f393692395e15482", ServiceType.SET_CAMERA_INFO.md5());
    assertEquals("ac21b1bab7ab17546986536c22eb34e9", ServiceType.SELF_TEST.md5());
  }

  @Test
  void encodesLikeRos() {
    Header header = new Header(1, new RosTime(2, 3), "ab");
    byte[] frame = MessageType.of(Header.class).encodeFrame(header);
    assertArrayEquals(
        new byte[] {18, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 'a', 'b'}, frame);
  }

  @Test
  void roundTripsNestedLists() throws MessageFormatException {
    Header header = new Header(7, RosTime.ofNanos(1_234_567_890_123_456_789L), "base_link");
    JointTrajectoryPoint point =
        new JointTrajectoryPoint(
            new double[] {0.1, -0.2},
            new double[] {1, 2},
            new double[0],
            new double[0],
            RosDuration.ofNanos(-1));
    JointTrajectoryMessage sent =
        new JointTrajectoryMessage(header, List.of("j1", "größe"), List.of(point, point));
    MessageType<JointTrajectoryMessage> type = MessageType.of(JointTrajectoryMessage.class);
    JointTrajectoryMessage got = type.decode(ByteBuffer.wrap(type.encode(sent)));
    assertEquals(sent.header(), got.header());
    assertEquals(sent.jointNames(), got.jointNames());
    assertEquals(2, got.points().size());
    assertArrayEquals(point.positions(), got.points().get(1).positions());
    assertEquals(-1, got.points().get(1).timeFromStart().toNanos());
  }

  @Test
  void everyStandardRecordFitsItsDefinitionAndReadsItsFullTextBack() throws DefinitionException {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.cobot.ros.message");
    List<String> annotated =
        classes.stream()
            .filter(type -> type.isAnnotatedWith(RosType.class))
            .map(type -> type.getAnnotationOfType(RosType.class).value())
            .sorted()
            .toList();
    assertEquals(annotated, StandardMessages.names());
    for (String name : annotated) {
      MessageType<?> type = StandardMessages.find(name).orElseThrow();
      MessageDefinition again = MessageDefinition.ofFullText(name, type.definition());
      assertEquals(type.md5(), again.md5(), name);
      assertEquals(type.definition(), again.fullText(), name);
    }
  }

  @Test
  void definitionHoldsNestedTypesOnce() {
    String text = MessageType.of(PoseStamped.class).definition();
    assertTrue(
        text.startsWith(
            "Header header\nPose pose\n\n" + "=".repeat(80) + "\nMSG: std_msgs/Header\n"));
    assertEquals(
        text.indexOf("MSG: geometry_msgs/Point"), text.lastIndexOf("MSG: geometry_msgs/Point"));
  }

  @Test
  void wrongFixedLengthIsRefused() {
    CameraInfo info =
        new CameraInfo(
            new Header(0, RosTime.ZERO, ""),
            1,
            1,
            "plumb_bob",
            new double[5],
            new double[8],
            new double[9],
            new double[12],
            0,
            0,
            new RegionOfInterest(0, 0, 0, 0, false));
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> MessageType.of(CameraInfo.class).encode(info));
    assertEquals(
        "sensor_msgs/CameraInfo.K has 8 elements, its definition asks for 9", error.getMessage());
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
