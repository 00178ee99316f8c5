package dev.cobot.node.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.config.Suites;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path folder;

  @Test
  void aSetOfAnotherWorldsContentIsRefused() throws Exception {
    World world = World.load(ProjectHome.resolve("worlds/factory_table.world"));
    ObjectNode inputs = RunFolder.inputs(world, Suites.file("rat7"));
    assertEquals(64, inputs.path("world").path("sha256").asText().length());
    RunFolder set = RunFolder.create(folder.resolve("set").toString(), "data");
    set.claim(RunFolder.document("data demos", 1, Map.of("n", 4), inputs));
    set.claim(RunFolder.document("data demos", 1, Map.of("n", 4), inputs));
    ObjectNode others = inputs.deepCopy();
    others.withObject("/world").put("sha256", "0");
    String message =
        assertThrows(
                IOException.class,
                () -> set.claim(RunFolder.document("data demos", 1, Map.of("n", 4), others)))
            .getMessage();
    assertTrue(message.contains("what is read has changed"), message);
  }
}
