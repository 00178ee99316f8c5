package dev.cobot.node.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.session.Naming;
import dev.cobot.node.rollout.NamingCases.Case;
import dev.cobot.node.rollout.NamingCases.Group;
import dev.cobot.sim2real.dataset.LabelledImage;
import dev.cobot.sim2real.dataset.ObjectView;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NamingCasesTest {
  private static final ColorRgb RED = ColorName.RED.prototype();
  private static final ColorRgb BLUE = ColorName.BLUE.prototype();

  private static SceneObject object(ObjectKind kind, ColorRgb color, double x, double y) {
    return new SceneObject(
        kind.word() + x + y,
        kind,
        new Vector3(x, y, 0.02),
        Quaternion.IDENTITY,
        color,
        new Vector3(0.04, 0.04, 0.04));
  }

  private static List<Case> cases(long seed, double[] visible, SceneObject... objects) {
    List<ObjectView> views = new ArrayList<>();
    for (double part : visible) {
      views.add(new ObjectView(0, 0, 9, 9, part));
    }
    return NamingCases.of(
        new LabelledImage(Path.of("a.png"), List.of(objects), views), new SplittableRandom(seed));
  }

  private static Optional<Case> of(List<Case> cases, Group group) {
    return cases.stream().filter(c -> c.group() == group).findFirst();
  }

  @Test
  void eachNameHoldsForOneObjectOnly() {
    SceneObject left = object(ObjectKind.CUBE, RED, 0.1, 0.2);
    SceneObject right = object(ObjectKind.CUBE, BLUE, 0.1, -0.2);
    SceneObject bowl = object(ObjectKind.BOWL, RED, 0.1, -0.12);
    Set<String> said = new HashSet<>();
    for (long seed = 0; seed < 60; seed++) {
      for (Case one : cases(seed, new double[] {1, 1, 1}, left, right, bowl)) {
        said.add(one.text());
        switch (one.group()) {
          case KIND -> assertEquals(bowl, one.targetOrNull());
          case COLOR ->
              assertEquals(
                  switch (one.text()) {
                    case "pick up the red cube" -> left;
                    case "pick up the blue cube" -> right;
                    default -> bowl;
                  },
                  one.targetOrNull());
          case PLACE ->
              assertEquals(one.text().contains("left") ? left : right, one.targetOrNull());
          case RELATION -> {
            assertEquals("pick up the cube next to the bowl", one.text());
            assertEquals(right, one.targetOrNull());
          }
          case ABSENT -> {
            assertNull(one.targetOrNull());
            assertEquals(Naming.Kind.ABSENT, one.expected());
            assertTrue(
                !one.text().contains("red cube")
                    && !one.text().contains("blue cube")
                    && !one.text().contains("red bowl"),
                one.text());
          }
          case AMBIGUOUS -> {
            assertEquals("pick up the cube", one.text());
            assertEquals(Naming.Kind.AMBIGUOUS, one.expected());
          }
          default -> throw new IllegalStateException(one.group().name());
        }
      }
    }
    for (String text :
        List.of(
            "pick up the bowl",
            "pick up the red cube",
            "pick up the blue cube",
            "pick up the leftmost cube",
            "pick up the rightmost cube",
            "pick up the cube next to the bowl")) {
      assertTrue(said.contains(text), text + " is not among " + said);
    }
  }

  @Test
  void whatIsNearlySoIsNotAsked() {
    // Two reds that one may call the same, one of them half hidden; no other cube.
    SceneObject seen = object(ObjectKind.CUBE, RED, 0.1, 0.2);
    SceneObject hidden = object(ObjectKind.CUBE, new ColorRgb(0.7, 0.2, 0.1), 0.1, 0.0);
    for (long seed = 0; seed < 20; seed++) {
      List<Case> asked = cases(seed, new double[] {1, 0.3}, seen, hidden);
      assertTrue(of(asked, Group.KIND).isEmpty(), "a hidden rival makes a kind alone unclear");
      assertTrue(of(asked, Group.COLOR).isEmpty(), "two reds");
      assertTrue(of(asked, Group.PLACE).isEmpty(), "a hidden one has no place to be told by");
      assertTrue(of(asked, Group.AMBIGUOUS).isEmpty(), "one is seen well");
    }
    // Side by side there is no leftmost one.
    SceneObject front = object(ObjectKind.CUBE, BLUE, 0.3, 0.21);
    assertTrue(
        of(cases(1, new double[] {1, 1}, seen, front), Group.PLACE).isEmpty(), "10 mm apart");
    // A colour between two names is called by neither.
    SceneObject between = object(ObjectKind.CUP, new ColorRgb(0.86, 0.27, 0.08), 0, 0);
    assertTrue(of(cases(1, new double[] {1}, between), Group.COLOR).isEmpty(), "red or orange");
  }

  @Test
  void theSeedDecides() {
    SceneObject a = object(ObjectKind.CUBE, RED, 0.1, 0.2);
    SceneObject b = object(ObjectKind.CUP, BLUE, 0.1, -0.2);
    assertEquals(cases(4, new double[] {1, 1}, a, b), cases(4, new double[] {1, 1}, a, b));
    Set<List<Case>> asked = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      asked.add(cases(seed, new double[] {1, 1}, a, b));
    }
    assertTrue(asked.size() > 1, "every seed asks the same");
  }
}
