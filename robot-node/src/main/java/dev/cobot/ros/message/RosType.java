package dev.cobot.ros.message;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The ROS name of a message record. The definition text is read from the class path resource {@code
 * dev/cobot/ros/message/<package>/<Name>.msg}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RosType {
  /** Package and name, such as {@code sensor_msgs/Image}. */
  String value();
}
