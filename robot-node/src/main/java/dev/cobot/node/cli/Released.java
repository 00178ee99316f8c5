package dev.cobot.node.cli;

import dev.cobot.brain.BrainModels;
import dev.cobot.node.config.ProjectHome;
import java.nio.file.Path;

/** Where the released models are. */
final class Released {
  private Released() {}

  static BrainModels brain() {
    return new BrainModels(
        ProjectHome.resolve("gw-brain/models/vision"),
        ProjectHome.resolve("gw-brain/models/language"),
        ProjectHome.resolve("gw-brain/models/workspace"));
  }

  /** Returns the folder with the modules of Simple Shapes. */
  static Path shapes() {
    return ProjectHome.resolve("gw-brain/models");
  }

  static Path policy() {
    return ProjectHome.resolve("action-transformer/models/policy");
  }
}
