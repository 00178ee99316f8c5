package dev.cobot.node.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.HostPort;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.Listening;
import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.fleet.CellStanding;
import dev.cobot.node.fleet.FleetChanges;
import dev.cobot.node.fleet.FleetDocument;
import dev.cobot.node.fleet.FleetMemory;
import dev.cobot.node.fleet.FleetPage;
import dev.cobot.node.fleet.FleetQuery;
import dev.cobot.node.fleet.FleetSnapshot;
import dev.cobot.node.fleet.FleetTable;
import dev.cobot.node.mqtt.FleetLink;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cobot fleet}: every cell on a broker, one line each. */
@Command(
    name = "fleet",
    mixinStandardHelpOptions = true,
    subcommands = FleetSayCommand.class,
    synopsisSubcommandLabel = "[say]",
    description = {
      "Shows every cell on a broker: how it stands, what it does, how its last command ended.",
      "On a terminal the table is live, until ^C; elsewhere it is printed once. A cell is live"
          + " while it says that it is there and its state is at most 5 s old; then it is STALE,"
          + " after 30 s LOST, whatever it said before."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:shown",
      "2:the command line is wrong",
      "3:a file, an address or a port cannot be used",
      "5:the broker is not reached, or refuses"
    })
final class FleetCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final double CONNECT_SECONDS = 10;
  private static final long TURN_MILLIS = 250;
  private static final int TURNS_A_PICTURE = 4;
  private static final int WIDTH = 120;

  @Spec private CommandSpec spec;
  @Mixin private BrokerOptions broker;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      defaultValue = "+",
      description = "The cells of one site alone (default: of all).")
  private String site;

  @Option(
      names = "--match",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Cells alone whose SITE/CELL has this in it.")
  private String match;

  @Option(
      names = "--standing",
      paramLabel = "WORD",
      split = ",",
      description = "Cells alone that are ${COMPLETION-CANDIDATES}; several with commas.")
  private Set<CellStanding> standings = Set.of();

  @Option(
      names = "--sort",
      paramLabel = "WORD",
      defaultValue = "NAME",
      description =
          "${COMPLETION-CANDIDATES}: by name, those first that want a look, the oldest state, the"
              + " largest gap, what failed or was refused (default: ${DEFAULT-VALUE}).")
  private FleetQuery.Order order;

  @Option(names = "--once", description = "Print the table once, also on a terminal.")
  private boolean once;

  @Option(
      names = "--watch",
      description = "Print a line for each change, and not a table; with --json a document each.")
  private boolean watch;

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "2.5",
      description =
          "How long to listen before the table is printed once: cells speak each second (default:"
              + " ${DEFAULT-VALUE}).")
  private double waitSeconds;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "Characters of a line (default: the terminal's, else 120).")
  private Integer width;

  @Option(
      names = "--dashboard",
      paramLabel = "[HOST:]PORT",
      converter = HostPort.Converter.class,
      description =
          "Show the same as a page for browsers, on this machine alone unless a host is said; then"
              + " looking takes the token that is printed.")
  private HostPort dashboard;

  @Mixin private VerboseOption verbose;

  private final FleetMemory memory = new FleetMemory();
  private final FleetChanges changes = new FleetChanges();
  private Optional<String> toldProblem = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    verbose.apply();
    MqttProfile profile = profile(broker, spec);
    requireName("--site", site, "+");
    if (once && watch) {
      throw new ParameterException(spec.commandLine(), "--once and --watch exclude each other");
    }
    if (!(waitSeconds >= 0 && waitSeconds <= 3600)) {
      throw new ParameterException(
          spec.commandLine(), "--wait must be in [0, 3600], got " + waitSeconds);
    }
    try (FleetLink link = FleetLink.open(profile, site, "+", FleetMemory.TOPICS, memory::take);
        FleetPage page = page(profile, link)) {
      boolean stays = watch || page != null || (isTerminal() && !once && !json);
      Optional<String> problem = link.await(CONNECT_SECONDS);
      if (problem.isPresent() && !stays) {
        throw new CliException(ExitCode.PEER_LOST, problem.get());
      }
      if (stays) {
        show(link, profile);
      }
      listen(link);
      print(link, profile);
      return ExitCode.DONE;
    }
  }

  /** Returns how the broker is reached; one must be named. */
  static MqttProfile profile(BrokerOptions broker, CommandSpec spec) {
    if (!broker.isGiven()) {
      throw new ParameterException(
          spec.commandLine(), "--mqtt is missing: which broker, as in mqtts://broker.example:8883");
    }
    return broker.client();
  }

  /** Ends with a sentence unless a name can be part of a topic. */
  static void requireName(String option, String name, String also) {
    if (!name.equals(also) && !name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          option + ": got '" + name + "', must be 1 to 64 of the signs A-Z a-z 0-9 _ -");
    }
  }

  private FleetPage page(MqttProfile profile, FleetLink link) throws IOException {
    if (dashboard == null || dashboard.port() == 0) {
      return null;
    }
    FleetPage page =
        FleetPage.start(
            new Listening(dashboard.port(), dashboard.host(), List.of()),
            () -> FleetDocument.of(memory.snapshot(), profile.broker(), link.problem()));
    spec.commandLine().getErr().println("cobot: fleet: " + page.link());
    return page;
  }

  private static boolean isTerminal() {
    return Boolean.getBoolean("cobot.terminal.out");
  }

  /** Shows what comes until it is ended. */
  private void show(FleetLink link, MqttProfile profile) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    for (long turn = 0; ; turn++) {
      link.turn();
      if (watch) {
        tellChanges(link, out);
      } else if (isTerminal() && turn % TURNS_A_PICTURE == 0) {
        int[] size = terminalSize();
        out.print("\u001b[H\u001b[J");
        table(size[1])
            .lines(snapshot(), profile.broker(), link.problem(), size[0] - 1)
            .forEach(out::println);
        out.flush();
      }
      TimeUnit.MILLISECONDS.sleep(TURN_MILLIS);
    }
  }

  private void listen(FleetLink link) throws InterruptedException {
    long deadline = System.nanoTime() + Math.round(waitSeconds * 1e9);
    while (System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(50);
      link.turn();
    }
  }

  private void print(FleetLink link, MqttProfile profile) {
    PrintWriter out = spec.commandLine().getOut();
    FleetSnapshot fleet = snapshot();
    if (json) {
      out.println(FleetDocument.of(fleet, profile.broker(), link.problem()));
    } else {
      table(isTerminal() ? terminalSize()[1] : WIDTH)
          .lines(fleet, profile.broker(), link.problem(), Integer.MAX_VALUE)
          .forEach(out::println);
    }
    out.flush();
  }

  private FleetSnapshot snapshot() {
    return memory.snapshot().with(new FleetQuery(match, standings, order));
  }

  private FleetTable table(int terminalWidth) {
    return new FleetTable(
        width == null ? terminalWidth : width, isTerminal() && System.getenv("NO_COLOR") == null);
  }

  private void tellChanges(FleetLink link, PrintWriter out) {
    Optional<String> problem = link.problem();
    if (!problem.equals(toldProblem)) {
      toldProblem = problem;
      String said = problem.map(p -> "NOT CONNECTED: " + p).orElse("connected");
      out.println(json ? begin("broker").put("problem", problem.orElse(null)) : said);
    }
    for (FleetChanges.Change change : changes.since(snapshot())) {
      if (json) {
        ObjectNode line = begin(change.isGone() ? "gone" : "cell");
        line.set("cell", FleetDocument.of(change.row()));
        out.println(line);
      } else {
        out.println((change.isGone() ? "GONE " : "") + FleetTable.line(change.row()));
      }
    }
    out.flush();
  }

  private static ObjectNode begin(String change) {
    return JSON.createObjectNode().put("time", Instant.now().toString()).put("change", change);
  }

  /** Returns lines and columns; a terminal may be made larger meanwhile. */
  private static int[] terminalSize() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectErrorStream(true)
              .start();
      String said =
          new String(stty.getInputStream().readNBytes(40), StandardCharsets.US_ASCII).strip();
      if (said.matches("[1-9][0-9]{0,4} [1-9][0-9]{0,4}")) {
        int space = said.indexOf(' ');
        return new int[] {
          Integer.parseInt(said.substring(0, space)), Integer.parseInt(said.substring(space + 1))
        };
      }
    } catch (IOException e) {
      return new int[] {24, WIDTH}; // as where nobody says it
    }
    return new int[] {24, WIDTH};
  }
}
