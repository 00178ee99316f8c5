package dev.cobot.action.demonstration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.skill.Decision;
import dev.cobot.action.skill.Situation;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpisodeRecorderTest {
  /** Of those whose hand is disturbed; half of all are not. */
  private static final long SEED = 3;

  private static final GateLimits LIMITS =
      new GateLimits(
          0.1,
          0.15,
          0.6,
          0.02,
          0.1,
          0.5,
          25,
          0.25,
          0.4,
          0.2,
          new GateLimits.Box(List.of(-0.4, 0.4), List.of(-0.45, 0.45), List.of(0.004, 0.6)));

  private static World world;
  private static TaskSuite suite;
  private static TaskScene scene;
  private static Episode episode;
  private static final List<SafetyGate> gates = new ArrayList<>();
  @TempDir private Path folder;

  @BeforeAll
  static void record() throws Exception {
    Path worlds = Path.of(System.getProperty("cobot.home"), "worlds");
    world = World.load(worlds.resolve("factory_table.world"));
    suite = TaskSuite.load(worlds.resolve("suites/rat7.yaml"));
    scene = new TaskScenes(suite, world).draw(suite.task("T2"), new SeedStreams(SEED));
    episode = recorder().record(scene, new SeedStreams(SEED));
  }

  private static EpisodeRecorder recorder() {
    return new EpisodeRecorder(
        world,
        SkillCatalog.ALL,
        () -> {
          gates.add(new SafetyGate(LIMITS, world.robot().model(), world.robot().tableFromBase()));
          return gates.get(gates.size() - 1);
        });
  }

  @Test
  void theExpertSucceedsInTheSimulator() {
    assertTrue(episode.success(), episode.failure());
    assertEquals("", episode.failure());
    assertEquals(scene.prompt(), episode.prompt());
    assertEquals("place_in", episode.skill());
    assertEquals(SEED, episode.seed());
    assertTrue(episode.seconds() < 20, episode.seconds() + " s");
    assertTrue(episode.ticks().size() > 60);
    assertEquals(0, gates.get(0).stops(), "it passed the gate");
  }

  private static Track of(Episode.Tick tick, Role role) {
    return tick.believed().stream()
        .filter(t -> t.id().equals(episode.roles().get(role)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ticksTellWhatWasSeenBelievedAndHeld() {
    assertEquals(
        List.of(Role.TARGET, Role.DESTINATION),
        episode.roles().keySet().stream().sorted().toList());
    int looks = 0;
    int held = 0;
    int closed = 0;
    int done = 0;
    double last = -1;
    for (Episode.Tick tick : episode.ticks()) {
      assertEquals(ObjectKind.CUBE, of(tick, Role.TARGET).attributes().kind());
      assertEquals(ObjectKind.BOWL, of(tick, Role.DESTINATION).attributes().kind());
      assertTrue(tick.seconds() > last && tick.seconds() <= episode.seconds());
      assertEquals(ActionChunk.STEPS, tick.label().steps().size());
      last = tick.seconds();
      looks += tick.seen().isEmpty() ? 0 : 1;
      held += of(tick, Role.TARGET).held() ? 1 : 0;
      closed += tick.label().steps().get(0).closeProbability() == 1 ? 1 : 0;
      done += tick.label().steps().get(0).doneProbability() == 1 ? 1 : 0;
    }
    int ticks = episode.ticks().size();
    assertEquals(ticks / 2.0, looks, 1, "every other tick has a look");
    assertTrue(held > 10 && held < ticks - 10, held + " held");
    assertTrue(closed > 10 && closed < ticks - 10, closed + " closed");
    assertTrue(done >= 5, done + " done");
  }

  /** The label says what the expert does from where noise has led; the noise is in what is done. */
  @Test
  void theLabelIsCleanWhileWhatIsDoneIsDisturbed() {
    TaskExpert expert = SkillCatalog.ALL.get("place_in").expert(ActionChunk.STEP_SECONDS);
    int disturbed = 0;
    int compared = 0;
    for (Episode.Tick tick : episode.ticks()) {
      ActionChunk.Step label = tick.label().steps().get(0);
      double off =
          label.tableFromTool().translation().distanceTo(tick.done().tableFromTool().translation());
      assertTrue(off < 0.03, off + " m");
      disturbed += off > 1e-5 ? 1 : 0;
      assertEquals(label.closeProbability(), tick.done().closeProbability());
      assertEquals(label.doneProbability(), tick.done().doneProbability());
      if (!tick.hand().holding()) { // what stands on the table is upright, as beliefs have it
        Decision decision = expert.decide(situation(tick));
        assertEquals(
            0,
            decision.positionMeters().distanceTo(label.tableFromTool().translation()),
            1e-4,
            "at " + tick.seconds() + " s");
        compared++;
      }
    }
    assertTrue(compared > 40, compared + " compared");
    assertTrue(disturbed > episode.ticks().size() / 2, disturbed + " disturbed");
  }

  private static Situation situation(Episode.Tick tick) {
    List<SceneObject> obstacles = new ArrayList<>();
    for (Track track : tick.believed()) {
      if (!episode.roles().containsValue(track.id())) {
        obstacles.add(upright(track));
      }
    }
    return new Situation(
        tick.hand(),
        upright(of(tick, Role.TARGET)),
        Optional.of(upright(of(tick, Role.DESTINATION))),
        obstacles,
        List.of(),
        Optional.empty());
  }

  private static SceneObject upright(Track track) {
    ObjectAttributes a = track.attributes();
    return new SceneObject(
        track.id(),
        a.kind(),
        a.positionMeters(),
        Quaternion.fromYaw(a.yawRad()),
        a.color(),
        a.sizeMeters());
  }

  @Test
  void theSameSeedsGiveTheSameBits() throws IOException {
    Episode again = recorder().record(scene, new SeedStreams(SEED));
    assertEquals(episode.seconds(), again.seconds());
    EpisodeSet.writeShard(folder, 0, List.of(episode));
    EpisodeSet.writeShard(folder, 1, List.of(again));
    for (String ending : List.of(".safetensors", ".json")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("0000" + ending)),
          Files.readAllBytes(folder.resolve("0001" + ending)),
          ending);
    }
    Episode other = recorder().record(scene, new SeedStreams(SEED + 1));
    EpisodeSet.writeShard(folder, 2, List.of(other));
    assertNotEquals(
        -1,
        Files.mismatch(folder.resolve("0000.safetensors"), folder.resolve("0002.safetensors")),
        "another seed, another episode");
  }

  @Test
  void aRecordedEpisodeNamesItsSkillAndKinds() throws IOException {
    EpisodeSet.writeShard(folder, 0, List.of(episode));
    EpisodeSet set = EpisodeSet.load(folder);
    assertEquals(episode.ticks().size(), set.size());
    assertEquals(1, set.skills().size());
    assertEquals("place_in", set.skills().get(0).skill());
    assertEquals(
        Map.of(
            Role.TARGET, Set.of(ObjectKind.CUBE),
            Role.DESTINATION, Set.of(ObjectKind.BOWL)),
        set.skills().get(0).kinds());
  }

  @Test
  void aTaskThatWantsARefusalIsAnError() {
    TaskScene absent =
        new TaskScenes(suite, world).draw(suite.task("T2-absent"), new SeedStreams(1));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> recorder().record(absent, new SeedStreams(1)))
            .getMessage();
    assertTrue(message.contains("T2-absent") && message.contains("--tasks"), message);
  }
}
