package dev.cobot.ros.message;

import java.util.List;

/** What the self test found; {@code passed} is 0 when it failed. */
@RosType("diagnostic_msgs/SelfTestResponse")
public record SelfTestResponse(String id, byte passed, List<DiagnosticStatus> status)
    implements RosMessage {
  public SelfTestResponse {
    status = List.copyOf(status);
  }
}
