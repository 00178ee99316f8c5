package dev.cobot.node.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What is kept of each command. The folder is relative to the project's home.
 *
 * @param folder where the store is; {@code off} for no recordings
 * @param maxMegabytes how large the store's file may become; then the oldest episodes go
 * @param maxDays how old an episode may become
 * @param pictureSeconds time between pictures beside the decisive moments; 0 for those alone
 */
public record RecordingsProfile(
    @JsonProperty(required = true) String folder,
    @JsonProperty(required = true) int maxMegabytes,
    @JsonProperty(required = true) int maxDays,
    @JsonProperty(required = true) double pictureSeconds) {
  private static final String OFF = "off";

  public RecordingsProfile {
    // YAML 1.1 takes off for a boolean.
    folder = folder.equals("false") ? OFF : folder;
    if (folder.isBlank()) {
      throw new IllegalArgumentException("folder: got nothing, must be a folder or off");
    }
    require("maxMegabytes", maxMegabytes, 1_000_000);
    require("maxDays", maxDays, 36_500);
    if (pictureSeconds != 0 && !(pictureSeconds >= 0.1 && pictureSeconds <= 3600)) {
      throw new IllegalArgumentException(
          "pictureSeconds: got " + pictureSeconds + ", must be 0 or in [0.1, 3600]");
    }
  }

  /** Whether anything is kept. */
  @JsonIgnore
  public boolean isOn() {
    return !folder.equals(OFF);
  }

  private static void require(String what, int value, int high) {
    if (!(value >= 1 && value <= high)) {
      throw new IllegalArgumentException(
          what + ": got " + value + ", must be in [1, " + high + "]");
    }
  }
}
