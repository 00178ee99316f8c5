/**
 * Records the topics of a graph into bags and plays bags into a graph, message by message as they
 * are encoded. Times are nanoseconds since the epoch of the clock in use; the calling thread writes
 * or publishes, the node's threads receive.
 */
package dev.cobot.node.record;
