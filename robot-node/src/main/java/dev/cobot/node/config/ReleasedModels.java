package dev.cobot.node.config;

import dev.cobot.brain.BrainModels;
import java.nio.file.Path;

/** Where the released models are. */
public final class ReleasedModels {
  private ReleasedModels() {}

  public static BrainModels brain() {
    return new BrainModels(
        ProjectHome.resolve("gw-brain/models/vision"),
        ProjectHome.resolve("gw-brain/models/language"),
        ProjectHome.resolve("gw-brain/models/hearing"),
        ProjectHome.resolve("gw-brain/models/workspace"));
  }

  /** Returns the models that a folder holds in folders of these names. */
  public static BrainModels brain(Path folder) {
    return new BrainModels(
        folder.resolve("vision"),
        folder.resolve("language"),
        folder.resolve("hearing"),
        folder.resolve("workspace"));
  }

  /** Returns the folder with the modules of Simple Shapes. */
  public static Path shapes() {
    return ProjectHome.resolve("gw-brain/models");
  }

  /** Returns the folder with the detector and the reader of any camera's pictures. */
  public static Path sight() {
    return ProjectHome.resolve("gw-brain/models/sight");
  }

  public static Path policy() {
    return ProjectHome.resolve("action-transformer/models/policy");
  }
}
