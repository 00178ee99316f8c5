/**
 * The table and how a simulated one relates to a real one. The bottom room of the house: plain
 * Java, no learning engine, no sockets. Everything above shares the vocabulary of {@link
 * dev.cobot.sim2real.scene}.
 */
package dev.cobot.sim2real;
