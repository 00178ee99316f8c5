package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DebugTest {
  @Test
  void find() throws Exception {
    World world =
        World.load(Path.of(System.getProperty("cobot.home"), "worlds/factory_table.world"));
    try (CellSimulator a = CellSimulator.open(world, world.nominalObjects(), 3);
        CellSimulator b = CellSimulator.open(world, world.nominalObjects(), 3)) {
      ScriptedArm arm = new ScriptedArm(a);
      arm.moveTo(0, -0.06, 0.12, 0.3, 1);
      arm.moveTo(0, -0.06, 0.02, 0.3, 0.8);
      arm.grip(0, 0.3);
      arm.grip(0, 0.152);
      arm.grip(0, 0.4);
      arm.moveTo(0, -0.06, 0.16, 0.3, 0.8);
      arm.moveTo(0.1, 0.09, 0.16, 0.3, 0.8);
      arm.grip(0.085, 0.14);
      arm.grip(0.085, 0.4);
      b.restoreState(a.saveState());
      a.commandGripper(0);
      b.commandGripper(0);
      for (int i = 0; i < 300; i++) {
        byte[] x = a.saveState().toBytes();
        byte[] y = b.saveState().toBytes();
        int m = Arrays.mismatch(x, y);
        if (m >= 0) {
          System.out.println(
              "DBG step " + i + " offset " + m + " len " + x.length + " " + y.length);
          int shown = 0;
          for (int k = 0; k < x.length && shown < 40; k++)
            if (x[k] != y[k]) {
              System.out.print(k + " ");
              shown++;
            }
          System.out.println("\nDBG " + a.truth().objects());
          System.out.println("DBG " + b.truth().objects());
          break;
        }
        a.step();
        b.step();
      }
    }
  }
}
