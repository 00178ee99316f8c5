/**
 * Decision records: what was heard, seen, attended, predicted, released and done for each command,
 * with pictures, in one SQLite file. {@link dev.cobot.node.episodes.Recordings} listens to the loop
 * and writes from a thread of its own; {@link dev.cobot.node.episodes.EpisodeArchive} reads, also
 * while another process writes. SI units; stamps are nanoseconds of the clock in use, and times
 * that end in millis are epoch milliseconds of the wall clock.
 */
package dev.cobot.node.episodes;
