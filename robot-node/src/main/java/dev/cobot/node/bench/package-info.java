/**
 * Measurements for {@code cobot bench}: control ticks, start-up, the simulator, soaks that watch
 * the memory, and, against other software on the same machine, training steps beside PyTorch, bags
 * and the ROS client beside roscpp and rospy, each end of each pair in a process of its own, over
 * loopback.
 *
 * <p>Times are of the monotonic clock or, where a core is meant, of the thread's own; everything
 * runs on the caller's thread, but for the simulator on two.
 */
package dev.cobot.node.bench;
