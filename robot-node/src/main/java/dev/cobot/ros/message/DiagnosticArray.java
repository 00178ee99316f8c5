package dev.cobot.ros.message;

import java.util.List;

/** The health of several components at one time. */
@RosType("diagnostic_msgs/DiagnosticArray")
public record DiagnosticArray(Header header, List<DiagnosticStatus> status) implements RosMessage {
  public DiagnosticArray {
    status = List.copyOf(status);
  }
}
