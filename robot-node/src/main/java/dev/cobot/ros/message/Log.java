package dev.cobot.ros.message;

import java.util.List;

/** One line of the graph-wide log on {@code /rosout}. */
@RosType("rosgraph_msgs/Log")
public record Log(
    Header header,
    byte level,
    String name,
    String msg,
    String file,
    String function,
    int line,
    List<String> topics)
    implements RosMessage {
  public static final byte DEBUG = 1;
  public static final byte INFO = 2;
  public static final byte WARN = 4;
  public static final byte ERROR = 8;
  public static final byte FATAL = 16;

  public Log {
    topics = List.copyOf(topics);
  }
}
