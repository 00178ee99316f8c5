/**
 * What the {@code cobot ros} tools compute: names, rates and values from a command line, without a
 * terminal and, but for which clock a graph uses, without a socket. Times are nanoseconds.
 */
package dev.cobot.node.graph;
