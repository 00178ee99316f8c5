package dev.cobot.node.cli;

import dev.cobot.node.cli.console.VerboseOption;
import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Mixin private VerboseOption verbose;

  /** Sets the level of the log. */
  void applyLogging() {
    verbose.apply();
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
    return ProfileReader.read(file, all);
  }
}
