/**
 * Spark's side of {@code --spark}: a driver that hands pieces of work to a master, and what runs in
 * each executor, which starts Cobot beside itself and hands it one piece at a time. No class of
 * Cobot is known here; what the two say to each other are lines of text, see {@link
 * dev.cobot.spark.Worker}.
 */
package dev.cobot.spark;
