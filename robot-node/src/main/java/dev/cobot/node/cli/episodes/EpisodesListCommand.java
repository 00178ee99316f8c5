package dev.cobot.node.cli.episodes;

import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.TextTable;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.episodes.EpisodeArchive;
import dev.cobot.node.episodes.EpisodeQuery;
import dev.cobot.node.episodes.EpisodeSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot episodes list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists commands and what became of them, the newest first.",
      "Words find the episodes in which all of them were said, understood, answered or asked, whole"
          + " or as the beginning of a word."
    })
final class EpisodesListCommand implements Callable<Integer> {
  @Mixin private ArchiveOption archive;

  @Parameters(arity = "0..*", paramLabel = "WORD", description = "What to look for.")
  private List<String> words = List.of();

  @Mixin private FilterOptions filter;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Mixin private VerboseOption verbose;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    verbose.apply();
    List<EpisodeSummary> episodes;
    EpisodeQuery query = filter.query(words.isEmpty() ? null : String.join(" ", words));
    try (EpisodeArchive open = archive.open()) {
      episodes = open.list(query);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          JsonDocument.of(Map.of("episodes", episodes.stream().map(EpisodeJson::of).toList())));
      return ExitCode.DONE;
    }
    if (episodes.isEmpty()) {
      out.println("no episode is like that");
      return ExitCode.DONE;
    }
    TextTable table =
        new TextTable("episode", "when", "outcome", "took", "pictures", "from", "said");
    for (EpisodeSummary episode : episodes) {
      table.row(
          Long.toString(episode.number()),
          PointInTime.show(episode.beganMillis()),
          episode.outcome() + (episode.reason() == null ? "" : " (" + episode.reason() + ")"),
          episode.endedMillis() == 0
              ? "-"
              : String.format(
                  Locale.ROOT, "%.1f s", (episode.endedMillis() - episode.beganMillis()) / 1000.0),
          Integer.toString(episode.pictures()),
          episode.source().isEmpty() ? "-" : episode.source(),
          EpisodeAccount.printable(episode.text()));
    }
    table.print(out);
    if (episodes.size() == query.limit()) {
      out.println("There may be more; --limit " + query.limit() + " ends here.");
    }
    return ExitCode.DONE;
  }
}
