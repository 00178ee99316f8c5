package dev.cobot.sim2real.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.JointTrajectory;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.sim.SimulatorOptions;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SplitEpisodeTest {
  private static final long SEED = 3;
  private static final ColorRgb BLACK = new ColorRgb(0, 0, 0);

  private static TaskSuite suite;
  private static World world;
  private static TaskScenes scenes;

  @BeforeAll
  static void read() throws Exception {
    Path worlds = Path.of(System.getProperty("cobot.home"), "worlds");
    suite = TaskSuite.load(worlds.resolve("suites/rat7.yaml"));
    world = World.load(worlds.resolve(suite.world()));
    scenes = new TaskScenes(suite, world);
  }

  private static SplitEpisode episode(String split, String task, long seed) {
    return SplitEpisode.draw(
        suite.split(split), scenes, suite.task(task), world, new SeedStreams(seed));
  }

  private static byte[] picture(PlantSimulator cell, World.CameraMount mount) {
    return new Renderer()
        .render(cell.visuals(), mount.model(), mount.look(), cell.timeNanos())
        .rgb();
  }

  @Test
  void anEpisodeOfG0IsWhatTheTaskDraws() {
    SeedStreams seeds = new SeedStreams(SEED);
    for (String task : List.of("T2", "T4", "T5")) {
      TaskScene scene = scenes.draw(suite.task(task), seeds);
      SplitEpisode episode = episode("G0", task, SEED);
      assertEquals(scene, episode.scene());
      try (PlantSimulator before =
              PlantSimulator.open(world, scene.objects(), seeds.stream("physics").nextLong());
          PlantSimulator now = episode.open()) {
        before.advance(0.2);
        assertSame(world, now.world());
        assertEquals(SimulatorOptions.DEFAULTS, now.options());
        assertEquals(before.saveState(), now.saveState());
        World.CameraMount mount = world.cameraMounts().get(0);
        assertEquals(List.of(mount), episode.cameras());
        byte[] rgb = picture(before, mount);
        assertArrayEquals(rgb, picture(now, episode.cameras().get(0)));
        CameraFrame frame = new CameraFrame(now.timeNanos(), mount.model(), rgb);
        assertEquals(
            Map.of(CameraModel.ONLY, frame), episode.shown(Map.of(CameraModel.ONLY, frame)));
      }
    }
  }

  /** The same seed gives the same episode, another one another; all else is that of G0. */
  @Test
  void aSplitChangesItsOwnPartOnlyAndIsRepeatable() {
    SplitEpisode plain = episode("G0", "T2", SEED);
    for (String split : suite.splits().keySet()) {
      SplitEpisode one = episode(split, "T2", SEED);
      SplitEpisode same = episode(split, "T2", SEED);
      assertEquals(one.scene(), same.scene(), split);
      assertEquals(one.cameras(), same.cameras(), split);
      boolean sceneDiffers = Set.of("G2", "G4").contains(split);
      boolean camerasDiffer = Set.of("G5", "G6", "G8", "G9").contains(split);
      assertEquals(sceneDiffers, !one.scene().equals(plain.scene()), split);
      assertEquals(camerasDiffer, !one.cameras().equals(plain.cameras()), split);
      if (camerasDiffer) {
        assertNotEquals(one.cameras(), episode(split, "T2", SEED + 1).cameras(), split);
      }
      try (PlantSimulator cell = one.open();
          PlantSimulator again = same.open();
          PlantSimulator undisturbed = plain.open()) {
        double[] arm = cell.armTruth().positionsRad();
        assertArrayEquals(arm, again.armTruth().positionsRad());
        assertEquals(
            !split.equals("G7"), Arrays.equals(arm, undisturbed.armTruth().positionsRad()), split);
        assertEquals(!split.equals("G10"), cell.options().equals(SimulatorOptions.DEFAULTS), split);
        byte[] seen = picture(cell, one.cameras().get(0));
        assertArrayEquals(seen, picture(again, same.cameras().get(0)));
        assertEquals(
            Set.of("G10", "slip").contains(split), // what nobody sees before it happens
            Arrays.equals(seen, picture(undisturbed, plain.cameras().get(0))),
            split);
      }
    }
  }

  @Test
  void theTargetHasAColorThatItsKindNeverHasInTheTask() {
    Set<ColorName> seen = new HashSet<>();
    for (long seed = 1; seed <= 40; seed++) {
      TaskScene scene = episode("G2", "T2", seed).scene();
      ColorName color = ColorName.nearest(scene.object("cube").color());
      seen.add(color);
      assertTrue(scene.prompt().contains(color.word()), scene.prompt());
    }
    assertEquals(Set.of(ColorName.WHITE, ColorName.GREY, ColorName.BLACK), seen);
  }

  @Test
  void distractorsAreMoreObjectsApartAndOfOtherKinds() {
    for (TaskSuite.Task task : suite.tasks()) {
      if (task.objects().values().stream().anyMatch(d -> d.lyingIn() != null)) {
        continue; // comes to rest by physics, which takes long
      }
      for (long seed = 1; seed <= 10; seed++) {
        TaskScene plain = scenes.draw(task, new SeedStreams(seed));
        TaskScene scene = episode("G4", task.id(), seed).scene();
        int count = plain.objects().size();
        assertEquals(plain.objects(), scene.objects().subList(0, count));
        assertEquals(plain.prompt(), scene.prompt());
        assertEquals(count + 4, scene.objects().size());
        for (int i = count; i < count + 4; i++) {
          requireClear(scene, i);
        }
      }
    }
  }

  private static void requireClear(TaskScene scene, int index) {
    SceneObject extra = scene.objects().get(index);
    ObjectKind target = scene.object(scene.targetId()).kind();
    assertNotEquals(target, extra.kind());
    scene.destinationId().ifPresent(id -> assertNotEquals(scene.object(id).kind(), extra.kind()));
    double radius = Math.max(extra.sizeMeters().x(), extra.sizeMeters().y()) / 2;
    for (SceneObject other : scene.objects().subList(0, index)) {
      double otherRadius = Math.max(other.sizeMeters().x(), other.sizeMeters().y()) / 2;
      double gap =
          extra.positionMeters().horizontalDistanceTo(other.positionMeters())
              - radius
              - otherRadius;
      assertTrue(gap >= suite.clearanceMeters() - 1e-9, scene.task().id() + ": " + gap);
    }
    TaskSuite.Absent absent = scene.task().absent();
    assertFalse(
        absent != null
            && absent.kind() == extra.kind()
            && absent.color() == ColorName.nearest(extra.color()));
    TaskSuite.Circuit circuit = scene.task().circuit();
    if (circuit != null) {
      double x = extra.positionMeters().x() - circuit.centerMeters().get(0);
      double y = extra.positionMeters().y() - circuit.centerMeters().get(1);
      double bowl = scene.object(scene.targetId()).sizeMeters().x() / 2;
      assertTrue(Math.hypot(x, y) - radius > circuit.radiusMeters() + bowl);
    }
    TaskSuite.Area area = scene.task().area();
    if (area != null) {
      boolean isInside =
          extra.positionMeters().x() > area.region().xMeters().get(0) - radius
              && extra.positionMeters().x() < area.region().xMeters().get(1) + radius
              && extra.positionMeters().y() > area.region().yMeters().get(0) - radius
              && extra.positionMeters().y() < area.region().yMeters().get(1) + radius;
      assertFalse(isInside, "an object stands on what is to be wiped");
    }
  }

  @Test
  void theCameraStandsElsewhereAndTheRuntimeIsToldThatItDoesNot() {
    CameraModel said = world.camera();
    Split.Cameras most = suite.split("G6").cameras();
    double farthest = 0;
    for (long seed = 1; seed <= 20; seed++) {
      SplitEpisode episode = episode("G6", "T2", seed);
      CameraModel real = episode.cameras().get(0).model();
      double moved =
          real.tableFromCamera().translation().minus(said.tableFromCamera().translation()).norm();
      double turned = real.tableFromCamera().rotation().angleTo(said.tableFromCamera().rotation());
      farthest = Math.max(farthest, moved);
      assertTrue(moved <= most.movedMeters() * Math.sqrt(3), "moved " + moved);
      assertTrue(Math.toDegrees(turned) <= most.turnedDegrees() * 1.8, "turned " + turned);
      assertEquals(world.look(), episode.cameras().get(0).look());
      byte[] rgb = new byte[3 * 320 * 240];
      CameraFrame shown =
          episode
              .shown(Map.of(CameraModel.ONLY, new CameraFrame(7, real, rgb)))
              .get(CameraModel.ONLY);
      assertEquals(said, shown.camera());
      assertSame(rgb, shown.rgb());
    }
    assertTrue(farthest > most.movedMeters() / 2, "at most " + farthest);
  }

  @Test
  void lightAndTableChangeNothingElseOfALook() {
    RenderOptions nominal = world.look();
    RenderOptions lit = episode("G5", "T2", SEED).cameras().get(0).look();
    assertNotEquals(nominal.lights(), lit.lights());
    assertEquals(nominal, lit.withLights(nominal.lights()).withAmbient(nominal.ambient()));
    RenderOptions top = episode("G9", "T2", SEED).cameras().get(0).look();
    assertNotEquals(RenderOptions.Texture.PLAIN, top.tableFinish().texture());
    assertEquals(nominal, top.withTableFinish(nominal.tableFinish()));
    RenderOptions noisy = episode("G8", "T2", SEED).cameras().get(0).look();
    assertTrue(noisy.sensor().blurSigmaPixels() >= 0.5 && noisy.sensor().shotNoise() >= 0.01);
    assertEquals(nominal, noisy.withSensor(nominal.sensor()));
  }

  @Test
  void aShareOfTheMomentsHasNoPicture() {
    SplitEpisode episode = episode("G8", "T2", SEED);
    CameraFrame frame = new CameraFrame(0, world.camera(), new byte[3 * 320 * 240]);
    int none = 0;
    for (int i = 0; i < 1000; i++) {
      none += episode.shown(Map.of(CameraModel.ONLY, frame)).isEmpty() ? 1 : 0;
    }
    assertEquals(100, none, 40);
  }

  @Test
  void aCommandIsObeyedLater() {
    assertTrue(movedAfter("G0", 0.08) > 1e-4);
    assertEquals(0, movedAfter("G10", 0.08));
    assertTrue(movedAfter("G10", 0.2) > 1e-4);
  }

  private static double movedAfter(String split, double seconds) {
    try (PlantSimulator cell = episode(split, "T2", SEED).open()) {
      double[] start = cell.armTruth().positionsRad().clone();
      double[] goal = start.clone();
      goal[0] += 0.2;
      cell.followTrajectory(JointTrajectory.to(cell.armState().jointNames(), 1, goal));
      cell.advance(seconds);
      return Math.abs(cell.armTruth().positionsRad()[0] - start[0]);
    }
  }

  @Test
  void theArmStartsNearHomeAndFree() {
    double[] home = PlantSimulator.homePositionsRad(world);
    for (long seed = 1; seed <= 10; seed++) {
      try (PlantSimulator cell = episode("G7", "T2", seed).open()) {
        double[] arm = cell.armTruth().positionsRad();
        for (int j = 0; j < arm.length; j++) {
          assertEquals(home[j], arm[j], 0.1);
        }
        assertFalse(cell.truth().armMeetsTable() || cell.truth().armBlocked());
        assertEquals(
            world.robot().model().maxGripperOpeningMeters(),
            cell.armTruth().gripperOpeningMeters(),
            1e-6);
      }
    }
  }

  /** A task may have a split of its own; an evaluation may ask for another one instead. */
  @Test
  void theSplitOfATaskIsItsOwnUnlessAnotherIsAskedFor() throws Exception {
    Path worlds = Path.of(System.getProperty("cobot.home"), "worlds");
    TaskSuite senses = TaskSuite.load(worlds.resolve("suites/senses.yaml"));
    TaskScenes drawn = new TaskScenes(senses, world);
    SplitEpisode own =
        SplitEpisode.draw(Split.NONE, drawn, senses.task("W3"), world, new SeedStreams(SEED));
    Vector3 cast = own.cameras().get(0).look().sensor().whiteBalance();
    Vector3 plain = world.cameraMounts().get(0).look().sensor().whiteBalance();
    for (double factor :
        new double[] {cast.x() / plain.x(), cast.y() / plain.y(), cast.z() / plain.z()}) {
      assertTrue(factor >= 0.7 && factor <= 1.3, cast::toString);
    }
    assertNotEquals(plain, cast);
    SplitEpisode other =
        SplitEpisode.draw(
            senses.split("slip"), drawn, senses.task("W3"), world, new SeedStreams(SEED));
    assertEquals(world.cameraMounts(), other.cameras());
    try (PlantSimulator cell = other.open()) {
      assertFalse(other.disturb(cell), "nothing is held");
    }
  }

  @Test
  void whatACommandIsAboutIsMovedOnceWhileAllIsDark() throws Exception {
    Path worlds = Path.of(System.getProperty("cobot.home"), "worlds");
    TaskSuite senses = TaskSuite.load(worlds.resolve("suites/senses.yaml"));
    TaskScenes drawn = new TaskScenes(senses, world);
    Set<String> moved = new HashSet<>();
    for (long seed = 1; seed <= 6; seed++) {
      SplitEpisode episode =
          SplitEpisode.draw(Split.NONE, drawn, senses.task("W6"), world, new SeedStreams(seed));
      List<SceneObject> before = episode.scene().objects();
      try (PlantSimulator cell = episode.open()) {
        double darkFrom = Double.NaN;
        double dark = 0;
        double movedAt = Double.NaN;
        for (int tick = 0; tick < 200; tick++) {
          CameraFrame frame =
              new CameraFrame(cell.timeNanos(), world.camera(), new byte[3 * 320 * 240]);
          boolean isDark = episode.shown(Map.of(CameraModel.ONLY, frame)).isEmpty();
          darkFrom = isDark && Double.isNaN(darkFrom) ? cell.timeSeconds() : darkFrom;
          dark += isDark ? 0.04 : 0;
          episode.disturb(cell);
          cell.advance(0.04);
          if (Double.isNaN(movedAt) && !changed(before, cell).isEmpty()) {
            movedAt = cell.timeSeconds();
          }
        }
        assertTrue(dark > 1.4 && dark < 3.1 && darkFrom < 4.1, dark + " from " + darkFrom);
        assertEquals(darkFrom + dark / 2, movedAt, 0.09);
        Set<String> changed = changed(before, cell);
        assertEquals(1, changed.size(), changed::toString);
        moved.addAll(changed);
      }
    }
    assertEquals(Set.of("cube", "bowl"), moved);
  }

  /** Returns the ids of the objects that are 4 to 12 cm from where they were. */
  private static Set<String> changed(List<SceneObject> before, PlantSimulator cell) {
    Set<String> changed = new HashSet<>();
    for (SceneObject object : before) {
      double way =
          cell.truth()
              .object(object.id())
              .object()
              .positionMeters()
              .horizontalDistanceTo(object.positionMeters());
      assertTrue(way < 0.003 || (way > 0.037 && way < 0.123), object + " by " + way);
      if (way > 0.037) {
        changed.add(object.id());
      }
    }
    return changed;
  }

  /** Of a picture by a camera the pixels that show the target itself, whatever its shadow does. */
  private static int shows(SplitEpisode episode, PlantSimulator cell, String camera) {
    World.CameraMount mount =
        episode.cameras().stream()
            .filter(m -> m.model().id().equals(camera))
            .findFirst()
            .orElseThrow();
    List<Visual> other =
        cell.visuals().stream()
            .map(
                v ->
                    v.owner().equals("cube")
                        ? new Visual("cube", v.shape(), v.tableFromShape(), BLACK, 0)
                        : v)
            .toList();
    byte[] one = picture(cell, mount);
    byte[] two = new Renderer().render(other, mount.model(), mount.look(), cell.timeNanos()).rgb();
    int differing = 0;
    for (int i = 0; i < one.length; i += 3) {
      differing += Arrays.equals(one, i, i + 3, two, i, i + 3) ? 0 : 1;
    }
    return differing;
  }

  private static SplitEpisode ofSenses(String task, long seed) throws Exception {
    Path worlds = Path.of(System.getProperty("cobot.home"), "worlds");
    TaskSuite senses = TaskSuite.load(worlds.resolve("suites/senses.yaml"));
    return SplitEpisode.draw(
        Split.NONE, new TaskScenes(senses, world), senses.task(task), world, new SeedStreams(seed));
  }

  @Test
  void aBoardHidesTheTargetAfterItHasBeenSeenAndTheCommandComesLater() throws Exception {
    Set<Double> said = new HashSet<>();
    for (long seed = 1; seed <= 4; seed++) {
      SplitEpisode episode = ofSenses("W2-seen", seed);
      double saidSeconds = episode.saidSeconds();
      said.add(saidSeconds);
      assertTrue(saidSeconds >= 3 && saidSeconds <= 5, "said at " + saidSeconds);
      assertEquals(saidSeconds, ofSenses("W2-seen", seed).saidSeconds());
      try (PlantSimulator cell = episode.open()) {
        cell.advance(saidSeconds - 1.1 - cell.timeSeconds());
        episode.disturb(cell);
        int before = shows(episode, cell, CameraModel.ONLY);
        assertTrue(before > 20, before + " pixels");
        cell.advance(0.14);
        episode.disturb(cell);
        assertEquals(0, shows(episode, cell, CameraModel.ONLY));
        assertFalse(cell.truth().armBlocked());
      }
    }
    assertEquals(4, said.size(), said::toString);
  }

  @Test
  void whatOneCameraCannotSeeTheOtherOneSees() throws Exception {
    SplitEpisode episode = ofSenses("W2-side", SEED);
    assertEquals(0, episode.saidSeconds(), "at once");
    assertEquals(
        List.of(CameraModel.ONLY, "side"),
        episode.cameras().stream().map(mount -> mount.model().id()).toList());
    try (PlantSimulator cell = episode.open()) {
      assertEquals(0, shows(episode, cell, CameraModel.ONLY));
      assertTrue(shows(episode, cell, "side") > 20);
      CameraModel side = episode.cameras().get(1).model();
      CameraFrame frame = new CameraFrame(cell.timeNanos(), side, new byte[3 * 320 * 240]);
      assertEquals(Map.of("side", frame), episode.shown(Map.of("side", frame)));
    }
  }

  @Test
  void theCommandComesInTheDarkAndTheBoardHangsWhenThereIsLightAgain() throws Exception {
    for (String task : List.of("W4-1", "W4-8")) {
      SplitEpisode episode = ofSenses(task, SEED);
      assertEquals(task.equals("W4-1") ? 2 : 9, episode.scene().objects().size());
      double saidSeconds = episode.saidSeconds();
      double darkFrom = Double.NaN;
      double dark = 0;
      try (PlantSimulator cell = episode.open()) {
        for (int tick = 0; tick < 220; tick++) {
          CameraFrame frame =
              new CameraFrame(cell.timeNanos(), world.camera(), new byte[3 * 320 * 240]);
          boolean isDark = episode.shown(Map.of(CameraModel.ONLY, frame)).isEmpty();
          darkFrom = isDark && Double.isNaN(darkFrom) ? cell.timeSeconds() : darkFrom;
          dark += isDark ? 0.04 : 0;
          episode.disturb(cell);
          cell.advance(0.04);
        }
        assertTrue(darkFrom >= 2 && darkFrom <= 4.05 && dark > 1.9 && dark < 4.1, "dark " + dark);
        assertEquals(darkFrom + dark / 2, saidSeconds, 0.05);
        assertEquals(0, shows(episode, cell, CameraModel.ONLY));
      }
    }
  }

  @Test
  void aCameraThatIsNotThereOrIsThereTwiceIsAnError() throws Exception {
    TaskSuite.Task task = suite.task("T2");
    Split.Side side = new Split.Side(List.of(0.0, -0.8, 0.6), List.of(0.0, 0.0, 0.0));
    String missing = drawing(new Split.Hidden(List.of("top"), null, null), null, task, world);
    assertTrue(missing.contains("'top'") && missing.contains("[camera]"), missing);
    String twice;
    try (PlantSimulator cell = ofSenses("W5", SEED).open()) {
      twice = drawing(null, side, task, cell.world());
    }
    assertTrue(twice.contains("'side'") && twice.contains("leave one"), twice);
  }

  private static String drawing(
      Split.Hidden hidden, Split.Side side, TaskSuite.Task task, World cell) {
    Split split =
        new Split(
            null, null, null, null, null, null, null, null, null, null, null, null, hidden, side);
    return assertThrows(
            IllegalArgumentException.class,
            () -> SplitEpisode.draw(split, scenes, task, cell, new SeedStreams(SEED)))
        .getMessage();
  }

  @Test
  void anUnknownSplitIsAnErrorThatListsTheKnownOnes() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> suite.split("G11")).getMessage();
    assertTrue(message.contains("'G11'") && message.contains("[G0, G2, G4, G5"), message);
  }
}
