package dev.cobot.node.cli;

import dev.cobot.node.app.JsonLog;
import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that several verbs share; a verb adds what it understands. */
final class CommonOptions {
  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "The cell's profile (default: launch/profiles/default.yaml).")
  private String profile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces one value of the profile, as in --set gate.rampSeconds=0.3.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Where the networks run: auto, cpu, cuda or cuda:N.")
  private String device;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Root of everything random (default: the profile's).")
  private Long seed;

  @Option(
      names = "--log",
      paramLabel = "text|json",
      description =
          "How standard error is written: text, for people; or json, one object a line, with what"
              + " happens to commands and their ids (default: the profile's, text).")
  private String log;

  @Mixin private VerboseOption verbose;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private boolean isJson;

  /** Sets level and form of the log, as far as options do. */
  void applyLogging() {
    verbose.apply();
    if (log != null && !log.equals("text") && !log.equals("json")) {
      throw new ParameterException(
          spec.commandLine(), "--log: got '" + log + "', allowed: text, json");
    }
    write(log);
  }

  private void write(String form) {
    if ("json".equals(form) && !isJson) {
      isJson = true;
      JsonLog.begin();
      spec.commandLine().setErr(new JsonLog.Notices());
    }
  }

  /** Reads the profile with everything that the command line changes in it. */
  Profile profile() throws ConfigException {
    return profile(List.of());
  }

  /** As {@link #profile()}, with what a verb's own options set. */
  Profile profile(List<String> more) throws ConfigException {
    List<String> all = new ArrayList<>(settings);
    all.addAll(more);
    if (device != null) {
      all.add("device='" + device.replace("'", "") + "'");
    }
    if (seed != null) {
      all.add("sim.seed=" + seed);
    }
    Path file =
        profile == null
            ? ProjectHome.resolve("launch/profiles/default.yaml")
            : ProjectHome.typed(profile);
    if (log != null) {
      all.add("log=" + log);
    }
    Profile read = ProfileReader.read(file, all);
    write(read.log());
    return read;
  }
}
