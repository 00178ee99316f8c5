/**
 * The runtime around the models and the simulator: node, gate, simulated cell, command line.
 * Besides the ROS client in {@code dev.cobot.ros}, nothing else opens a socket, starts a thread or
 * reads argv.
 */
package dev.cobot.node;
