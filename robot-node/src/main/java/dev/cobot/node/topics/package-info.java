/**
 * The names of the ROS topics and the border between their messages and the project's own values.
 * Pure functions, any thread, but for the merger of joint states, which remembers. What comes from
 * a peer is checked here: an {@link IllegalArgumentException} says what is wrong with it.
 */
package dev.cobot.node.topics;
