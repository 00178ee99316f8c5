/**
 * The command line: each verb is a class. Standard output carries results only, everything else
 * goes to standard error. One thread.
 */
package dev.cobot.node.cli;
