/** Everything that opens a socket, starts a thread or reads argv: node, gate, command line. */
package dev.cobot.node;
