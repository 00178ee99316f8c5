package dev.cobot.node.cli.episodes;

import dev.cobot.node.episodes.EpisodeQuery;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which episodes are meant. */
final class FilterOptions {
  private static final int LIMIT = 20;
  private static final Set<String> OUTCOMES =
      new TreeSet<>(Set.of("done", "failed", "refused", "interrupted", "running"));

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--outcome",
      paramLabel = "WORD",
      description = "done, failed, refused, interrupted or running.")
  private String outcome;

  @Option(
      names = "--reason",
      paramLabel = "WORD",
      description = "Why it was refused or given up, as in ABSENT, AMBIGUOUS, GATE.")
  private String reason;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description = "Begun at this time or later: 2026-11-30, '2026-11-30 14:05', or 12h ago.")
  private Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description = "Begun at this time or earlier.")
  private Instant until;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many at most, the newest (default: " + LIMIT + ").")
  private Integer limit;

  /** Whether anything was asked for. */
  boolean isGiven() {
    return outcome != null || reason != null || since != null || until != null || limit != null;
  }

  /**
   * Returns what is asked for.
   *
   * @param words that must be in what was said or answered, or null
   * @throws ParameterException when it cannot be asked for so
   */
  EpisodeQuery query(String words) {
    if (outcome != null && !OUTCOMES.contains(outcome)) {
      throw new ParameterException(
          spec.commandLine(), "--outcome: got '" + outcome + "'; allowed: " + OUTCOMES);
    }
    try {
      if (words != null) {
        EpisodeQuery.requireWords(words);
      }
      return new EpisodeQuery(
          words,
          outcome,
          reason == null ? null : reason.toUpperCase(Locale.ROOT),
          since == null ? null : since.toEpochMilli(),
          until == null ? null : until.toEpochMilli(),
          limit == null ? LIMIT : limit);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
