package dev.cobot.action.skill.wipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.Progress;
import dev.cobot.action.skill.Course;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.WipedArea;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WipeCourseTest {
  private static final HandState HAND =
      new HandState(
          new Transform("table", "tool0", new Vector3(0, 0, 0.3), HandState.pointingDown(0)),
          0.01,
          0,
          true);
  private static final Vector3 SIZE = new Vector3(0.14, 0.10, 0.034);
  private static final double ON_TABLE_METERS = 0.017;

  private final Course course = new Wipe().course(CommandMeaning.NONE);

  private static ObjectAttributes cloth(double x, double y, double lowMeters, double yawRad) {
    return new ObjectAttributes(
        "cloth-1",
        ObjectKind.CLOTH,
        new Vector3(x, y, ON_TABLE_METERS + lowMeters),
        yawRad,
        new ColorRgb(1, 1, 1),
        SIZE,
        0.9,
        new ObjectAttributes.Uncertainty(Vector3.ZERO, 0.1, Vector3.ZERO));
  }

  private double wipe(double x, double y, double lowMeters, double yawRad) {
    return course.observe(cloth(x, y, lowMeters, yawRad), HAND, true).share();
  }

  /** Returns how many of 20 cells of 15 mm from a corner on have their middle within a cloth. */
  private static int cells(double low, double middle, double half) {
    int count = 0;
    for (int i = 0; i < 20; i++) {
      count += Math.abs(low + (i + 0.5) * 0.015 - middle) < half ? 1 : 0;
    }
    return count;
  }

  @Test
  void onlyAHeldClothThatTouchesTheTableWipes() {
    Progress first = course.observe(cloth(0.031, 0.001, 0, 0), HAND, false);
    assertEquals(0, first.share());
    assertEquals(1, first.goals().size());
    assertEquals(0, wipe(0.031, 0.001, 0.004, 0), "held over the table");
    int under = cells(-0.12, 0.031, 0.07) * cells(-0.15, 0.001, 0.05);
    assertEquals(0, wipe(0.031, 0.001, 0.001, 0), "a millimetre above it");
    assertEquals(under / 400.0, wipe(0.031, 0.001, 0, 0), 1e-12);
    assertEquals(
        under / 400.0,
        course.observe(cloth(-0.05, -0.1, 0, 0), HAND, false).share(),
        1e-12,
        "what lies there wipes nothing");
  }

  @Test
  void aHeldClothIsKeptPressedOnTheTable() {
    assertEquals(Optional.empty(), course.rise(cloth(0, 0, 0.05, 0), false));
    assertEquals(-0.052, course.rise(cloth(0, 0, 0.05, 0), true).orElseThrow(), 1e-12);
    assertEquals(0.003, course.rise(cloth(0, 0, -0.005, 0), true).orElseThrow(), 1e-12);
  }

  @Test
  void whatIsWipedIsUnderTheClothAsItIsTurned() {
    WipedArea area =
        course.observe(cloth(0.031, 0.001, 0, Math.PI / 2), HAND, true).wiped().orElseThrow();
    for (int i = 0; i < 400; i++) {
      Vector3 p = area.middle(i);
      assertEquals(
          Math.abs(p.x() - 0.031) < 0.05 && Math.abs(p.y() - 0.001) < 0.07,
          area.wiped()[i],
          p.toString());
    }
  }

  @Test
  void theShareGrowsAndIsNotForgotten() {
    double left = wipe(-0.05, 0.001, 0, 0);
    double both = wipe(0.05, 0.001, 0, 0);
    assertTrue(left > 0.05 && both > 1.4 * left, left + " and " + both);
    assertEquals(both, wipe(-0.05, 0.001, 0, 0), "it was there before");
    Progress lifted = course.observe(cloth(0, 0.1, 0.1, 0), HAND, true);
    assertEquals(both, lifted.share());
    wipe(0, 0.1, 0, 0);
    assertEquals(both, lifted.wiped().orElseThrow().share(), "what was told stays as it was");
  }

  /** Each goal leads to what is not yet wiped: whoever goes there comes to an end. */
  @Test
  void theNextGoalIsWhatIsNotYetWiped() {
    Progress now = course.observe(cloth(0.03, 0, 0, 0), HAND, true);
    double before = 0;
    int ways = 0;
    while (!now.goals().isEmpty()) {
      assertEquals(now.share() >= 0.95, course.isDone(now));
      Vector3 goal = now.goals().get(0);
      assertEquals(1, now.goals().size());
      assertTrue(goal.x() > -0.13 && goal.x() < 0.19 && Math.abs(goal.y()) < 0.16, goal.toString());
      now = course.observe(cloth(goal.x(), goal.y(), 0, 0), HAND, true);
      if (++ways % 2 == 0) { // one way may only bring it to the next strip
        assertTrue(now.share() > before, "nothing new at " + goal + " after " + before);
        before = now.share();
      }
    }
    assertEquals(1, now.share());
    assertTrue(course.isDone(now));
    assertTrue(ways > 6 && ways < 40, ways + " ways");
  }
}
