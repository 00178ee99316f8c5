package dev.cobot.ros.message;

/**
 * A ROS 1 service type: the records of its request and of its answer.
 *
 * @param name package and name, such as {@code std_srvs/Trigger}
 * @param request the record of the request
 * @param response the record of the answer
 * @param <Q> request
 * @param <S> answer
 */
public record ServiceType<Q extends RosMessage, S extends RosMessage>(
    String name, Class<Q> request, Class<S> response) {
  /** Do something, and say whether it worked. */
  public static final ServiceType<TriggerRequest, TriggerResponse> TRIGGER =
      new ServiceType<>("std_srvs/Trigger", TriggerRequest.class, TriggerResponse.class);

  /** Do something. */
  public static final ServiceType<EmptyRequest, EmptyResponse> EMPTY =
      new ServiceType<>("std_srvs/Empty", EmptyRequest.class, EmptyResponse.class);

  /** Switch something on or off, and say whether it worked. */
  public static final ServiceType<SetBoolRequest, SetBoolResponse> SET_BOOL =
      new ServiceType<>("std_srvs/SetBool", SetBoolRequest.class, SetBoolResponse.class);

  /** Tell which loggers a node has. */
  public static final ServiceType<GetLoggersRequest, GetLoggersResponse> GET_LOGGERS =
      new ServiceType<>("roscpp/GetLoggers", GetLoggersRequest.class, GetLoggersResponse.class);

  /** Log more or less. */
  public static final ServiceType<SetLoggerLevelRequest, SetLoggerLevelResponse> SET_LOGGER_LEVEL =
      new ServiceType<>(
          "roscpp/SetLoggerLevel", SetLoggerLevelRequest.class, SetLoggerLevelResponse.class);

  /** Keep a calibration. */
  public static final ServiceType<SetCameraInfoRequest, SetCameraInfoResponse> SET_CAMERA_INFO =
      new ServiceType<>(
          "sensor_msgs/SetCameraInfo", SetCameraInfoRequest.class, SetCameraInfoResponse.class);

  /** Let a device test itself. */
  public static final ServiceType<SelfTestRequest, SelfTestResponse> SELF_TEST =
      new ServiceType<>("diagnostic_msgs/SelfTest", SelfTestRequest.class, SelfTestResponse.class);

  /** The md5 by which client and server agree on the type. */
  public String md5() {
    return MessageDefinition.md5(requestType().md5Text() + responseType().md5Text());
  }

  public MessageType<Q> requestType() {
    return MessageType.of(request);
  }

  public MessageType<S> responseType() {
    return MessageType.of(response);
  }
}
