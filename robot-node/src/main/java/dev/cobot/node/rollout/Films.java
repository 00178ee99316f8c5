package dev.cobot.node.rollout;

import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.node.picture.EpisodeFilm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Films the first episodes of each task of an evaluation.
 *
 * @param folder where the films go
 * @param perTask how many of each task
 */
public record Films(Path folder, int perTask) {
  /** Films nothing. */
  public static final Films NONE = new Films(Path.of("films"), 0);

  /** Plays an episode while it is watched. */
  interface Play {
    EpisodeResult play(EpisodeWatch watch);
  }

  /**
   * Plays an episode and films it when it is one of the first.
   *
   * @param index of the episode within its task, from 0
   */
  EpisodeResult film(int index, Play play) throws IOException {
    if (index >= perTask) {
      return play.play(EpisodeWatch.NONE);
    }
    EpisodeFilm film = new EpisodeFilm();
    EpisodeResult result = play.play(film);
    String end = result.success() ? "success" : result.failure();
    film.write(
        folder,
        String.format(Locale.ROOT, "%s-%05d-%s", result.taskId(), result.seed(), end),
        result.taskId() + ": " + result.prompt());
    return result;
  }
}
