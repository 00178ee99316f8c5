package dev.cobot.action.skill.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.Progress;
import dev.cobot.action.skill.Course;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.Turning;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CircuitCourseTest {
  private static final HandState HAND =
      new HandState(
          new Transform("table", "tool0", new Vector3(0, 0, 0.3), HandState.pointingDown(0)),
          0.08,
          0,
          false);
  private static final Vector3 CENTER = new Vector3(0.02, 0.005, 0.03);
  private static final double RADIUS_METERS = 0.1425;

  /** Where the bowl is at first: outside of the circle. */
  private static final Vector3 START = CENTER.plus(new Vector3(0.12, 0.2, 0));

  private static ObjectAttributes bowl(Vector3 place) {
    return new ObjectAttributes(
        "bowl-1",
        ObjectKind.BOWL,
        place,
        0,
        new ColorRgb(1, 1, 1),
        new Vector3(0.16, 0.16, 0.06),
        0.9,
        new ObjectAttributes.Uncertainty(Vector3.ZERO, Math.PI, Vector3.ZERO));
  }

  private static Course course(Optional<Turning> turning) {
    return new Push().course(new CommandMeaning(Optional.of("push"), Map.of(), turning));
  }

  private static Progress observe(Course course, Vector3 place) {
    return course.observe(bowl(place), HAND, false);
  }

  private static void assertLeft(List<Vector3> expected, Progress got) {
    assertEquals(expected.size(), got.goals().size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(0, expected.get(i).distanceTo(got.goals().get(i)), 1e-9);
    }
    assertEquals(1 - expected.size() / 4.0, got.share(), 1e-12);
    assertTrue(got.wiped().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(Turning.class)
  void theWayBeginsAtTheBowlAndGoesRoundInItsSense(Turning turning) {
    Progress first = observe(course(Optional.of(turning)), START);
    assertEquals(4, first.goals().size());
    double angle = Math.atan2(0.2, 0.12);
    for (int i = 0; i < 4; i++) {
      Vector3 expected =
          CENTER.plus(
              new Vector3(RADIUS_METERS * Math.cos(angle), RADIUS_METERS * Math.sin(angle), 0));
      assertEquals(0, expected.distanceTo(first.goals().get(i)), 1e-9, turning + " " + i);
      angle += (turning == Turning.COUNTERCLOCKWISE ? 1 : -1) * Math.PI / 2;
    }
    assertEquals(0, first.share());
  }

  @Test
  void unlessItIsSaidTheWayIsCounterclockwise() {
    assertEquals(
        observe(course(Optional.of(Turning.COUNTERCLOCKWISE)), START).goals(),
        observe(course(Optional.empty()), START).goals());
  }

  @ParameterizedTest
  @EnumSource(Turning.class)
  void placesArePassedInTheirOrderOnly(Turning turning) {
    Course course = course(Optional.of(turning));
    List<Vector3> places = observe(course, START).goals();
    // The others come first: that counts for nothing.
    for (int i = 3; i > 0; i--) {
      assertLeft(places, observe(course, places.get(i)));
    }
    Vector3 off = new Vector3(0.6, -0.8, 0);
    assertLeft(places, observe(course, places.get(0).plus(off.times(0.031))));
    assertLeft(places.subList(1, 4), observe(course, places.get(0).plus(off.times(0.029))));
    assertLeft(places.subList(1, 4), observe(course, START));
    assertLeft(places.subList(1, 4), observe(course, places.get(3)));
    assertLeft(places.subList(2, 4), observe(course, places.get(1)));
    assertLeft(places.subList(3, 4), observe(course, places.get(2)));
    assertLeft(List.of(), observe(course, places.get(3)));
    assertLeft(List.of(), observe(course, START));
  }

  @Test
  void whatStandsInTheFirstPlaceHasPassedIt() {
    Progress first = observe(course(Optional.empty()), CENTER.plus(new Vector3(0, -0.14, 0)));
    assertEquals(3, first.goals().size());
    assertEquals(0.25, first.share());
    assertEquals(
        0, first.goals().get(0).distanceTo(CENTER.plus(new Vector3(RADIUS_METERS, 0, 0))), 1e-9);
  }
}
