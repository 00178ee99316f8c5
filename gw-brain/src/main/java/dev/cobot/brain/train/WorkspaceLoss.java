package dev.cobot.brain.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.cobot.brain.Brain;
import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.network.Losses;
import dev.cobot.brain.network.StepScope;
import dev.cobot.brain.workspace.LossWeights;
import dev.cobot.brain.workspace.TrainableWorkspace;
import dev.cobot.brain.workspace.WorkspaceShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The losses of the tabletop workspace (Devillers et al. 2024, section 3, with the fusion of
 * shimmer): translation between domains, contrastive alignment, demi-cycles, cycles, fusion of
 * several domains under random weights, and the two attentions.
 *
 * <p>A domain's squared error is a mean over its values; attributes are scored by their likelihood
 * under the decoder's Gaussian, so that the decoder says how sure it is.
 */
final class WorkspaceLoss {
  private static final float TEMPERATURE = 1 / 0.07f;
  private static final float SELECTION_TEMPERATURE = 0.2f;
  private static final int ROWS = WorkspaceBatch.ROWS;
  private static final int KINDS = AttributeDomain.KINDS;
  private static final int MEANS = AttributeDomain.MEANS;

  /** Weight of each group of losses; 0 leaves it out (for ablations). */
  record Coefficients(
      double translation,
      double contrastive,
      double demiCycle,
      double cycle,
      double fusion,
      double attention) {
    static Coefficients defaults() {
      return new Coefficients(1, 0.1, 1, 0.5, 1, 1);
    }
  }

  private final WorkspaceShape shape;
  private final Coefficients coefficients;
  private final TrainableWorkspace workspace;

  WorkspaceLoss(WorkspaceShape shape, Coefficients coefficients) {
    this.shape = shape;
    this.coefficients = coefficients;
    workspace = new TrainableWorkspace(shape);
  }

  /** Returns the groups of losses by name; their weighted sum is what is minimised. */
  Map<String, NDArray> of(StepScope scope, WorkspaceBatch batch) {
    NDManager m = scope.manager();
    NDArray v = batch.vision.toArray(m);
    NDArray a = batch.attributes.toArray(m);
    NDArray l = batch.language.toArray(m);
    NDArray b = batch.body.toArray(m);
    NDArray kind = batch.kind.toArray(m);
    NDArray hasYaw = batch.hasYaw.toArray(m);
    NDArray named = batch.named.toArray(m);
    Map<String, NDArray> encoded = new LinkedHashMap<>();
    encoded.put(Brain.VISION, encode(scope, Brain.VISION, v));
    encoded.put(Brain.ATTRIBUTES, encode(scope, Brain.ATTRIBUTES, a));
    encoded.put(Brain.LANGUAGE, encode(scope, Brain.LANGUAGE, l));
    encoded.put(Brain.BODY, encode(scope, Brain.BODY, b));
    NDArray zv = encoded.get(Brain.VISION).tanh();
    NDArray za = encoded.get(Brain.ATTRIBUTES).tanh();
    NDArray zl = encoded.get(Brain.LANGUAGE).tanh();
    NDArray zb = encoded.get(Brain.BODY).tanh();

    Map<String, NDArray> losses = new LinkedHashMap<>();
    NDArray attributesOfVision = decode(scope, Brain.ATTRIBUTES, zv);
    NDArray visionOfAttributes = decode(scope, Brain.VISION, za);
    NDArray attributesOfLanguage = decode(scope, Brain.ATTRIBUTES, zl);
    NDArray translation =
        attributes(attributesOfVision, a, kind, hasYaw)
            .add(Losses.meanSquared(visionOfAttributes, v))
            .add(named(attributesOfLanguage, a, kind, named))
            .add(
                Losses.meanSquared(decode(scope, Brain.LANGUAGE, zv), l).mul(Losses.scalar(l, 0.3)))
            .add(
                Losses.meanSquared(decode(scope, Brain.LANGUAGE, za), l)
                    .mul(Losses.scalar(l, 0.3)));
    losses.put("translation", translation.mul(Losses.scalar(a, coefficients.translation())));

    NDArray attributesAgain = decode(scope, Brain.ATTRIBUTES, za);
    NDArray demiCycle =
        Losses.meanSquared(decode(scope, Brain.VISION, zv), v)
            .add(attributes(attributesAgain, a, kind, hasYaw))
            .add(Losses.meanSquared(decode(scope, Brain.LANGUAGE, zl), l))
            .add(Losses.meanSquared(decode(scope, Brain.BODY, zb), b));
    losses.put("demiCycle", demiCycle.mul(Losses.scalar(a, coefficients.demiCycle())));

    NDArray viaAttributes = encode(scope, Brain.ATTRIBUTES, asLatent(attributesOfVision)).tanh();
    NDArray viaVision = encode(scope, Brain.VISION, visionOfAttributes).tanh();
    NDArray cycle =
        Losses.meanSquared(decode(scope, Brain.VISION, viaAttributes), v)
            .add(attributes(decode(scope, Brain.ATTRIBUTES, viaVision), a, kind, hasYaw));
    losses.put("cycle", cycle.mul(Losses.scalar(a, coefficients.cycle())));

    NDArray contrastive =
        scope
            .contrastive(
                encoded.get(Brain.VISION),
                encoded.get(Brain.ATTRIBUTES),
                LossWeights.CLIP_TEMPERATURE)
            .add(
                manyToMany(
                    encoded.get(Brain.LANGUAGE),
                    encoded.get(Brain.VISION),
                    batch.matches.toArray(m)));
    losses.put("contrastive", contrastive.mul(Losses.scalar(a, coefficients.contrastive())));

    losses.put(
        "fusion",
        fusion(scope, encoded, a, kind, hasYaw, l, b)
            .add(selected(scope, encoded, a, kind, named, b))
            .mul(Losses.scalar(a, coefficients.fusion())));
    losses.put(
        "attention", attention(scope, batch, zv).mul(Losses.scalar(a, coefficients.attention())));
    return losses;
  }

  private NDArray encode(StepScope scope, String domain, NDArray latent) {
    return workspace.encode(scope, domain, latent);
  }

  private NDArray decode(StepScope scope, String domain, NDArray broadcast) {
    return workspace.decode(scope, domain, broadcast);
  }

  /**
   * Likelihood of the true attributes, with a plain squared error of the position beside it so that
   * the mean learns before the sigma.
   */
  private static NDArray attributes(NDArray decoded, NDArray a, NDArray kind, NDArray hasYaw) {
    NDArray kindLoss = Losses.crossEntropy(decoded.get(":, 0:" + KINDS), kind);
    NDArray mean = decoded.get(":, " + KINDS + ":" + (KINDS + MEANS));
    NDArray log = decoded.get(":, " + (KINDS + MEANS) + ":");
    NDArray truth = a.get(":, " + KINDS + ":");
    NDArray position =
        betaGaussianEach(mean.get(":, 0:3"), log.get(":, 0:3"), truth.get(":, 0:3")).mean();
    NDArray positionError = mean.get(":, 0:3").sub(truth.get(":, 0:3")).square().mean();
    NDArray yaw = betaGaussianEach(mean.get(":, 3:5"), log.get(":, 3:4"), truth.get(":, 3:5"));
    NDArray yawLoss = yaw.mul(hasYaw).sum().div(hasYaw.sum().maximum(1f).mul(Losses.scalar(a, 2)));
    NDArray color =
        betaGaussianEach(mean.get(":, 5:8"), log.get(":, 4:7"), truth.get(":, 5:8")).mean();
    NDArray size = mean.get(":, 8:11").sub(truth.get(":, 8:11")).square().mean();
    return kindLoss
        .add(position)
        .add(positionError.mul(Losses.scalar(a, 5)))
        .add(yawLoss.mul(Losses.scalar(a, 0.5)))
        .add(color.mul(Losses.scalar(a, 0.5)))
        .add(size);
  }

  /**
   * Gaussian likelihood weighted by the decoder's own sigma, without a gradient through the weight
   * (beta-NLL with beta 0.5, Seitzer et al. 2022, arXiv 2203.09168): a mean that is still far off
   * is not lost to steep gradients.
   */
  private static NDArray betaGaussianEach(NDArray mean, NDArray logVariance, NDArray truth) {
    NDArray sigma = logVariance.clip(-10f, 10f).mul(Losses.scalar(truth, 0.5)).exp().stopGradient();
    return Losses.gaussianEach(mean, logVariance, truth).mul(sigma);
  }

  /** What a phrase says about attributes: only the kind and the colour that it names count. */
  private static NDArray named(NDArray decoded, NDArray a, NDArray kind, NDArray named) {
    NDArray kindNamed = named.get(":, 0");
    NDArray colorNamed = named.get(":, 1:2");
    NDArray kindLoss = Losses.crossEntropy(decoded.get(":, 0:" + KINDS), kind, kindNamed);
    NDArray error =
        decoded
            .get(":, " + (KINDS + 5) + ":" + (KINDS + 8))
            .sub(a.get(":, " + (KINDS + 5) + ":" + (KINDS + 8)))
            .square();
    return kindLoss.add(
        error.mul(colorNamed).sum().div(colorNamed.sum().maximum(1f).mul(Losses.scalar(a, 3))));
  }

  /**
   * Returns the decoded attributes as a latent of their domain: probabilities of the kind, then the
   * means.
   */
  private static NDArray asLatent(NDArray decoded) {
    return NDArrays.concat(
        new NDList(
            decoded.get(":, 0:" + KINDS).softmax(1),
            decoded.get(":, " + KINDS + ":" + (KINDS + MEANS))),
        1);
  }

  private static NDArray normalized(NDArray x) {
    return x.div(x.square().sum(new int[] {1}, true).add(1e-12f).sqrt());
  }

  /**
   * Pairwise sigmoid loss (SigLIP, Zhai et al. 2023): a phrase may mean many objects, an object
   * many phrases.
   */
  private static NDArray manyToMany(NDArray phrases, NDArray objects, NDArray matches) {
    NDArray scores =
        normalized(phrases)
            .matMul(normalized(objects).transpose())
            .mul(Losses.scalar(phrases, TEMPERATURE))
            .sub(TEMPERATURE / 2);
    return Losses.binaryCrossEntropy(scores, matches);
  }

  /**
   * Fuses {vision, language, body} and {attributes, language, body} under random weights and
   * decodes what each knows.
   */
  private NDArray fusion(
      StepScope scope,
      Map<String, NDArray> encoded,
      NDArray a,
      NDArray kind,
      NDArray hasYaw,
      NDArray l,
      NDArray b) {
    NDArray total = Losses.scalar(a, 0);
    for (String seen : List.of(Brain.VISION, Brain.ATTRIBUTES)) {
      NDArray alpha = randomAlpha(scope, "alpha." + seen);
      NDArray z =
          TrainableWorkspace.fuse(
              List.of(encoded.get(seen), encoded.get(Brain.LANGUAGE), encoded.get(Brain.BODY)),
              alpha);
      total =
          total
              .add(attributes(decode(scope, Brain.ATTRIBUTES, z), a, kind, hasYaw))
              .add(Losses.meanSquared(decode(scope, Brain.BODY, z), b))
              .add(
                  Losses.meanSquared(decode(scope, Brain.LANGUAGE, z), l)
                      .mul(Losses.scalar(l, 0.3)));
    }
    return total.mul(Losses.scalar(a, 0.5));
  }

  /**
   * Random weights, softmax(u / 0.2) with u uniform, as shimmer draws them; none below 0.1, so that
   * nothing is asked of the unseen.
   */
  private static NDArray randomAlpha(StepScope scope, String name) {
    SplittableRandom random = scope.random(name);
    float[] alpha = new float[ROWS * 3];
    for (int r = 0; r < ROWS; r++) {
      double sum = 0;
      for (int d = 0; d < 3; d++) {
        alpha[r * 3 + d] = (float) Math.exp(random.nextDouble() / SELECTION_TEMPERATURE);
        sum += alpha[r * 3 + d];
      }
      for (int d = 0; d < 3; d++) {
        alpha[r * 3 + d] = (float) (0.1 + 0.7 * alpha[r * 3 + d] / sum);
      }
    }
    return scope.manager().create(alpha, new Shape(ROWS, 3));
  }

  /**
   * The learned selection over the runtime's domains. In half of the rows noise is added to one
   * domain's encoding; what can still be known must survive: attributes unless vision is the
   * corrupted one, then what the phrase names; the body unless it is corrupted.
   */
  private NDArray selected(
      StepScope scope,
      Map<String, NDArray> encoded,
      NDArray a,
      NDArray kind,
      NDArray named,
      NDArray b) {
    SplittableRandom random = scope.random("corruption");
    float[] noise = new float[ROWS * 3 * shape.latentWidth()];
    float[] clean = new float[ROWS * 3];
    java.util.Arrays.fill(clean, 1);
    for (int r = 0; r < ROWS; r++) {
      int corrupted = random.nextInt(6);
      if (corrupted < 3) {
        clean[r * 3 + corrupted] = 0;
        double level = random.nextDouble(0.5, 3);
        int from = (r * 3 + corrupted) * shape.latentWidth();
        for (int i = 0; i < shape.latentWidth(); i++) {
          noise[from + i] = (float) (level * random.nextGaussian());
        }
      }
    }
    NDManager m = scope.manager();
    NDArray added = m.create(noise, new Shape(ROWS, 3, shape.latentWidth()));
    Map<String, NDArray> noisy = new LinkedHashMap<>();
    for (int d = 0; d < 3; d++) {
      String domain = Brain.FUSED.get(d);
      noisy.put(domain, encoded.get(domain).add(added.get(":, " + d)));
    }
    NDArray cleanArray = m.create(clean, new Shape(ROWS, 3));
    NDArray alpha = workspace.select(scope, Map.of(), noisy);
    NDArray z = TrainableWorkspace.fuse(List.copyOf(noisy.values()), alpha);
    NDArray decoded = decode(scope, Brain.ATTRIBUTES, z);
    NDArray bodyError = decode(scope, Brain.BODY, z).sub(b).square().mean(new int[] {1}, true);
    NDArray bodyClean = cleanArray.get(":, 2:3");
    // Rows whose vision is corrupted are scored on what the phrase names.
    NDArray positionError =
        decoded
            .get(":, " + KINDS + ":" + (KINDS + 3))
            .sub(a.get(":, " + KINDS + ":" + (KINDS + 3)))
            .square()
            .mean(new int[] {1}, true);
    NDArray visionClean = cleanArray.get(":, 0:1");
    return named(
            decoded,
            a,
            kind,
            named.mul(cleanArray.get(":, 0:2").sum(new int[] {1}, true).minimum(1f)))
        .add(
            positionError
                .mul(visionClean)
                .sum()
                .div(visionClean.sum().maximum(1f))
                .mul(Losses.scalar(a, 5)))
        .add(bodyError.mul(bodyClean).sum().div(bodyClean.sum().maximum(1f)));
  }

  /** Cross entropy between where each scene's question should lead and where the attention goes. */
  private NDArray attention(StepScope scope, WorkspaceBatch batch, NDArray zv) {
    NDManager m = scope.manager();
    NDArray zq = encode(scope, Brain.LANGUAGE, batch.question.toArray(m)).tanh();
    List<NDArray> asked = workspace.queries(scope, zq);
    NDArray key =
        workspace
            .keys(scope, zv)
            .reshape(WorkspaceBatch.SCENES, WorkspaceBatch.OBJECTS, shape.objects().keyWidth());
    NDArray scores =
        key.matMul(asked.get(0).expandDims(2))
            .squeeze(2)
            .mul(Losses.scalar(zv, 1 / Math.sqrt(shape.objects().keyWidth())));
    NDArray absent = batch.present.toArray(m).sub(1f).mul(1e9f);
    NDArray logits = NDArrays.concat(new NDList(scores.add(absent), asked.get(1)), 1);
    return batch
        .answer
        .toArray(m)
        .mul(logits.logSoftmax(1))
        .sum()
        .neg()
        .div(Losses.scalar(zv, WorkspaceBatch.SCENES));
  }
}
