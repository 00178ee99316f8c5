package dev.cobot.node.app;

import dev.cobot.node.config.Profile;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What a runtime is started with.
 *
 * @param world the world file
 * @param master the ROS master; null for one of our own with a simulated cell
 * @param masterPort port of our own master; 0 takes a free one
 * @param rosArguments remappings as roslaunch gives them
 */
public record RuntimeConfig(
    Profile profile, Path world, URI master, int masterPort, List<String> rosArguments) {
  public RuntimeConfig {
    rosArguments = List.copyOf(rosArguments);
  }
}
