package dev.cobot.node.cli.episodes;

import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.episodes.Episode;
import dev.cobot.node.episodes.EpisodeArchive;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the records are. */
final class ArchiveOption {
  @Option(
      names = "--recordings",
      paramLabel = "DIR",
      description =
          "The folder of the records (default: runs/recordings in Cobot's folder, of an installed"
              + " Cobot in COBOT_DATA).")
  private String folder;

  EpisodeArchive open() throws IOException {
    Path path = folder == null ? ProjectHome.kept("runs/recordings") : ProjectHome.typed(folder);
    return EpisodeArchive.open(path);
  }

  static Episode require(EpisodeArchive archive, String id) throws IOException {
    return archive
        .find(id)
        .orElseThrow(
            () ->
                new CliException(
                    ExitCode.CONFIGURATION,
                    "there is no episode '"
                        + id
                        + "'; cobot episodes list has their numbers and commands' ids"));
  }
}
