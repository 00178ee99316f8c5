package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.skill.Outcome;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.sim2real.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second camera by the lines of worlds/README.md and .github/ADDING.md, over real TCPROS. */
class SecondCameraCellTest {
  @TempDir private Path folder;

  private static String block(String file, String pattern) throws Exception {
    Matcher block =
        Pattern.compile(pattern, Pattern.DOTALL)
            .matcher(Files.readString(ProjectHome.resolve(file)));
    assertTrue(block.find(), "there is no such block in " + file);
    return block.group(1);
  }

  @Test
  void picturesOfBothCamerasReachTheMind() throws Exception {
    String lines = block("worlds/README.md", "```xml second camera\\n(.*?)```");
    Path worldFile = folder.resolve("two.world");
    Files.writeString(
        worldFile,
        Files.readString(ProjectHome.resolve("worlds/factory_table.world"))
            .replace("</world>", lines + "</world>"));
    Path profileFile = folder.resolve("two.yaml");
    String cameras = block(".github/ADDING.md", "```yaml second camera\\n(.*?)```");
    Files.writeString(
        profileFile,
        Files.readString(ProjectHome.resolve("launch/profiles/default.yaml"))
            .replace("cameras:\n  camera: /camera\n", cameras));
    Profile profile =
        ProfileReader.read(
            profileFile, List.of("sim.imageWidthPixels=64", "sim.realTimeFactor=0.5"));
    assertEquals(Set.of("camera", "side"), profile.cameras().keySet());
    Map<String, Integer> looks = new ConcurrentHashMap<>();
    try (CobotRuntime runtime =
        CobotRuntime.start(
            new RuntimeConfig(
                profile,
                worldFile,
                null,
                0,
                List.of(),
                List.of(
                    event -> {
                      if (event instanceof CellEvent.Perceived perceived) {
                        perceived
                            .looks()
                            .forEach(look -> looks.merge(look.camera().id(), 1, Integer::sum));
                      }
                    })),
            new ScriptedMind(World.load(worldFile)))) {
      assertEquals(Optional.empty(), runtime.node().awaitCell(60));
      CommandReport report = runtime.node().submit(Command.of("turn")).get(120, TimeUnit.SECONDS);
      assertEquals(Outcome.Kind.DONE, report.outcome().kind(), report.outcome().detail());
    }
    assertEquals(Set.of("camera", "side"), looks.keySet());
    assertTrue(looks.values().stream().allMatch(n -> n >= 4), looks.toString());
  }

  @Test
  void aCameraThatTheWorldDoesNotHaveIsNamed() throws Exception {
    Path profileFile = folder.resolve("other.yaml");
    Files.writeString(
        profileFile,
        Files.readString(ProjectHome.resolve("launch/profiles/default.yaml"))
            .replace("  camera: /camera\n", "  wrist: /wrist\n"));
    Profile profile = ProfileReader.read(profileFile, List.of());
    Path world = ProjectHome.resolve(profile.world());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    CobotRuntime.start(
                        new RuntimeConfig(profile, world, null, 0, List.of(), List.of()),
                        new ScriptedMind(World.load(world))))
            .getMessage();
    assertTrue(message.contains("'wrist'") && message.contains("[camera]"), message);
  }
}
