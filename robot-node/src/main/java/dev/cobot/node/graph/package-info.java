/**
 * What the {@code cobot ros} tools compute: names, rates and values from a command line, without a
 * terminal and without a socket. Times are nanoseconds.
 */
package dev.cobot.node.graph;
