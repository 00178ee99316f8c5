package dev.cobot.node.app;

import dev.cobot.node.config.Profile;
import dev.cobot.node.event.CellListener;
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
 * @param listeners hear everything that happens in the cell
 */
public record RuntimeConfig(
    Profile profile,
    Path world,
    URI master,
    int masterPort,
    List<String> rosArguments,
    List<CellListener> listeners) {
  public RuntimeConfig {
    rosArguments = List.copyOf(rosArguments);
    listeners = List.copyOf(listeners);
  }
}
