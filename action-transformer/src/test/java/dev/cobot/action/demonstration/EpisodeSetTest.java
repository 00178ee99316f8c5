package dev.cobot.action.demonstration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.Progress;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.ModelException;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.WipedArea;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Episodes on disk; those here are made up, so that every value differs from every other. */
class EpisodeSetTest {
  private static final Map<Role, String> ROLES =
      Map.of(Role.TARGET, "cube-1", Role.DESTINATION, "bowl-2");
  @TempDir private Path folder;
  private final SplittableRandom random = new SplittableRandom(5);

  private Vector3 vector() {
    return new Vector3(random.nextDouble(), random.nextDouble(), random.nextDouble());
  }

  private Transform pose() {
    return new Transform(
        CameraModel.TABLE,
        RobotModel.TOOL,
        vector(),
        new Quaternion(
            random.nextGaussian(),
            random.nextGaussian(),
            random.nextGaussian(),
            random.nextGaussian()));
  }

  private ObjectAttributes object(String id, ObjectKind kind) {
    return new ObjectAttributes(
            id,
            kind,
            vector(),
            random.nextDouble(),
            new ColorRgb(random.nextDouble(), random.nextDouble(), random.nextDouble()),
            vector(),
            random.nextDouble(),
            new ObjectAttributes.Uncertainty(vector(), random.nextDouble(), vector()))
        .leaning(vector().minus(vector()));
  }

  private ActionChunk.Step step() {
    return new ActionChunk.Step(
        pose(), random.nextDouble(), random.nextDouble(), random.nextDouble());
  }

  /** A tick of an episode that began at seven seconds. */
  private Episode.Tick tick(int number) {
    double seconds = number * 0.04;
    long nowNanos = 7_000_000_000L + number * 40_000_000L;
    List<ActionChunk.Step> label = new ArrayList<>();
    for (int i = 0; i < ActionChunk.STEPS; i++) {
      label.add(step());
    }
    List<ObjectAttributes> seen = new ArrayList<>();
    for (int i = 0; i < number % 3; i++) {
      seen.add(object("", ObjectKind.values()[i]));
    }
    List<Track> believed = new ArrayList<>();
    believed.add(track(object("cube-1", ObjectKind.CUBE), nowNanos - 40_000_000L, 3, true));
    believed.add(track(object("bowl-2", ObjectKind.BOWL), nowNanos - 1_240_000_000L, 9, false));
    if (number % 2 == 1) {
      believed.add(0, track(object("cup-" + number, ObjectKind.CUP), nowNanos, 2, false));
    }
    return new Episode.Tick(
        seconds,
        new HandState(pose(), random.nextDouble(), random.nextDouble(), number % 2 == 0),
        seen,
        believed,
        progress(number % 4),
        step(),
        new ActionChunk(nowNanos, ActionChunk.STEP_SECONDS, label));
  }

  private Progress progress(int goals) {
    List<Vector3> places = new ArrayList<>();
    for (int i = 0; i < goals; i++) {
      places.add(vector());
    }
    boolean[] cells = {true, false};
    WipedArea wiped = new WipedArea(Vector3.ZERO, 0.1, 2, cells);
    return new Progress(places, random.nextDouble(), Optional.of(wiped));
  }

  private static Track track(
      ObjectAttributes attributes, long lastSeenNanos, int sightings, boolean held) {
    return new Track(attributes, new float[] {4, 2}, lastSeenNanos, sightings, held);
  }

  private Episode episode(String prompt, int ticks, boolean success) {
    List<Episode.Tick> all = new ArrayList<>();
    for (int i = 0; i < ticks; i++) {
      all.add(tick(i));
    }
    return new Episode(
        prompt, "place_in", 11, ROLES, all, success, success ? "" : "timeout", ticks * 0.04);
  }

  private static void assertNear(Vector3 expected, Vector3 got) {
    assertEquals(expected.x(), got.x(), 1e-6);
    assertEquals(expected.y(), got.y(), 1e-6);
    assertEquals(expected.z(), got.z(), 1e-6);
  }

  private static void assertSame(Transform expected, Transform got) {
    assertEquals(expected.target(), got.target());
    assertEquals(expected.source(), got.source());
    assertNear(expected.translation(), got.translation());
    assertEquals(0, expected.rotation().angleTo(got.rotation()), 1e-3);
  }

  private static void assertSame(ActionChunk.Step expected, ActionChunk.Step got) {
    assertSame(expected.tableFromTool(), got.tableFromTool());
    assertEquals(expected.closeProbability(), got.closeProbability(), 1e-6);
    assertEquals(expected.doneProbability(), got.doneProbability(), 1e-6);
    assertEquals(expected.progress(), got.progress(), 1e-6);
  }

  private static void assertSame(ObjectAttributes expected, ObjectAttributes got) {
    assertEquals(expected.id(), got.id());
    assertEquals(expected.kind(), got.kind());
    assertNear(expected.positionMeters(), got.positionMeters());
    assertEquals(expected.yawRad(), got.yawRad(), 1e-6);
    assertEquals(0, expected.color().distanceTo(got.color()), 1e-6);
    assertNear(expected.sizeMeters(), got.sizeMeters());
    assertEquals(expected.score(), got.score(), 1e-6);
    assertNear(expected.uncertainty().positionMeters(), got.uncertainty().positionMeters());
    assertEquals(expected.uncertainty().yawRad(), got.uncertainty().yawRad(), 1e-6);
    assertNear(expected.uncertainty().colorRgb(), got.uncertainty().colorRgb());
    assertNear(expected.axis(), got.axis());
  }

  /** Of the goals their number and the next one are kept; of what was wiped, nothing. */
  private static void assertSame(Progress expected, Progress got) {
    assertEquals(expected.share(), got.share(), 1e-6);
    assertEquals(expected.goals().size(), got.goals().size());
    for (Vector3 goal : got.goals()) {
      assertNear(expected.goals().get(0), goal);
    }
    assertEquals(Optional.empty(), got.wiped());
  }

  private static void assertSame(Episode.Tick expected, Episode.Tick got) {
    assertEquals(expected.seconds(), got.seconds(), 1e-6);
    assertSame(expected.hand().tableFromTool(), got.hand().tableFromTool());
    assertEquals(expected.hand().openingMeters(), got.hand().openingMeters(), 1e-6);
    assertEquals(
        expected.hand().openingMetersPerSecond(), got.hand().openingMetersPerSecond(), 1e-6);
    assertEquals(expected.hand().holding(), got.hand().holding());
    assertEquals(expected.seen().size(), got.seen().size());
    for (int i = 0; i < expected.seen().size(); i++) {
      assertSame(expected.seen().get(i), got.seen().get(i));
    }
    assertEquals(expected.believed().size(), got.believed().size());
    for (int i = 0; i < expected.believed().size(); i++) {
      Track e = expected.believed().get(i);
      Track g = got.believed().get(i);
      assertSame(e.attributes(), g.attributes());
      assertEquals(e.sightings(), g.sightings());
      assertEquals(e.held(), g.held());
      assertEquals(
          (expected.label().stampNanos() - e.lastSeenNanos()) * 1e-9,
          (got.label().stampNanos() - g.lastSeenNanos()) * 1e-9,
          1e-6,
          "age, seconds");
    }
    assertSame(expected.progress(), got.progress());
    assertSame(expected.done(), got.done());
    assertEquals(EpisodeSet.nanos(got.seconds()), got.label().stampNanos());
    assertEquals(expected.label().stepSeconds(), got.label().stepSeconds());
    for (int i = 0; i < ActionChunk.STEPS; i++) {
      assertSame(expected.label().steps().get(i), got.label().steps().get(i));
    }
  }

  @Test
  void everyValueIsReadBackInOrder() throws IOException {
    Episode a = episode("a", 2, true);
    Episode b = episode("b", 5, true);
    Episode c = episode("c", 4, true);
    assertFalse(EpisodeSet.hasShard(folder, 1));
    assertEquals(4, EpisodeSet.writeShard(folder, 1, List.of(c)));
    assertEquals(7, EpisodeSet.writeShard(folder, 0, List.of(a, episode("failed", 9, false), b)));
    assertTrue(EpisodeSet.hasShard(folder, 1));
    EpisodeSet set = EpisodeSet.load(folder);
    assertEquals(11, set.size());
    int i = 0;
    for (Episode episode : List.of(a, b, c)) {
      for (Episode.Tick tick : episode.ticks()) {
        assertEquals(episode.prompt(), set.prompt(i));
        assertEquals("place_in", set.skill(i));
        assertEquals(ROLES, set.roles(i));
        assertSame(tick, set.tick(i++));
      }
    }
  }

  @Test
  void severalSetsAreReadAsOneAndAnEmptyOneIsNamed() throws IOException {
    Path shown = folder.resolve("shown");
    Path corrected = folder.resolve("corrected");
    Episode a = episode("a", 2, true);
    Episode failed = episode("b", 3, false);
    EpisodeSet.writeShard(shown, 0, List.of(a));
    EpisodeSet.writeShard(corrected.resolve("part"), 0, List.of(failed), true);
    EpisodeSet set = EpisodeSet.load(List.of(shown, corrected));
    assertEquals(5, set.size());
    assertEquals("a", set.prompt(1));
    assertEquals("b", set.prompt(2));
    assertSame(failed.ticks().get(0), set.tick(2));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    String message =
        assertThrows(IOException.class, () -> EpisodeSet.load(List.of(shown, empty))).getMessage();
    assertTrue(message.contains(empty + " holds no successful"), message);
  }

  @Test
  void theSkillsAreThoseThatAreShownWithTheirKinds() throws IOException {
    Episode place = episode("a", 2, true);
    Episode pick =
        new Episode("b", "pick", 3, Map.of(Role.TARGET, "bowl-2"), place.ticks(), true, "", 0.08);
    Episode pickCube =
        new Episode("c", "pick", 4, Map.of(Role.TARGET, "cube-1"), place.ticks(), true, "", 0.08);
    EpisodeSet.writeShard(folder, 0, List.of(place, pick, pickCube));
    assertEquals(
        List.of(
            new TrainedSkill("pick", Map.of(Role.TARGET, Set.of(ObjectKind.BOWL, ObjectKind.CUBE))),
            new TrainedSkill(
                "place_in",
                Map.of(
                    Role.TARGET, Set.of(ObjectKind.CUBE),
                    Role.DESTINATION, Set.of(ObjectKind.BOWL)))),
        EpisodeSet.load(folder).skills());
  }

  /** Writes shard 0 with five ticks. */
  private void writeOne() throws IOException {
    EpisodeSet.writeShard(folder, 0, List.of(episode("a", 5, true)));
  }

  private String message(Class<? extends Exception> kind) {
    return assertThrows(kind, () -> EpisodeSet.load(folder)).getMessage();
  }

  @Test
  void aShardWithoutItsLastFileIsNotWhole() throws IOException {
    writeOne();
    EpisodeSet.writeShard(folder, 1, List.of(episode("b", 3, true)));
    Files.delete(folder.resolve("0001.json"));
    assertFalse(EpisodeSet.hasShard(folder, 1));
    assertEquals(5, EpisodeSet.load(folder).size());
  }

  @Test
  void aFolderWithoutSuccessIsAnError() throws IOException {
    assertTrue(message(IOException.class).contains("cobot data demos"));
    EpisodeSet.writeShard(folder, 0, List.of(episode("failed", 4, false)));
    assertTrue(message(IOException.class).contains("no successful demonstrations"));
    String missing =
        assertThrows(IOException.class, () -> EpisodeSet.load(folder.resolve("none"))).getMessage();
    assertTrue(missing.contains("none"), missing);
  }

  /** What older versions wrote: the inputs of their policy's network. */
  @Test
  void anOldSetIsRefusedWithTheReason() throws IOException {
    writeOne();
    Files.writeString(
        folder.resolve("0000.json"),
        """
        {"episodes": [
          {"prompt": "a", "samples": 5, "success": true, "failure": "", "seconds": 5.0}
        ]}
        """);
    String old = message(IOException.class);
    assertTrue(
        old.contains("0000.json is of format 1, expected 3")
            && old.contains("the inputs of an older policy's network")
            && old.contains("record it again with cobot data demos"),
        old);
    writeOne();
    Path info = folder.resolve("0000.json");
    String text = Files.readString(info);
    for (int other : new int[] {2, 4}) { // 2 is without axes and progress
      Files.writeString(info, text.replace("\"format\" : 3", "\"format\" : " + other));
      String refused = message(IOException.class);
      assertTrue(
          refused.contains(
              "0000.json is of format "
                  + other
                  + ", expected 3; record it again with cobot data demos"),
          refused);
      assertFalse(refused.contains("older policy"), refused);
    }
  }

  /** An episode of four ticks in which an object of a kind, which may lie, is the target. */
  private Episode shown(String skill, ObjectKind kind, Vector3 axis, boolean isBelieved) {
    List<Episode.Tick> ticks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      // Taken up it stands: what the episode shows is told by its first tick.
      Vector3 now = i < 2 ? axis : ObjectAttributes.UPRIGHT;
      Track target = track(object("target", kind).leaning(now), 7_000_000_000L, 3, false);
      Track other =
          track(
              object("other", ObjectKind.BOTTLE).leaning(new Vector3(1, 0, 0)),
              7_000_000_000L,
              3,
              false);
      Episode.Tick t = tick(i);
      ticks.add(
          new Episode.Tick(
              t.seconds(),
              t.hand(),
              t.seen(),
              isBelieved ? List.of(other, target) : List.of(other),
              t.progress(),
              t.done(),
              t.label()));
    }
    return new Episode(skill, skill, 1, Map.of(Role.TARGET, "target"), ticks, true, "", 1);
  }

  @Test
  void ticksAreGroupedByWhatTheirEpisodeShows() throws IOException {
    Vector3 up = ObjectAttributes.UPRIGHT;
    Vector3 flat = new Vector3(0.6, -0.8, 0.1);
    EpisodeSet.writeShard(
        folder,
        0,
        List.of(
            shown("pick", ObjectKind.BOTTLE, up, true),
            shown("pick", ObjectKind.BOTTLE, flat, true),
            shown("wipe", ObjectKind.CLOTH, up, true),
            shown("pick", ObjectKind.BOTTLE, up, true)));
    EpisodeSet.writeShard(
        folder,
        1,
        List.of(
            shown("pick", ObjectKind.CUP, up, true),
            shown("pick", ObjectKind.BOTTLE, flat, true),
            shown("push", ObjectKind.BOTTLE, up, true),
            shown("push", ObjectKind.BOTTLE, up, false)));
    Set<List<Integer>> groups = new HashSet<>();
    for (int[] group : EpisodeSet.load(folder).byWhatIsShown()) {
      groups.add(Arrays.stream(group).boxed().toList());
    }
    assertEquals(
        Set.of(
            List.of(0, 1, 2, 3, 12, 13, 14, 15), // a standing bottle, twice
            List.of(4, 5, 6, 7, 20, 21, 22, 23), // a lying one
            List.of(8, 9, 10, 11),
            List.of(16, 17, 18, 19),
            List.of(24, 25, 26, 27),
            List.of(28, 29, 30, 31)),
        groups);
  }

  @Test
  void aDamagedShardIsAnErrorThatNamesIt() throws IOException {
    writeOne();
    Path tensors = folder.resolve("0000.safetensors");
    byte[] whole = Files.readAllBytes(tensors);
    for (int length : new int[] {0, 7, 100, whole.length / 2, whole.length - 1}) {
      Files.write(tensors, Arrays.copyOf(whole, length));
      assertTrue(message(ModelException.class).contains("0000.safetensors"), "at " + length);
    }
    Files.write(tensors, whole);
    Path info = folder.resolve("0000.json");
    String text = Files.readString(info);
    for (String changed :
        new String[] {
          text.substring(0, text.length() / 2),
          "null",
          "{}",
          "{\"format\" : 3}",
          text.replace("\"ticks\" : 5", "\"ticks\" : 6"),
          text.replace("\"ticks\" : 5", "\"ticks\" : 4"),
          text.replace("\"ticks\" : 5", "\"ticks\" : -5"),
          text.replace("\"ticks\"", "\"tick\""),
          text.replaceAll("\"ids\" : \\[[^\\]]*\\]", "\"ids\" : null"),
          text.replace("\"prompt\" : \"a\"", "\"prompt\" : null"),
          text.replace("\"CUBE\"", "\"CUBOID\""),
        }) {
      assertFalse(changed.equals(text), "the change changes something");
      Files.writeString(info, changed);
      assertTrue(message(IOException.class).contains("0000.json"), changed);
    }
    Files.writeString(info, text);
    assertEquals(5, EpisodeSet.load(folder).size());
  }

  @Test
  void whatTheTensorsNameMustBeInTheJson() throws IOException {
    writeOne();
    Path info = folder.resolve("0000.json");
    String text = Files.readString(info);
    Files.writeString(info, text.replaceAll("\"ids\" : \\[[^\\]]*\\]", "\"ids\" : [ \"cup-1\" ]"));
    String ids = message(IOException.class);
    assertTrue(ids.contains("is damaged (it names id ") && ids.contains(" of 1)"), ids);
    Files.writeString(
        info, text.replaceAll("\"kinds\" : \\[[^\\]]*\\]", "\"kinds\" : [ \"CUBE\" ]"));
    String kinds = message(IOException.class);
    assertTrue(kinds.contains("is damaged (it names kind ") && kinds.contains(" of 1)"), kinds);
  }

  @Test
  void tensorsOfAnotherShardAreAnError() throws IOException {
    writeOne();
    EpisodeSet.writeShard(folder, 1, List.of(episode("b", 6, true)));
    Files.copy(
        folder.resolve("0001.safetensors"),
        folder.resolve("0000.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
    String message = message(IOException.class);
    assertTrue(message.contains("5 ticks") && message.contains("has 6"), message);
  }
}
