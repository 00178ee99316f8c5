package dev.cobot.node.episodes;

/**
 * What a list tells of an episode.
 *
 * @param outcome done, failed, refused, interrupted or running
 * @param reason as {@code run --json} names it, or null
 * @param endedMillis epoch milliseconds; 0 where nobody knows
 * @param detail one sentence; empty while it runs
 * @param question what was asked, or null
 * @param understood the meaning in plain words, or null
 * @param pictures how many were kept
 */
public record EpisodeSummary(
    long number,
    String commandId,
    String text,
    String source,
    long beganMillis,
    long beganStampNanos,
    long endedMillis,
    String outcome,
    String reason,
    String detail,
    String question,
    String understood,
    int pictures) {}
