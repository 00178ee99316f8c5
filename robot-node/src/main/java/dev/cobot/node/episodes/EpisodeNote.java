package dev.cobot.node.episodes;

import dev.cobot.node.event.CellEvent;
import dev.cobot.sim2real.scene.CameraFrame;
import java.util.List;

/** What the loop has told, on its way to the disk. */
sealed interface EpisodeNote {
  /** The command that it is about. */
  String commandId();

  /**
   * An event.
   *
   * @param source by which way the command came; empty where it is not known
   * @param atMillis when it was told, epoch milliseconds
   */
  record Told(String commandId, CellEvent event, String source, long atMillis)
      implements EpisodeNote {}

  /** Pictures of a moment. */
  record Pictures(String commandId, String moment, List<CameraFrame> frames)
      implements EpisodeNote {}
}
