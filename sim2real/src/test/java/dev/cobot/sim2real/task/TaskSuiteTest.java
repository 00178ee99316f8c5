package dev.cobot.sim2real.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskSuiteTest {
  static final Path RAT7 = Path.of(System.getProperty("cobot.home"), "worlds/suites/rat7.yaml");

  @TempDir private Path folder;

  /** Returns the message with which the suite is refused after a change of its text. */
  private String refused(String from, String to) throws IOException {
    String text = Files.readString(RAT7);
    assertTrue(text.contains(from), "the suite no longer says " + from);
    Path file = folder.resolve("changed.yaml");
    Files.writeString(file, text.replace(from, to));
    String message = assertThrows(IOException.class, () -> TaskSuite.load(file), to).getMessage();
    assertTrue(message.contains("changed.yaml:"), message);
    return message;
  }

  private static int lineOf(String part) throws IOException {
    List<String> lines = Files.readAllLines(RAT7);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(part)) {
        return i + 1;
      }
    }
    throw new AssertionError("the suite no longer says " + part);
  }

  @Test
  void theSuiteIsReadAsItStandsInTheFile() throws IOException {
    TaskSuite suite = TaskSuite.load(RAT7);
    assertEquals("rat7", suite.suite());
    assertEquals("factory_table.world", suite.world());
    assertEquals(0.04, suite.clearanceMeters());
    assertEquals(List.of(-0.10, 0.20), suite.region().xMeters());
    TaskSuite.Task task = suite.task("T2");
    assertEquals("place_in", task.skill());
    assertEquals(15, task.timeLimitSeconds());
    assertEquals(List.of("cube", "bowl", "distractor"), List.copyOf(task.objects().keySet()));
    assertEquals(List.of(ObjectKind.CUBE), task.objects().get("cube").kinds());
    assertEquals(2, task.objects().get("distractor").count());
    assertEquals("bowl", task.destination());
    assertEquals(0.5, task.goal().holdSeconds());
    assertEquals(8, task.goal().all().size());
    assertEquals(
        List.of("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T2-two-cubes", "T2-absent"),
        suite.tasks().stream().map(TaskSuite.Task::id).toList());
    assertEquals(3, task.prompts().size());
    assertTrue(suite.task("T2-absent").isRefused());
    assertEquals(
        new TaskSuite.Absent(ObjectKind.BOTTLE, ColorName.GREEN), suite.task("T2-absent").absent());
    String message =
        assertThrows(IllegalArgumentException.class, () -> suite.task("T9")).getMessage();
    assertTrue(message.contains("'T9'") && message.contains("T2-two-cubes"), message);
    assertEquals(List.of("x"), task.withPrompts(List.of("x")).prompts());
    assertEquals(task, task.withPrompts(task.prompts()));
  }

  @Test
  void anUnknownKeyIsAnErrorWithItsLine() throws IOException {
    String message = refused("clearanceMeters: 0.04", "clearanceMeters: 0.04\nclearnce: 1");
    int line = lineOf("clearanceMeters: 0.04") + 1;
    assertTrue(message.contains("clearnce") && message.contains(".yaml:" + line + " "), message);
  }

  @Test
  void anUnknownKeyOfATaskIsAnErrorWithItsLine() throws IOException {
    String message = refused("skill: none", "skill: none\n    colour: red");
    int line = lineOf("skill: none") + 1;
    assertTrue(message.contains("colour") && message.contains(".yaml:" + line + " "), message);
  }

  @Test
  void aWordThatIsNoKindIsAnErrorWithItsLine() throws IOException {
    String message = refused("absent: {kind: bottle", "absent: {kind: bottel");
    int line = lineOf("absent:");
    assertTrue(message.contains("bottel") && message.contains(".yaml:" + line + " "), message);
  }

  @Test
  void aMissingKeyIsAnErrorThatNamesIt() throws IOException {
    assertTrue(refused("clearanceMeters: 0.04", "").contains("clearanceMeters"));
    String message = refused("    skill: none\n", "");
    int line = lineOf("id: T2-absent");
    assertTrue(message.contains("skill") && message.contains(".yaml:" + line + " "), message);
    assertTrue(refused("world: factory_table.world", "").contains("world"));
  }

  @Test
  void aKeyThatIsSaidTwiceIsAnErrorWithItsLine() throws IOException {
    String message =
        refused("clearanceMeters: 0.04", "clearanceMeters: 0.04\nclearanceMeters: 0.05");
    int line = lineOf("clearanceMeters: 0.04") + 1;
    assertTrue(message.contains("clearanceMeters"), message);
    assertTrue(message.contains(".yaml:" + line + " "), message);
  }

  @Test
  void valuesOutOfRangeAreErrorsThatSayWhatIsAllowed() throws IOException {
    assertTrue(refused("clearanceMeters: 0.04", "clearanceMeters: NaN").contains("[0, 0.5)"));
    assertTrue(refused("clearanceMeters: 0.04", "clearanceMeters: 0.5").contains("[0, 0.5)"));
    assertTrue(refused("timeLimitSeconds: 15", "timeLimitSeconds: 0").contains("(0, 600]"));
    assertTrue(refused("count: 2", "count: 17").contains("[0, 16]"));
    assertTrue(refused("[-0.10, 0.20]", "[0.20, -0.10]").contains("[low, high]"));
    assertTrue(refused("[-0.10, 0.20]", "[0.20]").contains("[low, high]"));
    assertTrue(refused("goal: wiped", "goal: wiped\n    split: G99").contains("no split 'G99'"));
  }

  @Test
  void splitsAreReadAndTakenWithTheTasks() throws IOException {
    TaskSuite suite = TaskSuite.load(RAT7);
    List<String> names = List.of("G2", "G4", "G5", "G6", "G7", "G8", "G9", "G10", "slip");
    assertEquals(names, List.copyOf(suite.splits().keySet()));
    assertEquals(new Split.Cameras(0.05, 5), suite.split("G6").cameras());
    assertEquals(4, suite.split("G4").distractors().count());
    assertEquals(0.1, suite.split("G10").link().actuationDelaySeconds());
    assertEquals(Split.NONE, suite.split("G0"));
    Path shared = RAT7.resolveSibling("rat7_shared.yaml");
    assertEquals(suite.splits(), TaskSuite.load(shared).splits());
    String text = Files.readString(shared).replace("tasksOf: rat7.yaml", "tasksOf: base.yaml");
    Files.copy(RAT7, folder.resolve("base.yaml"));
    Path own = folder.resolve("own.yaml");
    Files.writeString(
        own, text + "\nsplits: {G7: {start: {jointRad: 0.3}}, mine: {start: {jointRad: 0}}}\n");
    TaskSuite taken = TaskSuite.load(own);
    assertEquals(0.3, taken.split("G7").start().jointRad());
    assertEquals(suite.split("G6"), taken.split("G6"));
    assertTrue(taken.splits().containsKey("mine"));
  }

  @Test
  void aSplitThatCannotBeUsedIsAnErrorWithItsLine() throws IOException {
    String g6 = "{cameras: {movedMeters: 0.05, turnedDegrees: 5}}";
    String line = ".yaml:" + lineOf(g6) + " ";
    for (String[] wrong :
        new String[][] {
          {"{cameras: {movedMeters: 0.05, turnedDegrees: 90}}", "[0.0, 45.0]"},
          {"{cameras: {movedMeters: NaN, turnedDegrees: 5}}", "movedMeters"},
          {"{cameras: {movedMeters: 0.05}}", "turnedDegrees"},
          {"{cameras: {movedMeters: 0.05, turnedDegrees: 5, fov: 1}}", "fov"},
          {"{camera: {movedMeters: 0.05, turnedDegrees: 5}}", "camera"},
          {"{lights: {intensity: [2, 1], tint: 0, movedMeters: 0}}", "[low, high]"},
          {"{lights: {intensity: [1], tint: 0, movedMeters: 0}}", "[low, high]"},
          {"{start: {jointRad: 0.6}}", "jointRad"},
          {"{link: {actuationDelaySeconds: -0.1}}", "actuationDelaySeconds"},
          {"{targetColors: []}", "targetColors"},
          {"{hidden: {from: []}}", "the ids of one camera or several"},
          {"{hidden: {from: [camera, camera]}}", "each once"},
          {"{hidden: {seenSeconds: [2, 4]}}", "from"},
          {"{hidden: {from: [camera], darkSeconds: [1, 2]}}", "darkSeconds needs seenSeconds"},
          {"{hidden: {from: [camera], seenSeconds: [0, 4]}}", "seenSeconds must be within [0.5"},
          {"{hidden: {from: [camera], seenSeconds: [1, 4], darkSeconds: [1, 9]}}", "[0.5, 4.5]"},
          {"{hidden: {from: [camera], sinceSeconds: [2, 4]}}", "sinceSeconds"},
          {"{side: {positionMeters: [0, -1]}}", "lookAtMeters"},
          {"{side: {positionMeters: [0, -1], lookAtMeters: [0, 0, 0]}}", "[x, y, z]"},
          {"{side: {positionMeters: [0, 9, 1], lookAtMeters: [0, 0, 0]}}", "[-5, 5] m"},
          {"{side: {positionMeters: [0, 0, 1], lookAtMeters: [0, 0, 0]}}", "straight down"},
          {"{distractors: {count: 4, kinds: [cup], colors: [red]}}", "region"},
        }) {
      String message = refused("  G6: " + g6, "  G6: " + wrong[0]);
      assertTrue(message.contains(line) && message.contains(wrong[1]), message);
    }
    assertTrue(refused("  G6: " + g6, "  G6: {}").contains("G6 changes nothing"));
    assertTrue(refused("  G6: " + g6, "  G0: " + g6).contains("G0"));
  }

  @Test
  void aFileThatIsNoSuiteIsAnError() throws IOException {
    String missing =
        assertThrows(IOException.class, () -> TaskSuite.load(folder.resolve("none.yaml")))
            .getMessage();
    assertTrue(missing.contains("none.yaml"), missing);
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(broken, "suite: [rat7\nworld: }");
    String message = assertThrows(IOException.class, () -> TaskSuite.load(broken)).getMessage();
    assertTrue(message.contains("broken.yaml:"), message);
    Path large = folder.resolve("large.yaml");
    Files.write(large, new byte[(1 << 20) + 1]);
    assertTrue(
        assertThrows(IOException.class, () -> TaskSuite.load(large))
            .getMessage()
            .contains("larger"));
    Path empty = folder.resolve("empty.yaml");
    Files.writeString(empty, "");
    assertThrows(IOException.class, () -> TaskSuite.load(empty));
    Path nothing = folder.resolve("nothing.yaml");
    Files.writeString(nothing, "---\n");
    assertThrows(IOException.class, () -> TaskSuite.load(nothing));
  }

  @Test
  void theSharedSuiteHasTheSameTasksInOneScene() throws IOException {
    TaskSuite alone = TaskSuite.load(RAT7);
    TaskSuite shared = TaskSuite.load(RAT7.resolveSibling("rat7_shared.yaml"));
    assertEquals(7, shared.tasks().size());
    for (TaskSuite.Task task : shared.tasks()) {
      assertEquals(shared.tasks().get(0).objects(), task.objects(), task.id());
      assertEquals(alone.task(task.id()).goal(), task.goal(), task.id());
      assertEquals(alone.task(task.id()).prompts(), task.prompts(), task.id());
    }
  }

  @Test
  void rolesAndPredicatesMustNameWhatIsThere() throws IOException {
    assertTrue(refused("    target: cloth", "    target: cloths").contains("'cloths'"));
    assertTrue(refused("lyingIn: tray", "lyingIn: try").contains("'try'"));
    assertTrue(
        refused(
                "{is: inside, object: target, container: destination}",
                "{is: inside, object: target, container: bin}")
            .contains("'bin'"));
    assertTrue(refused("    goal: wiped", "    goal: wipd").contains("'wipd'"));
    assertTrue(refused("{is: wiped, share: 0.9}", "{is: wipd, share: 0.9}").contains("wipd"));
    assertTrue(refused("    support: tray\n", "").contains("no support"));
    assertTrue(refused("    destination: bowl\n    goal", "    goal").contains("destination"));
    assertTrue(refused("first: 1, last: 99999", "first: 1, last: 1000000").contains("overlap"));
    assertTrue(refused("cells: 20", "cells: 0").contains("1 to 200"));
    assertTrue(refused("radiusMeters: 0.145", "radiusMeters: 2").contains("radiusMeters"));
    assertTrue(refused("tasks:\n", "tasksOf: x.yaml\ntasks:\n").contains("either"));
  }
}
