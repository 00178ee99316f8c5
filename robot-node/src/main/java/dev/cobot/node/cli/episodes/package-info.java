/** {@code cobot episodes}: the decision records that {@code cobot run} keeps. */
package dev.cobot.node.cli.episodes;
