package dev.cobot.node.config;

import dev.cobot.brain.BrainModels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** With what the runtime looks at pictures. */
public enum Perceiving {
  /** With the workspace's vision domain, which knows the camera that it was trained with. */
  VISION,
  /** With the detector and the reader of any calibrated camera's pictures. */
  SIGHT;

  /** Returns the words that {@link #parse} reads. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Perceiving::word).toList();
  }

  /**
   * @throws IllegalArgumentException when it is none of {@link #words}
   */
  public static Perceiving parse(String word) {
    return Arrays.stream(values())
        .filter(one -> one.word().equals(word))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("got '" + word + "', must be one of " + words()));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the models with which the brain looks so. */
  public BrainModels of(BrainModels models, Path sight) {
    return this == SIGHT ? models.lookingWith(sight) : models;
  }
}
