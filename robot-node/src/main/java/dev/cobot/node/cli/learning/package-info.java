/**
 * {@code cobot data}, {@code train} and {@code eval}: command lines for what makes data sets,
 * trains networks and judges them. Each verb is a class.
 */
package dev.cobot.node.cli.learning;
