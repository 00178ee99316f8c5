package dev.cobot.node.dashboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cobot.action.session.Stage;
import dev.cobot.node.event.CellEvent;
import dev.cobot.sim2real.robot.ArmState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TickMemoryTest {
  private final TickMemory memory = new TickMemory();

  private void tick(double millis, Map<Stage, Long> stageNanos) {
    memory.take(
        new CellEvent.Ticked(
            1,
            "a",
            new ArmState(List.of(), new double[0], new double[0], 0, 0, 1),
            Map.of(),
            Optional.empty(),
            Math.round(1e6 * millis),
            stageNanos));
  }

  private TickMemory.Spread spread(String part) {
    return memory.spreads().stream().filter(s -> s.part().equals(part)).findFirst().orElseThrow();
  }

  @Test
  void eachTickIsCountedOnceAndAStageWhereItWasComeTo() {
    assertEquals(Double.NaN, spread(TickMemory.TICK).p50Millis());
    tick(0.05, Map.of());
    for (int i = 0; i < 97; i++) {
      tick(3, Map.of(Stage.PERCEIVE, 2_500_000L, Stage.GATE, 100_000L));
    }
    tick(39.999, Map.of(Stage.PERCEIVE, 30_000_000L));
    tick(40, Map.of());
    assertEquals(
        List.of("tick", "perceive", "believe", "ground", "broadcast", "act", "gate", "publish"),
        memory.spreads().stream().map(TickMemory.Spread::part).toList());
    TickMemory.Spread whole = spread(TickMemory.TICK);
    assertEquals(100, whole.ticks());
    assertArrayEquals(new int[] {1, 0, 0, 0, 0, 97, 0, 0, 1, 1}, whole.counts());
    assertEquals(3, whole.p50Millis(), 1e-9);
    assertEquals(39.999, whole.p99Millis(), 1e-9);
    TickMemory.Spread gate = spread("gate");
    assertEquals(97, gate.ticks());
    assertArrayEquals(new int[] {0, 97, 0, 0, 0, 0, 0, 0, 0, 0}, gate.counts());
    assertEquals(0.1, gate.p99Millis(), 1e-9);
    assertEquals(98, spread("perceive").ticks());
    assertEquals(0, spread("act").ticks());
  }

  @Test
  void onlyTheNewestMinuteIsKept() {
    for (int i = 0; i < TickMemory.KEPT_TICKS; i++) {
      tick(30, Map.of(Stage.ACT, 20_000_000L));
    }
    for (int i = 0; i < TickMemory.KEPT_TICKS - 1; i++) {
      tick(1, Map.of());
    }
    assertEquals(TickMemory.KEPT_TICKS, spread(TickMemory.TICK).ticks());
    assertEquals(1, spread(TickMemory.TICK).p99Millis(), 1e-9);
    assertEquals(1, spread("act").ticks());
  }
}
