package dev.cobot.action.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.RobotModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MotionLimitsTest {
  @Test
  void theyAreMadeForTheRobotsJoints() throws Exception {
    Path robots = Path.of(System.getProperty("cobot.home"), "worlds", "robots");
    MotionLimits six = MotionLimits.of(RobotModel.load(robots.resolve("arm6.urdf")));
    assertEquals(6, six.velocityRadPerSecond().size());
    assertEquals(1.4, six.velocityRadPerSecond().get(0), 1e-9);
    MotionLimits seven = MotionLimits.of(RobotModel.load(robots.resolve("arm7.urdf")));
    assertEquals(7, seven.jerkRadPerSecond3().size());
    assertEquals(0.45 * 2.175, seven.velocityRadPerSecond().get(0), 1e-9);
  }

  @Test
  void theyAreRefusedByName() {
    List<Double> ones = List.of(1.0, 1.0);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new MotionLimits(ones, List.of(1.0), ones, 0.2, 0.1))
            .getMessage();
    assertTrue(message.contains("accelerationRadPerSecond2 needs one value for each of 2 joints"));
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new MotionLimits(ones, ones, List.of(1.0, 0.0), 0.2, 0.1))
            .getMessage();
    assertTrue(message.contains("jerkRadPerSecond3 must be positive and finite"));
    assertThrows(IllegalArgumentException.class, () -> new MotionLimits(ones, ones, ones, 0, 0.1));
    assertThrows(IllegalArgumentException.class, () -> new MotionLimits(ones, ones, ones, 0.2, -1));
  }
}
