package dev.cobot.ros.message;

/** A shape at the origin; the dimensions in metres stand where the constants of its type say. */
@RosType("shape_msgs/SolidPrimitive")
public record SolidPrimitive(byte type, double[] dimensions) implements RosMessage {
  public static final byte BOX = 1;
  public static final byte SPHERE = 2;
  public static final byte CYLINDER = 3;
  public static final byte CONE = 4;
  public static final int BOX_X = 0;
  public static final int BOX_Y = 1;
  public static final int BOX_Z = 2;
  public static final int SPHERE_RADIUS = 0;
  public static final int CYLINDER_HEIGHT = 0;
  public static final int CYLINDER_RADIUS = 1;
  public static final int CONE_HEIGHT = 0;
  public static final int CONE_RADIUS = 1;
}
