package dev.cobot.node.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that holds {@code launch}, {@code worlds} and the modules. */
public final class ProjectHome {
  /** The system property that the launcher sets. */
  public static final String PROPERTY = "cobot.home";

  private static final String DATA_PROPERTY = "cobot.data";

  private ProjectHome() {}

  /** Returns the folder. */
  public static Path path() {
    return Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath().normalize();
  }

  /** Returns a path of a profile, which is relative to the project's home. */
  public static Path resolve(String path) {
    return path().resolve(path).normalize();
  }

  /**
   * Returns a path of a profile that is written to: relative to the folder that the system property
   * {@code cobot.data} names, as the launcher of an installed program sets it, else to the home.
   */
  public static Path kept(String path) {
    String data = System.getProperty(DATA_PROPERTY, "");
    return (data.isEmpty() ? path() : Path.of(data).toAbsolutePath()).resolve(path).normalize();
  }

  /** Returns a path that a user typed: relative to where they are, else to the project's home. */
  public static Path typed(String path) {
    Path here = Path.of(path).toAbsolutePath().normalize();
    return Files.exists(here) || !Files.exists(resolve(path)) ? here : resolve(path);
  }
}
