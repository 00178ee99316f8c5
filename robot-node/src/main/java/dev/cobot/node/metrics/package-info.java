/**
 * The runtime's metrics in Prometheus' text format, over HTTP. Durations are in seconds; names
 * begin with {@code cobot_}. What happens in the loop is only counted on its thread.
 */
package dev.cobot.node.metrics;
