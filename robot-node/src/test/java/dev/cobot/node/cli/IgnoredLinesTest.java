package dev.cobot.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.world.World;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IgnoredLinesTest {
  @TempDir private Path folder;

  private static List<String> printed(World world) {
    StringWriter out = new StringWriter();
    IgnoredLines.print(world, new PrintWriter(out));
    return out.toString().lines().toList();
  }

  private World world(int winds) throws Exception {
    return World.load(
        Files.writeString(
            folder.resolve("my.world"),
            """
            <sdf version="1.6"><world name="my">
              <physics><max_step_size>0.004</max_step_size></physics>
              <model name="camera"><static>true</static><link name="l">
                <sensor name="c" type="camera"><camera><horizontal_fov>1</horizontal_fov>
                  <image><width>64</width><height>48</height></image></camera></sensor>
              </link></model>
              %s
            </world></sdf>
            """
                .formatted("<wind/>".repeat(winds))));
  }

  @Test
  void theShippedWorldSaysNothing() throws Exception {
    Path home = Path.of(System.getProperty("cobot.home"));
    assertEquals(List.of(), printed(World.load(home.resolve("worlds/factory_table.world"))));
  }

  @Test
  void tenPlacesAreNamedAndTheOthersCounted() throws Exception {
    assertEquals(10, printed(world(10)).size());
    List<String> lines = printed(world(25));
    assertEquals(11, lines.size());
    assertTrue(
        lines.get(0).matches("cobot: not used: .*my\\.world:\\d+: <wind> inside <world>"),
        lines.get(0));
    assertEquals("cobot: not used: 15 more places", lines.get(10));
  }
}
