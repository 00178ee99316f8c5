/**
 * Measurements against other software on the same machine, for {@code cobot bench}: bags, and the
 * ROS client beside roscpp and rospy, each end of each pair in a process of its own, over loopback.
 *
 * <p>Times are nanoseconds of the monotonic clock; everything here runs on the caller's thread.
 */
package dev.cobot.node.bench;
