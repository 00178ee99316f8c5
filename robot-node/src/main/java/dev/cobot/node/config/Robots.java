package dev.cobot.node.config;

import dev.cobot.node.drivers.RobotDrivers;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robotfile.RobotFile;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Robots by name: our own descriptions, and folders that {@code cobot robot import} wrote. */
public final class Robots {
  private static final String FOLDER = "worlds/robots";

  private Robots() {}

  /**
   * Returns the folder of an imported robot, or the URDF file of one of ours.
   *
   * @param name as typed: a folder with a robot file, or a name in {@code worlds/robots}
   * @throws ConfigException when there is neither
   */
  public static Path find(String name) throws ConfigException {
    Path typed = ProjectHome.typed(name);
    Path named = ProjectHome.resolve(FOLDER).resolve(name).normalize();
    for (Path folder : List.of(typed, named)) {
      if (Files.isRegularFile(folder.resolve(RobotFile.FILE))) {
        return folder;
      }
    }
    Path own = ProjectHome.resolve(FOLDER + "/" + name + ".urdf");
    if (Files.isRegularFile(own)) {
      return own;
    }
    throw new ConfigException(
        "there is no robot '"
            + name
            + "': neither a folder with a "
            + RobotFile.FILE
            + " nor one in "
            + ProjectHome.resolve(FOLDER)
            + "; make one by: cobot robot import FILE --out "
            + FOLDER
            + "/NAME");
  }

  /**
   * Returns a world with a robot in it.
   *
   * @param name as typed; null leaves the world as it is
   */
  public static World into(World world, String name) throws ConfigException, IOException {
    if (name == null) {
      return world;
    }
    Path found = find(name);
    if (Files.isDirectory(found)) {
      return RobotFile.into(world, found);
    }
    return world.withRobot(
        new World.RobotMount(RobotModel.load(found), found, world.robot().tableFromBase()),
        List.of(found));
  }

  /**
   * Returns how a robot's drivers are spoken to.
   *
   * @param name as typed
   * @param robot what was read of it
   * @throws ConfigException when the robot file says something that is not allowed
   */
  public static RobotDrivers drivers(String name, RobotModel robot)
      throws ConfigException, IOException {
    Path found = find(name);
    if (!Files.isDirectory(found)) {
      return RobotDrivers.SIMULATED;
    }
    try {
      return RobotDrivers.of(RobotFile.read(found).ros(), robot);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(found.resolve(RobotFile.FILE) + ": " + e.getMessage());
    }
  }
}
