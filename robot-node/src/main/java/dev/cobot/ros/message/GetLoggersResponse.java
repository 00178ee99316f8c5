package dev.cobot.ros.message;

import java.util.List;

/** The loggers of a node. */
@RosType("roscpp/GetLoggersResponse")
public record GetLoggersResponse(List<LoggerMessage> loggers) implements RosMessage {
  public GetLoggersResponse {
    loggers = List.copyOf(loggers);
  }
}
