package dev.cobot.node.cli.episodes;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.episodes.Episode;
import dev.cobot.node.episodes.EpisodeArchive;
import dev.cobot.node.episodes.EpisodeBag;
import dev.cobot.node.episodes.EpisodeSummary;
import dev.cobot.node.lerobot.CommandExport;
import dev.cobot.node.lerobot.DatasetWriter;
import dev.cobot.ros.bag.BagFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot episodes export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes episodes as bags, one file each: camera pictures, joint states, released motion,"
          + " command and status, in standard messages; or as one LeRobotDataset v3.0.",
      "Which ones is said by their numbers, or as cobot episodes list has it.",
      "A file or data set that is there is not overwritten."
    })
final class EpisodesExportCommand implements Callable<Integer> {
  /** Formats by the word that is typed. */
  enum Format {
    MCAP,
    BAG,
    LEROBOT
  }

  @Mixin private ArchiveOption archive;

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "The episodes' numbers, or their commands' ids or how those begin.")
  private List<String> ids = List.of();

  @Mixin private FilterOptions filter;

  @Option(
      names = "--words",
      paramLabel = "WORDS",
      description = "Episodes in which all these words were said, understood, answered or asked.")
  private String words;

  @Option(
      names = "--format",
      paramLabel = "mcap|bag|lerobot",
      defaultValue = "mcap",
      description =
          "mcap for Foxglove and its like, bag for ROS 1's rosbag and rviz, lerobot for training"
              + " (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where the files go (default: where you are); for lerobot the data set's folder, which"
              + " must not exist.")
  private Path out;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description = "lerobot: frames a second, 1 to 25 (default: 25, as the runtime ticks).")
  private Integer fps;

  @Option(
      names = "--without-pictures",
      description =
          "lerobot: leave the pictures out. They were kept at some moments only, and each is held"
              + " until the next.")
  private boolean withoutPictures;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    if (ids.isEmpty() == !(filter.isGiven() || words != null)) {
      throw fail(
          "say which episodes: their numbers, or --words, --outcome, --reason, --since, --until,"
              + " --limit, not both");
    }
    if (format != Format.LEROBOT && (fps != null || withoutPictures)) {
      throw fail("--fps and --without-pictures are for --format lerobot");
    }
    if (format == Format.LEROBOT && out == null) {
      throw fail("--format lerobot needs --out DIR, the data set's folder");
    }
    try (EpisodeArchive open = archive.open()) {
      List<Long> numbers = numbers(open);
      if (format == Format.LEROBOT) {
        lerobot(open, numbers);
      } else {
        bags(open, numbers);
      }
    }
    return ExitCode.DONE;
  }

  private ParameterException fail(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  /** Returns the episodes' numbers: as they were said, or the oldest first. */
  private List<Long> numbers(EpisodeArchive open) throws IOException {
    List<Long> numbers = new ArrayList<>();
    if (ids.isEmpty()) {
      for (EpisodeSummary summary : open.list(filter.query(words))) {
        numbers.add(summary.number());
      }
      Collections.reverse(numbers);
    }
    for (String id : ids) {
      numbers.add(ArchiveOption.require(open, id).summary().number());
    }
    return numbers;
  }

  private void bags(EpisodeArchive open, List<Long> numbers) throws IOException {
    Path folder = out == null ? Path.of(".") : out;
    BagFormat bag = format == Format.MCAP ? BagFormat.MCAP : BagFormat.ROSBAG2_0;
    Files.createDirectories(folder);
    for (long number : numbers) {
      Episode episode = ArchiveOption.require(open, Long.toString(number));
      Path file = folder.resolve("episode-" + number + bag.suffix());
      long messages = EpisodeBag.write(open, episode, file, bag);
      spec.commandLine().getOut().println(file + ": " + messages + " messages");
    }
  }

  private void lerobot(EpisodeArchive open, List<Long> numbers) throws IOException {
    CommandExport export = new CommandExport(open, fps == null ? 25 : fps, !withoutPictures);
    DatasetWriter.Written written = export.write(numbers, out);
    PrintWriter to = spec.commandLine().getOut();
    export.told().forEach(sentence -> to.println(EpisodeAccount.printable(sentence)));
    to.println(
        "%s: %d episodes, %d frames, %d tasks"
            .formatted(out, written.episodes(), written.frames(), written.tasks()));
  }
}
