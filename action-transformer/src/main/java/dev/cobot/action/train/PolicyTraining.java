package dev.cobot.action.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.demonstration.Episode;
import dev.cobot.action.demonstration.EpisodeSet;
import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.policy.ActionContext;
import dev.cobot.action.policy.ActionPolicy;
import dev.cobot.action.policy.ChunkCodec;
import dev.cobot.action.policy.PolicyInputs;
import dev.cobot.action.policy.PolicyNet;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.brain.Brain;
import dev.cobot.brain.BrainModels;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Role;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.network.TensorSpec;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.workspace.Attention;
import dev.cobot.brain.workspace.GlobalWorkspace;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Trains the policy by behaviour cloning of demonstrations and releases it. Which checkpoint is
 * good is told by rollouts, not by its loss.
 */
public final class PolicyTraining {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How to train.
   *
   * @param broadcastDropout part of the samples whose broadcast is left out, so that the policy
   *     does not lean on it alone
   * @param broadcastNoise sigma of the noise on the broadcast: vision's encodings differ a little
   *     from those of attributes
   */
  public record Config(
      int width,
      int layers,
      int heads,
      int steps,
      int batch,
      double learningRate,
      double weightDecay,
      double broadcastDropout,
      double broadcastNoise) {
    /** Checks the ranges. */
    public Config {
      require(width > 0 && width <= 4096, "width", width, "1 to 4096");
      require(layers > 0 && layers <= 64, "layers", layers, "1 to 64");
      require(heads > 0 && width % heads == 0, "heads", heads, "a divisor of the width, " + width);
      require(steps > 0, "steps", steps, "above 0");
      require(batch > 0 && batch <= 1 << 14, "batch", batch, "1 to 16384");
      require(
          broadcastDropout >= 0 && broadcastDropout <= 1,
          "broadcastDropout",
          broadcastDropout,
          "0 to 1");
      require(
          broadcastNoise >= 0 && broadcastNoise < 1e3,
          "broadcastNoise",
          broadcastNoise,
          "0 or more");
      // The optimiser refuses rates and decays out of range.
      OptimizerConfig.of(learningRate).withWeightDecay(weightDecay);
    }

    private static void require(boolean good, String what, Object got, String allowed) {
      if (!good) {
        throw new IllegalArgumentException(
            "policy training: %s is %s; allowed: %s".formatted(what, got, allowed));
      }
    }

    /** Returns the recipe of the released model. */
    public static Config defaults() {
      return new Config(128, 4, 4, 14_000, 64, 1e-3, 1e-4, 0.2, 0.05);
    }

    /** Returns how the released model learned more, from corrections beside the demonstrations. */
    public static Config corrected() {
      return new Config(128, 4, 4, 5_000, 64, 6e-4, 1e-4, 0.2, 0.05);
    }
  }

  private PolicyTraining() {}

  /**
   * Trains in {@code out} and releases the policy in {@code out/model}.
   *
   * @param standsOn the models behind workspace and reader by {@link BrainModels#policyStandsOn},
   *     for the card
   * @param start a policy of the same sizes and skills, with whose weights it begins; empty to
   *     begin with none
   */
  public static Map<String, Double> train(
      GlobalWorkspace workspace,
      Function<String, CommandReading> reader,
      Map<String, String> standsOn,
      EpisodeSet demonstrations,
      Optional<Path> start,
      Config config,
      TrainingJob job)
      throws IOException {
    ObjectNode resolved = JSON.valueToTree(config);
    List<TrainedSkill> skills = demonstrations.skills();
    resolved.put("samples", demonstrations.size());
    start.ifPresent(folder -> resolved.put("startedFrom", ModelFolder.weightsSha256(folder)));
    resolved.set("skills", JSON.valueToTree(skills));
    resolved.set(ModelFolder.STANDS_ON, JSON.valueToTree(new TreeMap<>(standsOn)));
    TrainingRun run =
        TrainingRun.open(
            job, JSON.valueToTree(config), resolved, TrainingRun.Plan.of(config.steps()));
    OptimizerConfig optimizer =
        OptimizerConfig.of(config.learningRate())
            .withSchedule(Math.min(500, config.steps() / 10), config.steps(), 0.01)
            .withWeightDecay(config.weightDecay())
            .withAverage(0.999);
    SeedStreams seeds = job.seeds();
    int width = workspace.shape().latentWidth();
    PolicyNet net =
        new PolicyNet(
            new PolicyNet.Config(
                config.width(),
                config.layers(),
                config.heads(),
                width,
                Brain.FUSED.size(),
                skills.size()));
    WorkspaceView view = new WorkspaceView(workspace, reader, demonstrations);
    Batch batch =
        new Batch(
            config, net, skills.stream().map(TrainedSkill::skill).toList(), demonstrations, view);
    try (NetworkTrainer trainer = new NetworkTrainer(optimizer, seeds, job.device())) {
      if (start.isPresent() && !run.hasCheckpoint()) {
        trainer.create(net);
        trainer.load(net, ModelFolder.open(start.get()).weights());
      }
      Map<String, Double> last = new LinkedHashMap<>();
      run.train(
          trainer,
          step -> {
            batch.fill(demonstrations, seeds.child(step).stream("batch"));
            Map<String, Double> metrics = new LinkedHashMap<>();
            trainer.step(scope -> batch.loss(scope, metrics));
            last.putAll(metrics);
            return metrics;
          });
      ObjectNode architecture = JSON.createObjectNode();
      architecture
          .put(ActionPolicy.WIDTH, config.width())
          .put(ActionPolicy.LAYERS, config.layers())
          .put(ActionPolicy.HEADS, config.heads())
          .put(ActionPolicy.WORKSPACE_WIDTH, width);
      architecture.set(ActionPolicy.SKILLS, JSON.valueToTree(skills));
      architecture.set(ActionPolicy.KINDS, JSON.valueToTree(ObjectKind.values()));
      architecture.set(ActionPolicy.DOMAINS, JSON.valueToTree(Brain.FUSED));
      ModelFolder.writeSmall(
          job.model(),
          new ModelCard(
              "policy",
              Instant.now().toString(),
              job.seed(),
              architecture,
              resolved,
              net.inputs(),
              net.outputs(),
              last,
              TrainingRun.versions(),
              Map.of()),
          net,
          trainer.weights(net));
      return last;
    }
  }

  /** One batch on the device, and the loss on it. */
  private static final class Batch {
    private final Config config;
    private final PolicyNet net;
    private final List<String> skills;
    private final WorkspaceView view;
    private final List<HostBatch> inputs = new ArrayList<>();
    private final HostBatch label;
    private final HostBatch slot;

    /** Each skill with each kind of target is shown as often, however long it takes. */
    private final List<int[]> groups;

    Batch(
        Config config,
        PolicyNet net,
        List<String> skills,
        EpisodeSet demonstrations,
        WorkspaceView view) {
      groups = demonstrations.byWhatIsShown();
      this.config = config;
      this.net = net;
      this.skills = skills;
      this.view = view;
      for (TensorSpec input : net.inputs()) {
        long[] shape = input.shape().clone();
        shape[0] = config.batch();
        inputs.add(new HostBatch(shape));
      }
      label = new HostBatch(config.batch(), ActionChunk.STEPS, PolicyNet.STEP_WIDTH);
      slot = new HostBatch(config.batch());
    }

    void fill(EpisodeSet demonstrations, SplittableRandom random) {
      List<FloatBuffer> inputValues = inputs.stream().map(HostBatch::values).toList();
      FloatBuffer labelValues = label.values();
      FloatBuffer slotValues = slot.values();
      float[] chunk = new float[ActionChunk.STEPS * PolicyNet.STEP_WIDTH];
      for (int r = 0; r < config.batch(); r++) {
        int[] shown = groups.get(random.nextInt(groups.size()));
        int i = shown[random.nextInt(shown.length)];
        Episode.Tick tick = demonstrations.tick(i);
        Map<Role, String> roles = demonstrations.roles(i);
        PolicyInputs row =
            PolicyInputs.of(
                new ActionContext(
                    tick.label().stampNanos(),
                    demonstrations.skill(i),
                    attended(tick.believed(), roles, view.phrases.get(i), random),
                    disturbed(view.broadcasts.get(i), random),
                    tick.believed(),
                    tick.hand(),
                    tick.progress()),
                skills);
        for (int input = 0; input < inputValues.size(); input++) {
          inputValues.get(input).put(row.values()[input]);
        }
        ChunkCodec.write(tick.label(), tick.hand(), chunk, 0);
        labelValues.put(chunk);
        List<String> ids = row.slots().stream().map(Track::id).toList();
        slotValues.put(Math.max(0, ids.indexOf(roles.get(Role.TARGET))));
      }
    }

    /** Attends to what the episode is about, as surely and as unsurely as a workspace does. */
    private static Grounding attended(
        List<Track> tracks,
        Map<Role, String> roles,
        Map<Role, float[]> phrases,
        SplittableRandom random) {
      Map<Role, Grounding.Attended> attended = new EnumMap<>(Role.class);
      for (Role role : Role.values()) {
        double[] weights = new double[tracks.size()];
        for (int t = 0; t < weights.length; t++) {
          weights[t] =
              tracks.get(t).id().equals(roles.get(role))
                  ? 1 - 0.25 * random.nextDouble()
                  : 0.08 * random.nextDouble();
        }
        attended.put(role, new Grounding.Attended(new Attention(weights, 0), phrases.get(role)));
      }
      return new Grounding(tracks, attended);
    }

    /** Leaves the broadcasts out, or blurs their latents. */
    private Map<Role, Broadcast> disturbed(
        Map<Role, Broadcast> broadcasts, SplittableRandom random) {
      boolean dropped = random.nextDouble() < config.broadcastDropout();
      Map<Role, Broadcast> disturbed = new EnumMap<>(Role.class);
      broadcasts.forEach(
          (role, broadcast) -> {
            float[] latent = new float[broadcast.latent().length];
            Map<String, Double> weights = new LinkedHashMap<>();
            broadcast.modalityAttention().forEach((d, w) -> weights.put(d, dropped ? 0 : w));
            for (int j = 0; j < latent.length && !dropped; j++) {
              latent[j] =
                  broadcast.latent()[j] + (float) (config.broadcastNoise() * random.nextGaussian());
            }
            disturbed.put(role, new Broadcast(latent, weights));
          });
      return disturbed;
    }

    /**
     * L1 on the motion, nearer steps weighing more; cross entropy of gripper and done, more near a
     * change of the gripper; squared error of the progress; cross entropy of the pointer.
     */
    NDArray loss(StepScope scope, Map<String, Double> metrics) {
      var m = scope.manager();
      List<NDArray> out =
          scope.forward(net, inputs.stream().map(b -> b.toArray(m)).toArray(NDArray[]::new));
      NDArray truth = label.toArray(m);
      float[] weights = new float[ActionChunk.STEPS];
      for (int s = 0; s < weights.length; s++) {
        weights[s] = 1.6f - 1.2f * s / weights.length;
      }
      NDArray near = m.create(weights, new Shape(1, ActionChunk.STEPS, 1));
      NDArray motion =
          out.get(0).get(":, :, 0:9").sub(truth.get(":, :, 0:9")).abs().mul(near).mean();
      NDArray close = truth.get(":, :, 9:10");
      NDArray changing =
          close.max(new int[] {1}, true).sub(close.min(new int[] {1}, true)).mul(2f).add(1f);
      NDArray gripper =
          Losses.weightedMean(
              Losses.binaryCrossEntropyEach(out.get(0).get(":, :, 9:10"), close),
              changing.broadcast(close.getShape()));
      NDArray done =
          Losses.binaryCrossEntropy(out.get(0).get(":, :, 10:11"), truth.get(":, :, 10:11"));
      NDArray progress =
          Losses.meanSquared(out.get(0).get(":, :, 11:12"), truth.get(":, :, 11:12"));
      NDArray pointer = Losses.crossEntropy(out.get(1), slot.toArray(m));
      metrics.put("motion", (double) motion.getFloat());
      metrics.put("gripper", (double) gripper.getFloat());
      metrics.put("done", (double) done.getFloat());
      metrics.put("pointer", (double) pointer.getFloat());
      // The motion's error is centimetres in decimetres: its weight makes a millimetre matter.
      return motion
          .mul(Losses.scalar(truth, 10))
          .add(gripper)
          .add(done.mul(Losses.scalar(truth, 0.2)))
          .add(progress.mul(Losses.scalar(truth, 0.1)))
          .add(pointer.mul(Losses.scalar(truth, 0.1)));
    }
  }
}
