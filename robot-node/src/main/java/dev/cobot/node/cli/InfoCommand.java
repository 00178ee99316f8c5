package dev.cobot.node.cli;

import dev.cobot.action.foreign.ForeignPolicy;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.Versions;
import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.ReleasedModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cobot info}: what this is made of. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Versions, licences of the main libraries, and the released models' cards.")
final class InfoCommand implements Callable<Integer> {
  private static final List<List<String>> LICENCES =
      List.of(
          List.of("Deep Java Library", "Apache-2.0"),
          List.of("ONNX Runtime", "MIT"),
          List.of("PyTorch natives", "BSD-3-Clause"),
          List.of("all-MiniLM-L6-v2", "Apache-2.0"),
          List.of("LangChain4j embeddings", "Apache-2.0"),
          List.of("NanoDet backbone", "Apache-2.0"),
          List.of("BoofCV", "Apache-2.0"),
          List.of("ode4j", "BSD-3-Clause or LGPL-2.1"),
          List.of("SQLite JDBC", "Apache-2.0"),
          List.of("Jackson", "Apache-2.0"),
          List.of("picocli", "Apache-2.0"),
          List.of("Logback", "EPL-1.0 or LGPL-2.1"),
          List.of("SLF4J", "MIT"));

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws ConfigException, IOException {
    common.applyLogging();
    PrintWriter out = spec.commandLine().getOut();
    Versions.all().forEach((name, version) -> out.printf("%-24s %s%n", name, version));
    out.printf("%-24s %s%n", "home", ProjectHome.path());
    out.println();
    LICENCES.forEach(row -> out.printf("%-24s %s%n", row.get(0), row.get(1)));
    out.println();
    for (Path folder : modelFolders(common.profile().models())) {
      card(out, folder);
    }
    for (Path folder : children(ReleasedModels.sight())) {
      card(out, folder);
    }
    return ExitCode.DONE;
  }

  /** Returns the model folders of a profile; hearing and workspace are folders of several. */
  static List<Path> modelFolders(Profile.Models models) throws IOException {
    return Stream.of(
            Stream.of(models.vision(), models.language()).map(ProjectHome::resolve),
            children(ProjectHome.resolve(models.hearing())).stream(),
            children(ProjectHome.resolve(models.workspace())).stream(),
            Stream.of(ProjectHome.resolve(models.policy())))
        .flatMap(s -> s)
        .toList();
  }

  private static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of(folder);
    }
    try (Stream<Path> children = Files.list(folder)) {
      List<Path> nets = children.filter(Files::isDirectory).sorted().toList();
      return nets.isEmpty() ? List.of(folder) : nets;
    }
  }

  private static void card(PrintWriter out, Path folder) {
    if (ForeignPolicy.isIn(folder)) {
      out.printf("%-24s trained elsewhere; cobot policy check %s%n", "policy", folder);
      return;
    }
    try {
      ModelCard card = ModelFolder.open(folder).card();
      StringBuilder metrics = new StringBuilder();
      new TreeMap<>(card.metrics())
          .forEach((k, v) -> metrics.append(String.format(Locale.ROOT, " %s=%.4g", k, v)));
      String language = card.architecture().path("language").asText("");
      out.printf(
          "%-24s made %s, seed %d;%s%n",
          language.isEmpty() ? card.name() : card.name() + " " + language,
          card.created(),
          card.seed(),
          metrics);
    } catch (ModelException e) {
      out.printf("%-24s %s%n", folder.getFileName(), e.getMessage());
    }
  }
}
