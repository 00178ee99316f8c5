package dev.cobot.action.skill.pick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
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
import org.junit.jupiter.api.Test;

class LiftCourseTest {
  private static final HandState HAND =
      new HandState(
          new Transform("table", "tool0", new Vector3(0, 0, 0.3), HandState.pointingDown(0)),
          0.08,
          0,
          false);
  private static final double STANDING_METERS = 0.125;
  private static final double LYING_METERS = 0.19;

  private final Course course = new Pick().course(CommandMeaning.NONE);

  private static ObjectAttributes bottle(double x, double z) {
    return new ObjectAttributes(
        "bottle-1",
        ObjectKind.BOTTLE,
        new Vector3(x, 0.1, z),
        0,
        new ColorRgb(0, 1, 0),
        new Vector3(0.06, 0.06, 0.2),
        0.9,
        new ObjectAttributes.Uncertainty(Vector3.ZERO, Math.PI, Vector3.ZERO));
  }

  private static ObjectAttributes lying(double x, double z) {
    return bottle(x, z).leaning(new Vector3(1, 1, 0.2));
  }

  private static void assertGoal(double x, double z, double share, Progress progress) {
    assertEquals(1, progress.goals().size());
    assertEquals(0, progress.goals().get(0).distanceTo(new Vector3(x, 0.1, z)), 1e-12);
    assertEquals(share, progress.share(), 1e-12);
    assertTrue(progress.wiped().isEmpty());
  }

  @Test
  void theGoalIsAboveWhereItWasBeforeItWasTaken() {
    assertGoal(0, 0.1 + STANDING_METERS, 0, course.observe(bottle(0, 0.1), HAND, false));
    // Until it is held, it is where it is believed.
    assertGoal(0.02, 0.18 + STANDING_METERS, 0, course.observe(bottle(0.02, 0.18), HAND, false));
    assertGoal(0.02, 0.18 + STANDING_METERS, 0, course.observe(bottle(0.02, 0.18), HAND, true));
    assertGoal(0.03, 0.18 + STANDING_METERS, 0.4, course.observe(bottle(0.03, 0.23), HAND, true));
    assertGoal(0.03, 0.18 + STANDING_METERS, 1, course.observe(bottle(0.03, 0.35), HAND, true));
    assertGoal(0.03, 0.18 + STANDING_METERS, 0, course.observe(bottle(0.03, 0.15), HAND, true));
    // It has slipped out and is lifted anew.
    assertGoal(0.05, 0.1 + STANDING_METERS, 0, course.observe(bottle(0.05, 0.1), HAND, false));
    assertGoal(0.05, 0.1 + STANDING_METERS, 0.8, course.observe(bottle(0.05, 0.2), HAND, true));
  }

  @Test
  void itIsDoneWhenItIsAsHighAsItShouldBe() {
    course.observe(bottle(0, 0.1), HAND, false);
    assertFalse(course.isDone(course.observe(bottle(0, 0.21), HAND, true)));
    assertTrue(course.isDone(course.observe(bottle(0, 0.22), HAND, true)));
  }

  @Test
  void whatLiesHasToComeOverARim() {
    assertGoal(0, 0.05 + LYING_METERS, 0, course.observe(lying(0, 0.05), HAND, false));
    assertGoal(0, 0.05 + LYING_METERS, 0.5, course.observe(lying(0, 0.145), HAND, true));
    // What it hangs like in the hand changes nothing.
    assertGoal(0, 0.05 + LYING_METERS, 0.5, course.observe(bottle(0, 0.145), HAND, true));
  }

  @Test
  void whatIsHeldAtFirstIsLiftedFromThere() {
    assertGoal(0, 0.3 + STANDING_METERS, 0, course.observe(bottle(0, 0.3), HAND, true));
    assertGoal(0, 0.3 + STANDING_METERS, 0.8, course.observe(bottle(0, 0.4), HAND, true));
  }

  @Test
  void eachCommandHasACourseOfItsOwn() {
    assertNotSame(course, new Pick().course(CommandMeaning.NONE));
  }
}
