package dev.cobot.action.demonstration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.Mind;
import dev.cobot.action.skill.Decision;
import dev.cobot.action.skill.HandShape;
import dev.cobot.action.skill.Situation;
import dev.cobot.action.skill.TaskExpert;
import dev.cobot.action.skill.catalog.SkillCatalog;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.language.Turning;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.task.TaskScene;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

  /** A policy that never moves, whatever it is asked. */
  private static final class StillMind implements Mind {
    private final List<String> read = new ArrayList<>();

    @Override
    public List<TrainedSkill> skills() {
      return List.of();
    }

    @Override
    public CommandReading read(String text) {
      read.add(text);
      return new CommandReading(text, CommandMeaning.NONE, 1, Map.of());
    }

    @Override
    public List<Look> perceive(Observation observation) {
      throw new AssertionError("there are no pictures");
    }

    @Override
    public Grounding ground(CommandReading reading, List<Track> tracks) {
      Map<Role, Grounding.Attended> roles = new EnumMap<>(Role.class);
      for (Role role : Role.values()) {
        roles.put(
            role,
            new Grounding.Attended(
                new Attention(new double[tracks.size()], 1), new float[] {role.ordinal() + 1}));
      }
      return new Grounding(tracks, roles);
    }

    @Override
    public Map<Role, Broadcast> broadcast(
        Observation in, CommandReading reading, Map<Role, Track> attended, HandState hand) {
      Map<Role, Broadcast> broadcasts = new EnumMap<>(Role.class);
      attended
          .keySet()
          .forEach(role -> broadcasts.put(role, new Broadcast(new float[1], Map.of())));
      return broadcasts;
    }

    @Override
    public ActionChunk act(ActionContext context) {
      assertEquals(Set.of(Role.TARGET, Role.DESTINATION), context.broadcasts().keySet());
      assertEquals(2, context.grounding().of(Role.DESTINATION).phrase()[0]);
      ActionChunk.Step stay = new ActionChunk.Step(context.hand().tableFromTool(), 0, 0, 0);
      return new ActionChunk(
          context.stampNanos(),
          ActionChunk.STEP_SECONDS,
          Collections.nCopies(ActionChunk.STEPS, stay));
    }
  }

  /** DAgger: the policy acts, the expert says what it would have done, and failures are kept. */
  @Test
  void whereAPolicyActsTheExpertStillTells() throws Exception {
    StillMind still = new StillMind();
    Episode acted =
        new EpisodeRecorder(
                world,
                SkillCatalog.ALL,
                () -> new SafetyGate(LIMITS, world.robot().model(), world.robot().tableFromBase()),
                Optional.of(still))
            .record(scene, new SeedStreams(SEED));
    assertFalse(acted.success());
    assertEquals(1, still.read.size(), "said over once");
    assertTrue(
        still.read.get(0).matches("pick the \\w+ cube and place it in the \\w+ bowl"),
        still.read.get(0));
    Episode.Tick last = acted.ticks().get(acted.ticks().size() - 1);
    Vector3 hand = last.hand().positionMeters();
    assertEquals(0, last.done().tableFromTool().translation().distanceTo(hand), 1e-9);
    ActionChunk.Step wanted = last.label().steps().get(ActionChunk.STEPS - 1);
    assertTrue(wanted.tableFromTool().translation().distanceTo(hand) > 0.05, "what to do instead");
    assertEquals(0, EpisodeSet.writeShard(folder, 0, List.of(acted)));
    assertEquals(acted.ticks().size(), EpisodeSet.writeShard(folder, 0, List.of(acted), true));
  }

  private static Track of(Episode.Tick tick, Role role) {
    return of(episode, tick, role);
  }

  private static Track of(Episode episode, Episode.Tick tick, Role role) {
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
    for (Episode.Tick tick : episode.ticks()) {
      ActionChunk.Step label = tick.label().steps().get(0);
      double off =
          label.tableFromTool().translation().distanceTo(tick.done().tableFromTool().translation());
      assertTrue(off < 0.03, off + " m");
      disturbed += off > 1e-5 ? 1 : 0;
      assertEquals(label.closeProbability(), tick.done().closeProbability());
      assertEquals(label.doneProbability(), tick.done().doneProbability());
      Decision decision = expert.decide(situation(tick));
      assertEquals(
          0,
          decision.positionMeters().distanceTo(label.tableFromTool().translation()),
          1e-4,
          "at " + tick.seconds() + " s");
    }
    assertTrue(disturbed > episode.ticks().size() / 2, disturbed + " disturbed");
  }

  private static Situation situation(Episode.Tick tick) {
    List<SceneObject> obstacles = new ArrayList<>();
    for (Track track : tick.believed()) {
      if (!episode.roles().containsValue(track.id())) {
        obstacles.add(believed(track));
      }
    }
    return new Situation(
        tick.hand(),
        HandShape.of(world.robot().model()),
        believed(of(tick, Role.TARGET)),
        Optional.of(believed(of(tick, Role.DESTINATION))),
        obstacles,
        tick.progress());
  }

  private static SceneObject believed(Track track) {
    ObjectAttributes a = track.attributes();
    return new SceneObject(
        track.id(), a.kind(), a.positionMeters(), a.rotation(), a.color(), a.sizeMeters());
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

  /** One of the tasks in the scene in which all seven can be done. */
  private static Episode shared(String task, long seed) throws IOException {
    TaskSuite all =
        TaskSuite.load(Path.of(System.getProperty("cobot.home"), "worlds/suites/rat7_shared.yaml"));
    TaskScene drawn = new TaskScenes(all, world).draw(all.task(task), new SeedStreams(seed));
    Episode recorded = recorder().record(drawn, new SeedStreams(seed));
    assertTrue(recorded.success(), task + ": " + recorded.failure());
    for (Episode.Tick tick : recorded.ticks()) {
      double share = tick.progress().share();
      assertTrue(share >= 0 && share <= 1, task + ": " + share);
    }
    Episode.Tick last = recorded.ticks().get(recorded.ticks().size() - 1);
    assertEquals(1, last.label().steps().get(0).doneProbability(), task + " ends in done");
    assertEquals(0, recorded.ticks().get(0).label().steps().get(0).doneProbability(), task);
    return recorded;
  }

  @Test
  void aPickFromAPedestalIsLiftedToItsGoal() throws IOException {
    Episode pick = shared("T4", 1_000_001);
    assertEquals("pick", pick.skill());
    assertEquals(Set.of(Role.TARGET), pick.roles().keySet());
    double from = of(pick, pick.ticks().get(0), Role.TARGET).attributes().positionMeters().z();
    int held = 0;
    for (Episode.Tick tick : pick.ticks()) {
      Track target = of(pick, tick, Role.TARGET);
      assertEquals(ObjectKind.CUP, target.attributes().kind());
      assertEquals(1, tick.progress().goals().size());
      Vector3 goal = tick.progress().goals().get(0);
      assertEquals(0, goal.horizontalDistanceTo(target.attributes().positionMeters()), 1e-12);
      assertTrue(goal.z() > from + 0.1, "above where it stood: " + goal + ", it at " + from);
      held += target.held() ? 1 : 0;
    }
    assertTrue(held > 10 && held < pick.ticks().size() - 10, held + " held");
    assertTrue(pick.ticks().get(0).progress().share() < 0.1);
    assertTrue(pick.ticks().get(pick.ticks().size() - 1).progress().share() > 0.75);
  }

  @Test
  void aPushPassesItsGoalsOneAfterTheOther() throws IOException {
    Episode push = shared("T5", 1_000_001);
    assertEquals("push", push.skill());
    int left = 4;
    Vector3 next = push.ticks().get(0).progress().goals().get(0);
    List<Vector3> passed = new ArrayList<>();
    for (Episode.Tick tick : push.ticks()) {
      Track target = of(push, tick, Role.TARGET);
      assertEquals(ObjectKind.BOWL, target.attributes().kind());
      assertTrue(!target.held(), "it is pushed, not held");
      List<Vector3> goals = tick.progress().goals();
      assertEquals(1 - goals.size() / 4.0, tick.progress().share(), 1e-12);
      assertTrue(goals.size() == left || goals.size() == left - 1, left + " to " + goals.size());
      if (goals.size() < left) {
        left = goals.size();
        passed.add(target.attributes().positionMeters());
        assertTrue(next.horizontalDistanceTo(passed.get(passed.size() - 1)) < 0.03);
      }
      next = goals.isEmpty() ? next : goals.get(0);
    }
    assertEquals(0, left);
    Vector3 first = passed.get(1).minus(passed.get(0));
    Vector3 second = passed.get(2).minus(passed.get(1));
    boolean clockwise = first.cross(second).z() < 0;
    assertEquals(!push.prompt().contains("counter"), clockwise, push.prompt());
  }

  @Test
  void theWayRoundIsThatOfThePrompt() {
    TaskScenes scenes = new TaskScenes(suite, world);
    Set<Turning> both = new HashSet<>();
    for (int seed = 0; seed < 12; seed++) {
      TaskScene drawn = scenes.draw(suite.task("T5"), new SeedStreams(seed));
      Turning turning = DemonstratingMind.turning(drawn).orElseThrow();
      both.add(turning);
      String way = " " + turning.name().toLowerCase(Locale.ROOT);
      assertTrue(drawn.prompt().contains(way), drawn.prompt() + ": " + turning);
    }
    assertEquals(Set.of(Turning.values()), both);
    assertEquals(Optional.empty(), DemonstratingMind.turning(scene));
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
