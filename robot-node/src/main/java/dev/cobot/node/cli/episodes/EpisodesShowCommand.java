package dev.cobot.node.cli.episodes;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.episodes.Episode;
import dev.cobot.node.episodes.EpisodeArchive;
import dev.cobot.node.episodes.Shot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot episodes show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Tells one decision in words, from what was heard to how it ended.")
final class EpisodesShowCommand implements Callable<Integer> {
  @Mixin private ArchiveOption archive;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The episode's number, or its command's id or how that begins.")
  private String id;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Write its pictures there, as PNG files.")
  private Path images;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    PrintWriter out = spec.commandLine().getOut();
    try (EpisodeArchive open = archive.open()) {
      Episode episode = ArchiveOption.require(open, id);
      List<Path> written = images == null ? List.of() : write(open, episode);
      if (json) {
        out.println(EpisodeJson.of(episode));
      } else {
        EpisodeAccount.print(out, episode, open.motion(episode.summary().number()));
        written.forEach(file -> out.println("written   " + file));
      }
    }
    return ExitCode.DONE;
  }

  private List<Path> write(EpisodeArchive open, Episode episode) throws IOException {
    Files.createDirectories(images);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < episode.shots().size(); i++) {
      Shot shot = episode.shots().get(i);
      String name =
          String.format(
              Locale.ROOT,
              "episode-%d-%03d-%s-%s.png",
              episode.summary().number(),
              i,
              shot.moment().replaceAll("[^A-Za-z0-9]", "-"),
              shot.camera().replaceAll("[^A-Za-z0-9_]", "-"));
      Path file = images.resolve(name);
      Files.write(file, open.picture(shot));
      files.add(file);
    }
    return files;
  }
}
