package dev.cobot.action.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.body.BodyDomain;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.TensorValue;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of the context reaches the network, and where. */
class ActionPolicyTest {
  private static final List<TrainedSkill> SKILLS =
      List.of(
          new TrainedSkill("pick", Map.of(Role.TARGET, Set.of(ObjectKind.CUBE))),
          new TrainedSkill(
              "place_in",
              Map.of(
                  Role.TARGET, Set.of(ObjectKind.CUBE),
                  Role.DESTINATION, Set.of(ObjectKind.BOWL))));
  private static final PolicyNet.Config NET = new PolicyNet.Config(32, 1, 2, 2, 2, 2);
  private static final HandState HAND =
      new HandState(
          new Transform("table", "tool0", new Vector3(0.1, 0, 0.3), HandState.pointingDown(0.2)),
          0.05,
          0,
          false);

  private static final Progress PROGRESS =
      new Progress(List.of(new Vector3(0.2, 0.1, 0.15)), 0.25, Optional.empty());

  private float[][] inputs;

  /** Keeps its inputs and answers that the hand should stay. */
  private final class Listening implements InferenceNet {
    @Override
    public List<String> inputNames() {
      return List.of();
    }

    @Override
    public Map<String, FloatTensor> run(Map<String, ? extends TensorValue> values) {
      throw new UnsupportedOperationException();
    }

    @Override
    public float[][] run(int batch, float[]... values) {
      inputs = values.clone();
      return new float[][] {
        new float[ActionChunk.STEPS * PolicyNet.STEP_WIDTH], new float[PolicyTokens.SLOTS]
      };
    }

    @Override
    public void close() {}
  }

  private static Track track(int number) {
    return new Track(
        new ObjectAttributes(
            "t" + number,
            ObjectKind.CUBE,
            new Vector3(0.01 * number, 0, 0.02),
            0,
            ColorName.RED.prototype(),
            new Vector3(0.04, 0.04, 0.04),
            0.9,
            new ObjectAttributes.Uncertainty(Vector3.ZERO, 0, Vector3.ZERO)),
        new float[0],
        0,
        3,
        false);
  }

  private static Broadcast broadcast(float first, double vision) {
    Map<String, Double> weights = new LinkedHashMap<>();
    weights.put("vision", vision);
    weights.put("language", 1 - vision);
    return new Broadcast(new float[] {first, -first}, weights);
  }

  private static ActionContext context(
      String skill, List<Track> tracks, Map<Role, Broadcast> broadcasts, Attention... attentions) {
    return context(skill, tracks, tracks, broadcasts, attentions);
  }

  /** A context in which what was named may have moved since. */
  private static ActionContext context(
      String skill,
      List<Track> named,
      List<Track> tracks,
      Map<Role, Broadcast> broadcasts,
      Attention... attentions) {
    return new ActionContext(
        9_000_000_000L,
        skill,
        new Grounding(
            named,
            Map.of(
                Role.TARGET, new Grounding.Attended(attentions[0], new float[] {1, 2}),
                Role.DESTINATION, new Grounding.Attended(attentions[1], new float[] {3, 4}))),
        broadcasts,
        tracks,
        HAND,
        PROGRESS);
  }

  @Test
  void theTaskAndBothRolesReachTheNetwork() {
    List<Track> tracks = List.of(track(1), track(2));
    ActionPolicy policy = new ActionPolicy(new Listening(), SKILLS);
    ActionChunk chunk =
        policy.act(
            context(
                "place_in",
                tracks,
                Map.of(
                    Role.TARGET, broadcast(0.5f, 0.75),
                    Role.DESTINATION, broadcast(-0.25f, 0.5)),
                new Attention(new double[] {0.9, 0.1}, 0),
                new Attention(new double[] {0.2, 0.7}, 0.1)));
    assertEquals(9_000_000_000L, chunk.stampNanos(), "the observation's");
    assertArrayEquals(new float[] {0, 1}, inputs[0]);
    assertArrayEquals(new float[] {1, 2, 3, 4}, inputs[1]);
    assertArrayEquals(
        new float[] {0.5f, -0.5f, 0.75f, 0.25f, -0.25f, 0.25f, 0.5f, 0.5f}, inputs[2]);
    float[] slot = new float[PolicyTokens.OBJECT_WIDTH];
    PolicyTokens.writeObject(track(1), HAND, 9, new double[] {0.9, 0.2}, slot, 0);
    assertArrayEquals(slot, Arrays.copyOf(inputs[3], slot.length));
    assertArrayEquals(new float[] {1, 1, 0, 0, 0, 0, 0, 0}, inputs[4]);
    assertArrayEquals(BodyDomain.latent(HAND), inputs[5]);
    assertArrayEquals(PolicyTokens.progress(PROGRESS, track(1).attributes(), HAND), inputs[6]);
    assertEquals(new PolicyNet(NET).inputs().size(), inputs.length);
  }

  @Test
  void progressIsRelativeToWhereTheTargetIsNow() {
    Attention first = new Attention(new double[] {0.9, 0.1}, 0);
    Attention none = new Attention(new double[] {0, 0}, 1);
    Map<Role, Broadcast> broadcasts = Map.of(Role.TARGET, broadcast(0.5f, 1));
    List<Track> named = List.of(track(1), track(2));
    Vector3 moved = new Vector3(0.15, 0.1, 0.12);
    ObjectAttributes a = track(1).attributes();
    Track now =
        new Track(
            new ObjectAttributes(
                a.id(),
                a.kind(),
                moved,
                a.yawRad(),
                a.color(),
                a.sizeMeters(),
                a.score(),
                a.uncertainty()),
            new float[0],
            0,
            4,
            true);
    ActionPolicy policy = new ActionPolicy(new Listening(), SKILLS);
    policy.act(context("pick", named, List.of(track(2), now), broadcasts, first, none));
    assertArrayEquals(PolicyTokens.progress(PROGRESS, now.attributes(), HAND), inputs[6]);
    policy.act(context("pick", named, List.of(track(2)), broadcasts, first, none));
    assertArrayEquals(PolicyTokens.progress(PROGRESS, a, HAND), inputs[6], "lost: where it was");
  }

  @Test
  void aRoleThatTheSkillDoesNotHaveIsSilent() {
    ActionPolicy policy = new ActionPolicy(new Listening(), SKILLS);
    policy.act(
        context(
            "pick",
            List.of(track(1)),
            Map.of(Role.TARGET, broadcast(0.5f, 1)),
            new Attention(new double[] {1}, 0),
            new Attention(new double[] {0}, 1)));
    assertArrayEquals(new float[] {1, 0}, inputs[0]);
    assertArrayEquals(new float[4], Arrays.copyOfRange(inputs[2], 4, 8));
  }

  @Test
  void ofTooManyObjectsTheAttendedOnesAreUsed() {
    List<Track> tracks = new ArrayList<>();
    double[] target = new double[10];
    double[] destination = new double[10];
    for (int i = 0; i < 10; i++) {
      tracks.add(track(i));
      target[i] = 0.001 * i;
    }
    target[9] = 0.5;
    destination[0] = 0.9;
    new ActionPolicy(new Listening(), SKILLS)
        .act(
            context(
                "place_in",
                tracks,
                Map.of(Role.TARGET, broadcast(0, 1), Role.DESTINATION, broadcast(0, 1)),
                new Attention(target, 0.4),
                new Attention(destination, 0.1)));
    assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1, 1, 1}, inputs[4]);
    assertEquals(0, inputs[3][0], "the destination first");
    assertEquals(0.09 / 0.3, inputs[3][PolicyTokens.OBJECT_WIDTH], 1e-6);
  }

  @Test
  void aSkillThatWasNotTrainedIsAnErrorThatNamesTheTrained() {
    ActionPolicy policy = new ActionPolicy(new Listening(), SKILLS);
    Attention none = new Attention(new double[0], 1);
    ActionContext wipe =
        context("wipe", List.of(), Map.of(Role.TARGET, broadcast(0, 1)), none, none);
    String message =
        assertThrows(IllegalArgumentException.class, () -> policy.act(wipe)).getMessage();
    assertTrue(message.contains("'wipe'") && message.contains("[pick, place_in]"), message);
    assertTrue(policy.skill("wipe").isEmpty());
    assertEquals(SKILLS.get(1), policy.skill("place_in").orElseThrow());
  }
}
