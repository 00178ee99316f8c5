package dev.cobot.node.app;

import dev.cobot.node.config.ConfigException;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.Robots;
import dev.cobot.node.drivers.RobotDrivers;
import dev.cobot.node.event.CellListener;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What a runtime is started with.
 *
 * @param world the world file
 * @param robot the robot that stands in it instead of its own; null for its own
 * @param master the ROS master; null for one of our own with a simulated cell
 * @param masterPort port of our own master; 0 takes a free one
 * @param rosArguments remappings as roslaunch gives them
 * @param simulatedDrivers whether the robot is a simulated one, whatever its robot file says of
 *     real drivers
 * @param listeners hear everything that happens in the cell
 */
public record RuntimeConfig(
    Profile profile,
    Path world,
    String robot,
    URI master,
    int masterPort,
    List<String> rosArguments,
    boolean simulatedDrivers,
    List<CellListener> listeners) {
  public RuntimeConfig {
    rosArguments = List.copyOf(rosArguments);
    listeners = List.copyOf(listeners);
  }

  /** With the world's own robot. */
  public RuntimeConfig(
      Profile profile,
      Path world,
      URI master,
      int masterPort,
      List<String> rosArguments,
      List<CellListener> listeners) {
    this(profile, world, null, master, masterPort, rosArguments, false, listeners);
  }

  /** Returns the same with other listeners. */
  public RuntimeConfig heardBy(List<CellListener> others) {
    return new RuntimeConfig(
        profile, world, robot, master, masterPort, rosArguments, simulatedDrivers, others);
  }

  /**
   * Returns how the robot's drivers are spoken to: as its robot file says, but the embedded
   * simulated cell has topics of its own.
   *
   * @throws IOException when the robot file cannot be used
   */
  RobotDrivers drivers(World loaded) throws IOException {
    try {
      return master == null || robot == null || simulatedDrivers
          ? RobotDrivers.SIMULATED
          : Robots.drivers(robot, loaded.robot().model());
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Reads the world with its robot. */
  World load() throws IOException {
    try {
      return Robots.into(World.load(world), robot);
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
