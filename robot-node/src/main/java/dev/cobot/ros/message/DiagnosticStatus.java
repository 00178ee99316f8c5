package dev.cobot.ros.message;

import java.util.List;

/** The health of one component. */
@RosType("diagnostic_msgs/DiagnosticStatus")
public record DiagnosticStatus(
    byte level, String name, String message, String hardwareId, List<KeyValue> values)
    implements RosMessage {
  public static final byte OK = 0;
  public static final byte WARN = 1;
  public static final byte ERROR = 2;
  public static final byte STALE = 3;

  public DiagnosticStatus {
    values = List.copyOf(values);
  }
}
