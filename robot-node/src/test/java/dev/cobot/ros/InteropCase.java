package dev.cobot.ros;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a test in which our code and Debian's ROS do something with each other; {@code
 * robot-node/INTEROP.md} lists all of them, and {@code InteropTableTest} holds both in step.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface InteropCase {
  /** What is shown, in one line; one test may show several cases. */
  String[] value();
}
