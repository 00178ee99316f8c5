package dev.cobot.action.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.action.session.Mind;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Look;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.task.TaskScenes;
import dev.cobot.sim2real.task.TaskSuite;
import dev.cobot.sim2real.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutTest {
  private static final Path HOME = Path.of(System.getProperty("cobot.home"));
  private static final String SIDE =
      "<include><uri>model://cell_camera</uri><name>side</name>"
          + "<pose>0.05 -0.75 0.6 0 0.6747409422 1.5707963268</pose></include></world>";

  /** Sees nothing, and keeps the pictures in which it saw nothing. */
  private static final class BlindMind implements Mind {
    private final List<Map<String, CameraFrame>> pictures = new ArrayList<>();

    @Override
    public List<TrainedSkill> skills() {
      return List.of(
          new TrainedSkill(
              "place_in",
              Map.of(
                  Role.TARGET, Set.of(ObjectKind.CUBE),
                  Role.DESTINATION, Set.of(ObjectKind.BOWL))));
    }

    @Override
    public CommandReading read(String text) {
      Reference cube = new Reference(ObjectKind.CUBE, ColorName.RED);
      return new CommandReading(
          text,
          new CommandMeaning(Optional.of("place_in"), Map.of(Role.TARGET, cube)),
          0.99,
          Map.of());
    }

    @Override
    public List<Look> perceive(Observation observation) {
      if (!observation.frames().isEmpty()) {
        pictures.add(observation.frames());
      }
      return observation.frames().values().stream()
          .map(frame -> new Look(frame.camera(), frame.stampNanos(), List.of()))
          .toList();
    }

    @Override
    public Grounding ground(CommandReading reading, List<Track> tracks) {
      Map<Role, Grounding.Attended> roles = new EnumMap<>(Role.class);
      for (Role role : Role.values()) {
        roles.put(role, new Grounding.Attended(new Attention(new double[0], 1), new float[] {0}));
      }
      return new Grounding(tracks, roles);
    }

    @Override
    public Map<Role, Broadcast> broadcast(
        Observation in, CommandReading reading, Map<Role, Track> attended, HandState hand) {
      throw new AssertionError("nothing is attended");
    }

    @Override
    public ActionChunk act(ActionContext context) {
      throw new AssertionError("nothing is to be done");
    }
  }

  /** Every camera of the world is looked through, each from its own place. */
  @Test
  void allCamerasOfTheWorldAreLookedThrough(@TempDir Path folder) throws Exception {
    String cell = Files.readString(HOME.resolve("worlds/factory_table.world"));
    Path file = folder.resolve("two.world");
    Files.writeString(file, cell.replace("</world>", SIDE));
    World world = World.load(file);
    GateLimits limits =
        new YAMLMapper()
            .treeToValue(
                new YAMLMapper()
                    .readTree(HOME.resolve("launch/profiles/default.yaml").toFile())
                    .get("gate"),
                GateLimits.class);
    TaskSuite suite = TaskSuite.load(HOME.resolve("worlds/suites/rat7.yaml"));
    BlindMind mind = new BlindMind();
    EpisodeResult result =
        new Rollout(
                world,
                new TaskScenes(suite, world),
                mind,
                () -> new SafetyGate(limits, world.robot().model(), world.robot().tableFromBase()),
                nanos -> {})
            .run(suite.task("T2"), 1);
    assertEquals("refused_absent", result.failure());
    assertTrue(mind.pictures.size() > 1, mind.pictures.size() + " moments");
    for (Map<String, CameraFrame> moment : mind.pictures) {
      assertEquals(List.of("camera", "side"), moment.keySet().stream().sorted().toList());
      assertEquals(world.cameraMount("side").model(), moment.get("side").camera());
      assertEquals(moment.get("camera").stampNanos(), moment.get("side").stampNanos());
      assertFalse(Arrays.equals(moment.get("camera").rgb(), moment.get("side").rgb()));
    }
  }

  private static Rollout rollout(World world, TaskSuite suite, Mind mind) throws Exception {
    GateLimits limits =
        new YAMLMapper()
            .treeToValue(
                new YAMLMapper()
                    .readTree(HOME.resolve("launch/profiles/default.yaml").toFile())
                    .get("gate"),
                GateLimits.class);
    return new Rollout(
        world,
        new TaskScenes(suite, world),
        mind,
        () -> new SafetyGate(limits, world.robot().model(), world.robot().tableFromBase()),
        nanos -> {});
  }

  /** Until the command comes it looks on and says nothing; the time counts from there. */
  @Test
  void aCommandThatComesLaterIsAnsweredThen() throws Exception {
    TaskSuite suite = TaskSuite.load(HOME.resolve("worlds/suites/senses.yaml"));
    World world = World.load(HOME.resolve("worlds").resolve(suite.world()));
    BlindMind mind = new BlindMind();
    EpisodeResult result = rollout(world, suite, mind).run(suite.task("W2-seen"), 1);
    assertEquals("refused_absent", result.failure());
    assertTrue(mind.pictures.size() >= 3 / 0.08, mind.pictures.size() + " pictures before");
    assertTrue(result.seconds() < 0.3, result.seconds() + " s from the command to the refusal");
    assertFalse(result.moved());
    assertEquals(Meant.NOTHING, result.meant());
    assertEquals(1, TaskSummary.of("W2-seen", List.of(result)).refusals());
  }

  @Test
  void oneOfTwoCamerasCanBeLookedThrough() throws Exception {
    TaskSuite suite = TaskSuite.load(HOME.resolve("worlds/suites/senses.yaml"));
    World world = World.load(HOME.resolve("worlds").resolve(suite.world()));
    BlindMind mind = new BlindMind();
    rollout(world, suite, mind).through(Set.of("side")).run(suite.task("W5"), 1);
    assertFalse(mind.pictures.isEmpty());
    mind.pictures.forEach(moment -> assertEquals(Set.of("side"), moment.keySet()));
    Rollout other = rollout(world, suite, mind).through(Set.of("side"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> other.run(suite.task("W2-seen"), 1))
            .getMessage();
    assertTrue(message.contains("[side]") && message.contains("[camera]"), message);
  }
}
