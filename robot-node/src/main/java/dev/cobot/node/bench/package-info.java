/** Measurements against other software on the same machine, for {@code cobot bench}. */
package dev.cobot.node.bench;
