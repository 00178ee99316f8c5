/**
 * The command line: each verb is a class. Here are the entry point and the verbs that run the
 * runtime and the cell, look at the machine and measure it; {@code cli.learning} makes data sets,
 * trains and evaluates, {@code cli.ros} has the tools for ROS graphs and bags, and all stand on
 * {@code cli.console}. Standard output carries results only, everything else goes to standard
 * error. One thread.
 */
package dev.cobot.node.cli;
