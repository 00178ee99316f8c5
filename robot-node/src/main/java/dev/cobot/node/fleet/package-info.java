/**
 * Many cells at once, as they tell it on their MQTT topics: {@link
 * dev.cobot.node.fleet.FleetMemory} keeps the newest of each within limits, {@link
 * dev.cobot.node.fleet.FleetTable}, {@link dev.cobot.node.fleet.FleetDocument} and {@link
 * dev.cobot.node.fleet.FleetPage} show it. Nothing here commands. Payloads come from anybody whom
 * the broker lets publish. Ages are seconds of the monotonic clock, times of day UTC, lengths
 * metres.
 */
package dev.cobot.node.fleet;
