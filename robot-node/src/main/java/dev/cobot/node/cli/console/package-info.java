/**
 * What every verb of the command line shares: exit codes and the exception that ends a verb with
 * one, options, JSON documents and the folder of a run.
 */
package dev.cobot.node.cli.console;
