package dev.cobot.ros.message;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The records that come with this library. */
public final class StandardMessages {
  private static final Map<String, Class<? extends RosMessage>> BY_NAME =
      List.<Class<? extends RosMessage>>of(
              TestAction.class,
              TestActionFeedback.class,
              TestActionGoal.class,
              TestActionResult.class,
              TestFeedback.class,
              TestGoal.class,
              TestResult.class,
              GoalID.class,
              GoalStatus.class,
              GoalStatusArray.class,
              FollowJointTrajectoryAction.class,
              FollowJointTrajectoryActionFeedback.class,
              FollowJointTrajectoryActionGoal.class,
              FollowJointTrajectoryActionResult.class,
              FollowJointTrajectoryFeedback.class,
              FollowJointTrajectoryGoal.class,
              FollowJointTrajectoryResult.class,
              GripperCommand.class,
              GripperCommandAction.class,
              GripperCommandActionFeedback.class,
              GripperCommandActionGoal.class,
              GripperCommandActionResult.class,
              GripperCommandFeedback.class,
              GripperCommandGoal.class,
              GripperCommandResult.class,
              JointTolerance.class,
              JointTrajectoryControllerState.class,
              DiagnosticArray.class,
              DiagnosticStatus.class,
              KeyValue.class,
              SelfTestRequest.class,
              SelfTestResponse.class,
              Point.class,
              PointStamped.class,
              Pose.class,
              PoseArray.class,
              PoseStamped.class,
              QuaternionMessage.class,
              TransformMessage.class,
              TransformStamped.class,
              TwistMessage.class,
              TwistStamped.class,
              Vector3Message.class,
              WrenchMessage.class,
              WrenchStamped.class,
              PathMessage.class,
              GetLoggersRequest.class,
              GetLoggersResponse.class,
              LoggerMessage.class,
              SetLoggerLevelRequest.class,
              SetLoggerLevelResponse.class,
              ClockMessage.class,
              Log.class,
              TopicStatistics.class,
              CameraInfo.class,
              CompressedImage.class,
              Image.class,
              Imu.class,
              JointState.class,
              PointCloud2.class,
              PointField.class,
              RegionOfInterest.class,
              SetCameraInfoRequest.class,
              SetCameraInfoResponse.class,
              MeshMessage.class,
              MeshTriangle.class,
              SolidPrimitive.class,
              BoolMessage.class,
              ColorRGBA.class,
              EmptyMessage.class,
              Float32Message.class,
              Float64Message.class,
              Float64MultiArray.class,
              Header.class,
              Int32Message.class,
              MultiArrayDimension.class,
              MultiArrayLayout.class,
              StringMessage.class,
              UInt8Message.class,
              UInt8MultiArray.class,
              EmptyRequest.class,
              EmptyResponse.class,
              SetBoolRequest.class,
              SetBoolResponse.class,
              TriggerRequest.class,
              TriggerResponse.class,
              TFMessage.class,
              JointTrajectoryMessage.class,
              JointTrajectoryPoint.class,
              InteractiveMarker.class,
              InteractiveMarkerControl.class,
              Marker.class,
              MarkerArray.class,
              MenuEntry.class)
          .stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  record -> record.getAnnotation(RosType.class).value(), record -> record));

  private StandardMessages() {}

  /** The type of the record of that ROS type; empty when this library has none. */
  public static Optional<MessageType<?>> find(String typeName) {
    return Optional.ofNullable(BY_NAME.get(typeName)).map(MessageType::of);
  }

  /** The ROS types of all records, sorted. */
  public static List<String> names() {
    return BY_NAME.keySet().stream().sorted().toList();
  }
}
