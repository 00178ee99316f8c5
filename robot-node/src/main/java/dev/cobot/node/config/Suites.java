package dev.cobot.node.config;

import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;

/** The project's task suites with their worlds. */
public final class Suites {
  private Suites() {}

  /** Reads {@code worlds/suites/NAME.yaml}. */
  public static TaskSuite load(String name) throws IOException {
    return TaskSuite.load(file(name));
  }

  /** Returns the file of a suite. */
  public static Path file(String name) {
    return ProjectHome.resolve("worlds/suites/" + name + ".yaml");
  }

  /** Reads the world that a suite names. */
  public static World world(TaskSuite suite) throws IOException {
    return World.load(ProjectHome.resolve("worlds/" + suite.world()));
  }

  /** Returns what draws the scenes of a suite with the models of a world. */
  public static TaskScenes scenes(TaskSuite suite, World world) {
    return new TaskScenes(suite, world);
  }
}
