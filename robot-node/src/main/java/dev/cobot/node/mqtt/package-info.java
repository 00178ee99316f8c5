/**
 * The runtime on an MQTT 5 broker: commands in, results, state and a factsheet out; off by default.
 * {@link dev.cobot.node.mqtt.MqttBridge} is the whole of a cell's side; {@link
 * dev.cobot.node.mqtt.FleetLink} is the other end, of many cells. The bridge only listens to the
 * loop and hands commands to its desk, as any other sender does. Paho's threads bring commands in;
 * the bridge's own thread, which the runtime starts, connects and publishes; the loop's thread only
 * notes. Payloads are JSON in UTF-8, each held by a schema beside this package's classes; times of
 * day are UTC, durations seconds.
 */
package dev.cobot.node.mqtt;
