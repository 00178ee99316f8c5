package dev.cobot.ros.message;

/** What one subscriber measured on one connection within a window; {@code traffic} in bytes. */
@RosType("rosgraph_msgs/TopicStatistics")
public record TopicStatistics(
    String topic,
    String nodePub,
    String nodeSub,
    RosTime windowStart,
    RosTime windowStop,
    int deliveredMsgs,
    int droppedMsgs,
    int traffic,
    RosDuration periodMean,
    RosDuration periodStddev,
    RosDuration periodMax,
    RosDuration stampAgeMean,
    RosDuration stampAgeStddev,
    RosDuration stampAgeMax)
    implements RosMessage {}
