package dev.cobot.brain.language;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.network.NetworkTrainer;
import dev.cobot.brain.network.OptimizerConfig;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.network.TorchNet;
import dev.cobot.brain.network.TrainingJob;
import dev.cobot.brain.network.TrainingRun;
import dev.cobot.brain.network.Weights;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SeedStreams;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Trains the language domain on commands of the grammar, over the frozen sentence encoder, and
 * releases it.
 */
public final class LanguageTraining {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How to train.
   *
   * @param commands distinct commands to train on
   * @param heldOutCommands commands of the held-out split to measure on
   */
  public record Config(
      int commands,
      int heldOutCommands,
      int steps,
      int batch,
      double learningRate,
      double weightDecay) {
    /** Checks the ranges. */
    public Config {
      require(commands > 0 && commands <= 1 << 20, "commands", commands, "1 to 1048576");
      require(
          heldOutCommands > 0 && heldOutCommands <= 1 << 20,
          "heldOutCommands",
          heldOutCommands,
          "1 to 1048576");
      require(steps > 0, "steps", steps, "above 0");
      require(batch > 0 && batch <= 1 << 14, "batch", batch, "1 to 16384");
      // The optimiser refuses rates and decays out of range.
      OptimizerConfig.of(learningRate).withWeightDecay(weightDecay);
    }

    private static void require(boolean good, String what, Object got, String allowed) {
      if (!good) {
        throw new IllegalArgumentException(
            "language training: %s is %s; allowed: %s".formatted(what, got, allowed));
      }
    }

    /** Returns the recipe of the released model. */
    public static Config defaults() {
      return new Config(12000, 1000, 3000, 64, 1e-3, 2e-2);
    }
  }

  /**
   * Part of the commands of the held-out split that are read right.
   *
   * @param skill the skill alone
   * @param whole the skill and every phrase
   */
  public record Quality(double skill, double whole) {}

  private LanguageTraining() {}

  /**
   * Trains and releases the model.
   *
   * @param wordings how each skill is asked for
   */
  public static Quality train(List<Wording> wordings, Config config, TrainingJob job)
      throws IOException {
    List<SkillRoles> skills = wordings.stream().map(Wording::asks).toList();
    ObjectNode resolved = JSON.valueToTree(config);
    resolved.set("skills", JSON.valueToTree(skills));
    TrainingRun run =
        TrainingRun.open(job, resolved, resolved, TrainingRun.Plan.of(config.steps()));
    SeedStreams seeds = job.seeds();
    OptimizerConfig optimizer =
        OptimizerConfig.of(config.learningRate())
            .withSchedule(Math.min(100, config.steps() / 10), config.steps(), 0.01)
            .withWeightDecay(config.weightDecay())
            .withAverage(0.99);
    LanguageNet net = new LanguageNet(skills.size());
    try (TokenEncoder encoder = TokenEncoder.load(InferenceDevice.CPU);
        NetworkTrainer trainer = new NetworkTrainer(optimizer, seeds, job.device())) {
      List<Encoded> commands =
          encode(
              encoder,
              new CommandGrammar(CommandGrammar.Split.TRAIN, wordings),
              config.commands(),
              seeds.stream("commands"));
      Batch batch = new Batch(config.batch(), net, skills);
      run.train(
          trainer,
          step -> {
            batch.fill(commands, seeds.child(step).stream("batch"));
            return Map.of("loss", (double) trainer.step(batch::loss));
          });
      Weights weights = trainer.weights(net);
      Quality quality;
      try (TorchNet torch = TorchNet.open(net, weights, job.device())) {
        quality =
            measure(
                new LanguageDomain(encoder, torch, skills),
                new CommandGrammar(CommandGrammar.Split.HELD_OUT, wordings),
                config.heldOutCommands(),
                seeds.stream("heldOut"));
      }
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("heldOutSkill", quality.skill());
      metrics.put("heldOutWhole", quality.whole());
      run.record(config.steps(), metrics);
      ModelFolder.write(
          job.model(),
          new ModelCard(
              "language",
              Instant.now().toString(),
              job.seed(),
              architecture(skills),
              resolved,
              net.inputs(),
              net.outputs(),
              metrics,
              TrainingRun.versions(),
              Map.of()),
          net,
          weights);
      return quality;
    }
  }

  private static ObjectNode architecture(List<SkillRoles> skills) {
    ObjectNode architecture = JSON.createObjectNode();
    architecture.set("skills", JSON.valueToTree(skills));
    architecture.set("kinds", JSON.valueToTree(ObjectKind.values()));
    return architecture;
  }

  /** Measures a language domain on drawn commands. */
  static Quality measure(
      LanguageDomain domain, CommandGrammar grammar, int count, SplittableRandom random) {
    int skill = 0;
    int whole = 0;
    for (int i = 0; i < count; i++) {
      CommandGrammar.LabelledCommand command = grammar.draw(random);
      CommandMeaning read = domain.read(command.text()).meaning();
      skill += read.skill().equals(command.meaning().skill()) ? 1 : 0;
      whole += read.equals(command.meaning()) ? 1 : 0;
    }
    return new Quality(skill / (double) count, whole / (double) count);
  }

  /** A command with its embeddings, as rows of the network's inputs. */
  private record Encoded(float[] tokens, float[] mask, CommandMeaning meaning) {}

  private static List<Encoded> encode(
      TokenEncoder encoder, CommandGrammar grammar, int count, SplittableRandom random) {
    List<Encoded> commands = new ArrayList<>(count);
    Set<String> seen = new HashSet<>();
    for (int tries = 0; commands.size() < count && tries < 20 * count; tries++) {
      CommandGrammar.LabelledCommand command = grammar.draw(random);
      if (seen.add(command.text())) {
        float[] tokens = new float[LanguageNet.TOKENS * LanguageNet.TOKEN_WIDTH];
        float[] mask = new float[LanguageNet.TOKENS];
        LanguageDomain.write(encoder.encode(command.text()), tokens, mask, 0);
        commands.add(new Encoded(tokens, mask, command.meaning()));
      }
    }
    return commands;
  }

  /** One batch on the device, and the loss on it. */
  private static final class Batch {
    private final int rows;
    private final LanguageNet net;
    private final List<String> skills;
    private final HostBatch tokens;
    private final HostBatch mask;
    private final HostBatch skill;
    private final HostBatch classes;
    private final HostBatch named;

    Batch(int rows, LanguageNet net, List<SkillRoles> skills) {
      this.rows = rows;
      this.net = net;
      this.skills = skills.stream().map(SkillRoles::skill).toList();
      tokens = new HostBatch(rows, LanguageNet.TOKENS, LanguageNet.TOKEN_WIDTH);
      mask = new HostBatch(rows, LanguageNet.TOKENS);
      skill = new HostBatch(rows);
      classes = new HostBatch(2L * Role.values().length, rows);
      named = new HostBatch(Role.values().length, rows);
    }

    void fill(List<Encoded> commands, SplittableRandom random) {
      java.nio.FloatBuffer tokenValues = tokens.values();
      java.nio.FloatBuffer maskValues = mask.values();
      java.nio.FloatBuffer skillValues = skill.values();
      float[] classValues = new float[2 * Role.values().length * rows];
      float[] namedValues = new float[Role.values().length * rows];
      for (int r = 0; r < rows; r++) {
        Encoded command = commands.get(random.nextInt(commands.size()));
        tokenValues.put(command.tokens());
        maskValues.put(command.mask());
        CommandMeaning meaning = command.meaning();
        skillValues.put(meaning.skill().map(skills::indexOf).orElse(skills.size()));
        for (Role role : Role.values()) {
          Reference reference = meaning.reference(role);
          int phrase = role.ordinal();
          classValues[2 * phrase * rows + r] = kindClass(reference);
          classValues[(2 * phrase + 1) * rows + r] = colorClass(reference);
          namedValues[phrase * rows + r] = reference.isNone() ? 0 : 1;
        }
      }
      classes.values().put(classValues);
      named.values().put(namedValues);
    }

    NDArray loss(StepScope scope) {
      List<NDArray> out =
          scope.forward(net, tokens.toArray(scope.manager()), mask.toArray(scope.manager()));
      NDArray loss = Losses.crossEntropy(out.get(0), skill.toArray(scope.manager()));
      NDArray labels = classes.toArray(scope.manager());
      NDArray weights = named.toArray(scope.manager());
      for (int phrase = 0; phrase < Role.values().length; phrase++) {
        NDArray meaning = out.get(3 + phrase);
        NDArray weight = weights.get(phrase);
        loss =
            loss.add(
                    Losses.crossEntropy(
                        meaning.get(":, 0:" + LanguageNet.KIND_LOGITS),
                        labels.get(2L * phrase),
                        weight))
                .add(
                    Losses.crossEntropy(
                        meaning.get(":, " + LanguageNet.KIND_LOGITS + ":"),
                        labels.get(2L * phrase + 1),
                        weight));
      }
      return loss;
    }

    private static float kindClass(Reference reference) {
      return reference.kind() == null ? ObjectKind.values().length : reference.kind().ordinal();
    }

    private static float colorClass(Reference reference) {
      return reference.color() == null ? ColorName.values().length : reference.color().ordinal();
    }
  }
}
