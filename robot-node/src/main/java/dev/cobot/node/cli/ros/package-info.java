/**
 * {@code cobot ros}, {@code record} and {@code replay}: the tools of a ROS install, for machines
 * without one. Each verb is a class; what they compute is in {@code node.graph} and {@code
 * node.record}.
 */
package dev.cobot.node.cli.ros;
