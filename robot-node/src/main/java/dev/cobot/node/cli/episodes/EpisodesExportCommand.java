package dev.cobot.node.cli.episodes;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.episodes.Episode;
import dev.cobot.node.episodes.EpisodeArchive;
import dev.cobot.node.episodes.EpisodeBag;
import dev.cobot.ros.bag.BagFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot episodes export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes episodes as bags, one file each: camera pictures, joint states, released motion,"
          + " command and status, in standard messages.",
      "A file that is there is not overwritten."
    })
final class EpisodesExportCommand implements Callable<Integer> {
  /** Formats by the word that is typed. */
  enum Format {
    MCAP(BagFormat.MCAP),
    BAG(BagFormat.ROSBAG2_0);

    private final BagFormat format;

    Format(BagFormat format) {
      this.format = format;
    }
  }

  @Mixin private ArchiveOption archive;

  @Parameters(
      arity = "1..*",
      paramLabel = "ID",
      description = "The episodes' numbers, or their commands' ids or how those begin.")
  private List<String> ids;

  @Option(
      names = "--format",
      paramLabel = "mcap|bag",
      defaultValue = "mcap",
      description =
          "mcap for Foxglove and its like, bag for ROS 1's rosbag and rviz (default:"
              + " ${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the files go (default: where you are).")
  private Path out;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    try (EpisodeArchive open = archive.open()) {
      List<Episode> episodes = new ArrayList<>();
      for (String id : ids) {
        episodes.add(ArchiveOption.require(open, id));
      }
      Files.createDirectories(out);
      for (Episode episode : episodes) {
        Path file = out.resolve("episode-" + episode.summary().number() + format.format.suffix());
        long messages = EpisodeBag.write(open, episode, file, format.format);
        spec.commandLine().getOut().println(file + ": " + messages + " messages");
      }
    }
    return ExitCode.DONE;
  }
}
