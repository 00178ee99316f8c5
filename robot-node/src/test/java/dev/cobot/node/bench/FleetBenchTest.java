package dev.cobot.node.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small fleet for a few seconds; how fast it is, is the bench's matter. */
@Timeout(120)
class FleetBenchTest {
  @TempDir private Path folder;

  @Test
  void everyCommandOfASmallFleetIsAcceptedAndEndsOnce() throws Exception {
    FleetBench.Outcome found =
        new FleetBench(20, 5 / 60.0, 4, folder, new JsonMapper().createObjectNode(), line -> {})
            .run();
    assertEquals(20, found.commands());
    assertEquals(20, found.acceptMillis().length);
    assertEquals(0, found.lost());
    assertEquals(0, found.duplicated());
    double oldest = FleetBench.Outcome.quantile(found.oldestSeconds(), 0.5);
    assertTrue(oldest < 30, "the view is as old as " + oldest + " s");
    assertTrue(found.brokerResidentMiB() > 0 && found.cpuShare() > 0);
  }
}
