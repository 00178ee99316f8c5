/**
 * The broker of this process, Apache ActiveMQ Artemis; in the build's profile {@code broker} alone.
 * Its threads are its own. Found by {@link java.util.ServiceLoader} as a {@link
 * dev.cobot.node.mqtt.BrokerMaker}.
 */
package dev.cobot.node.broker;
