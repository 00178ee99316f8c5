package dev.cobot.node.cli.learning;

import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.action.evaluate.LostGrasps;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was lost from the fingers in an evaluation, and how soon that was noticed. */
final class LostGraspsTable {
  /** How soon a slip should be noticed. */
  private static final double SOON_SECONDS = 0.3;

  private LostGraspsTable() {}

  /** Returns it in a sentence; nothing where nothing was lost and nothing tried again. */
  static Optional<String> text(List<EpisodeResult> episodes) {
    List<LostGrasps> all = episodes.stream().map(EpisodeResult::lost).toList();
    int slips = all.stream().mapToInt(LostGrasps::slips).sum();
    int noticed = all.stream().mapToInt(LostGrasps::noticed).sum();
    int tries = all.stream().mapToInt(LostGrasps::secondTries).sum();
    if (slips == 0 && tries == 0) {
      return Optional.empty();
    }
    long late = all.stream().filter(lost -> lost.noticeSeconds() > SOON_SECONDS).count();
    double longest =
        all.stream()
            .mapToDouble(LostGrasps::noticeSeconds)
            .filter(seconds -> !Double.isNaN(seconds))
            .max()
            .orElse(0);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "slipped out of closed fingers %d times; noticed %d, at the latest after %.2f s (%d"
                + " later than %.1f s); tried again %d times",
            slips,
            noticed,
            longest,
            late,
            SOON_SECONDS,
            tries));
  }
}
