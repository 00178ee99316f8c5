package dev.cobot.node.cli.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ReliabilityTest {
  private static final double EPSILON = 1e-9;

  @Test
  void theErrorIsThatOfTheBinsByTheirFrequency() {
    Reliability reliability = new Reliability();
    assertEquals(0, reliability.expectedError(), "of nothing");
    for (int i = 0; i < 4; i++) {
      reliability.add(0.95, i > 0); // three of four: 0.2 apart
    }
    reliability.add(0.25, false);
    reliability.add(1, true);
    // Bins of 0.9 to 1 (4.8 said, 4 true) and of 0.2 to 0.3 (0.25 said, 0 true), of 6.
    assertEquals((0.8 + 0.25) / 6, reliability.expectedError(), EPSILON);
    ObjectNode document = reliability.document();
    assertEquals(2, document.path("bins").size());
    assertEquals(5, document.path("bins").path(1).path("count").asInt());
    assertEquals(0.8, document.path("bins").path(1).path("true").asDouble(), EPSILON);
  }
}
