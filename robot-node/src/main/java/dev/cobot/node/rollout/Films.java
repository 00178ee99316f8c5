package dev.cobot.node.rollout;

import dev.cobot.action.demonstration.EpisodeWatch;
import dev.cobot.action.evaluate.EpisodeResult;
import dev.cobot.node.picture.EpisodeFilm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Films episodes of an evaluation: the first of each task, or the first of each end of each task.
 * Serves several threads; which films there are does not depend on them.
 */
public final class Films {
  /** Films nothing. */
  public static final Films NONE = new Films(Path.of("films"), 0);

  private static final Logger LOG = LoggerFactory.getLogger(Films.class);

  private final Path folder;
  private final int perTask;
  private final boolean perEnd;
  private final List<Film> kept = new ArrayList<>();

  /** Plays an episode while it is watched. */
  interface Play {
    EpisodeResult play(EpisodeWatch watch);
  }

  /**
   * A film in the folder, as NAME.gif and NAME.png.
   *
   * @param index of the episode within its task, from 0
   */
  public record Film(String name, int index, EpisodeResult result) {
    /** Returns {@code success} or the class of the failure. */
    public String end() {
      return result.success() ? "success" : result.failure();
    }

    private boolean isLike(Film other) {
      return result.taskId().equals(other.result.taskId()) && end().equals(other.end());
    }
  }

  /**
   * @param folder where the films go
   * @param perTask how many of each task
   */
  public Films(Path folder, int perTask) {
    this(folder, perTask, false);
  }

  private Films(Path folder, int perTask, boolean perEnd) {
    this.folder = folder;
    this.perTask = perTask;
    this.perEnd = perEnd;
  }

  /** Films of each task the first success and the first failure of each class. */
  public static Films ofEachEnd(Path folder) {
    return new Films(folder, Integer.MAX_VALUE, true);
  }

  /** Returns the films by task, then by episode. */
  public synchronized List<Film> kept() {
    return kept.stream()
        .sorted(
            Comparator.comparing((Film film) -> film.result().taskId())
                .thenComparingInt(Film::index))
        .toList();
  }

  /**
   * Plays an episode and films it when it is one of those to film.
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
    String name = String.format(Locale.ROOT, "%s-%05d-%s", result.taskId(), result.seed(), end);
    keep(new Film(name, index, result), film);
    return result;
  }

  private synchronized void keep(Film made, EpisodeFilm pictures) throws IOException {
    if (perEnd) {
      List<Film> alike = kept.stream().filter(made::isLike).toList();
      if (alike.stream().anyMatch(film -> film.index() < made.index())) {
        return;
      }
      for (Film later : alike) {
        Files.deleteIfExists(folder.resolve(later.name() + ".gif"));
        Files.deleteIfExists(folder.resolve(later.name() + ".png"));
      }
      kept.removeAll(alike);
    }
    try {
      pictures.write(folder, made.name(), made.result().taskId() + ": " + made.result().prompt());
      kept.add(made);
    } catch (LinkageError | InternalError e) { // that must not cost an evaluation
      LOG.warn(
          "{} is not filmed: {} (are fontconfig and a font installed?)", made.name(), e.toString());
    }
  }
}
