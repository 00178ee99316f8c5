package dev.cobot.node.mqtt;

import java.util.Optional;

/**
 * How the bridge is.
 *
 * @param isConnected whether the broker has it, and lets it read commands
 * @param waiting messages that no broker has confirmed yet
 * @param dropped messages that were dropped since the start, because too many waited
 * @param denied publishes and subscriptions that the broker refused since the start
 * @param rejected messages on the command topic that were no command that could be taken
 * @param problem the newest that was not mended since
 */
record MqttHealth(
    boolean isConnected,
    long waiting,
    long dropped,
    long denied,
    long rejected,
    Optional<String> problem) {}
