/**
 * The topics of a ROS 1 graph for Foxglove and Lichtblick, over their WebSocket protocol: {@link
 * dev.cobot.node.foxglove.FoxgloveBridge} subscribes to what a client shows and passes the bytes on
 * as they came. One thread of the node's talks with the master; publishers' threads leave messages
 * in each client's own bounded queue ({@link dev.cobot.node.foxglove.ClientLine}), so that a slow
 * client holds nobody. Clients only look: nothing that they say reaches the graph. Times are
 * nanoseconds of the graph's clock.
 */
package dev.cobot.node.foxglove;
