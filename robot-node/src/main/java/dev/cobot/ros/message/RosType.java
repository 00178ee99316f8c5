package dev.cobot.ros.message;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The ROS name of a message record. The definition is given here, as generated records do, or read
 * from the class path: {@code dev/cobot/ros/message/<package>/<Name>.msg}, or the {@code .srv} or
 * {@code .action} file that it is a part of.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RosType {
  /** Package and name, such as {@code sensor_msgs/Image}. */
  String value();

  /** The lines of the full text of the definition; empty when the class path has it. */
  String[] definition() default {};
}
