package dev.cobot.ros.message;

/** One entry of the menu of an interactive marker; entries of the top have the parent 0. */
@RosType("visualization_msgs/MenuEntry")
public record MenuEntry(int id, int parentId, String title, String command, byte commandType)
    implements RosMessage {
  public static final byte FEEDBACK = 0;
  public static final byte ROSRUN = 1;
  public static final byte ROSLAUNCH = 2;
}
