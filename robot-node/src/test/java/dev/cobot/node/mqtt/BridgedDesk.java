package dev.cobot.node.mqtt;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.config.MqttProfile;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.event.Command;
import dev.cobot.sim2real.world.World;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A bridge with a scripted desk behind it. */
final class BridgedDesk implements AutoCloseable {
  final List<Command> carriedOut = new CopyOnWriteArrayList<>();
  final MqttBridge bridge;
  private final ScriptedDesk desk;

  BridgedDesk(MqttProfile settings) throws Exception {
    this(MqttBridge.open(settings));
  }

  BridgedDesk(MqttBridge bridge) throws Exception {
    this.bridge = bridge;
    desk = new ScriptedDesk(bridge, carriedOut::add, 5).start();
    Profile profile = ProfileReader.shipped();
    World world = World.load(ProjectHome.resolve(profile.world()));
    Thread thread =
        new Thread(
            bridge.serving(
                desk, () -> Factsheet.of(profile, world, List.of(), "test"), Optional::empty),
            "bridge");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns a payload of the command topic. */
  static String payload(String id, String text) {
    return new JsonMapper()
        .createObjectNode()
        .put("id", id)
        .put("text", text)
        .put("expires", System.currentTimeMillis() / 1000 + 60)
        .toString();
  }

  @Override
  public void close() {
    desk.close();
    bridge.close();
  }
}
