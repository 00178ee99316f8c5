package dev.cobot.node.mqtt;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cobot.node.config.MqttProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A bridge with a scripted desk as a process of its own, which a test may kill. */
final class ScriptedCell {
  private ScriptedCell() {}

  /** Starts one that writes a line for each command that it carries out. */
  static Process start(MqttProfile profile, Path carriedOut) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ScriptedCell.class.getName(),
                carriedOut.toString()));
    command.add(new JsonMapper().writeValueAsString(profile));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(carriedOut.resolveSibling("cell.log").toFile()))
        .start();
  }

  public static void main(String[] arguments) throws Exception {
    Path carriedOut = Path.of(arguments[0]);
    JsonMapper json = new JsonMapper();
    MqttBridge bridge = MqttBridge.open(json.readValue(arguments[1], MqttProfile.class));
    ScriptedDesk desk =
        new ScriptedDesk(
                bridge,
                command -> {
                  try {
                    Files.writeString(
                        carriedOut,
                        command.id() + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                  } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                },
                10)
            .start();
    bridge.serving(desk, json::createObjectNode, Optional::empty).run();
  }
}
