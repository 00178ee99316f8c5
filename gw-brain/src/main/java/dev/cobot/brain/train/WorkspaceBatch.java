package dev.cobot.brain.train;

import dev.cobot.brain.Brain;
import dev.cobot.brain.attribute.AttributeDomain;
import dev.cobot.brain.body.BodyDomain;
import dev.cobot.brain.body.HandState;
import dev.cobot.brain.language.LanguageNet;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.network.HostBatch;
import dev.cobot.brain.vision.VisionDomain;
import dev.cobot.brain.workspace.WorkspaceShape;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * One batch of objects, each with a phrase that means it and some hand, arranged as small scenes
 * with one question each.
 *
 * <p>The arrays are (rows, ...) with rows = scenes times objects a scene; questions are (scenes,
 * ...).
 */
final class WorkspaceBatch {
  static final int SCENES = 32;
  static final int OBJECTS = 8;
  static final int ROWS = SCENES * OBJECTS;

  /** Latents of objects, then their {@link WordLabels}. */
  final HostBatch vision = new HostBatch(ROWS, VisionDomain.LATENT_WIDTH + WordLabels.WIDTH);

  final HostBatch attributes = new HostBatch(ROWS, AttributeDomain.LATENT_WIDTH);

  /** Latents of phrases, then their {@link WordLabels}. */
  final HostBatch language = new HostBatch(ROWS, LanguageNet.LATENT_WIDTH + WordLabels.WIDTH);

  final HostBatch question = new HostBatch(SCENES, LanguageNet.LATENT_WIDTH);

  /** 1 where an object is part of its scene. */
  final HostBatch present = new HostBatch(SCENES, OBJECTS);

  /** Where the attention should go; the last entry is "none of them". */
  final HostBatch answer = new HostBatch(SCENES, OBJECTS + 1);

  /** How latents of a domain that is felt are drawn: anything may be felt beside any object. */
  static final Map<String, Function<SplittableRandom, float[]>> FELT =
      Map.of(Brain.BODY, random -> BodyDomain.latent(hand(random)));

  private final Map<String, Function<SplittableRandom, float[]>> draws;
  private final Map<String, HostBatch> felt = new LinkedHashMap<>();
  private final List<TabletopPool.SeenObject> objects;
  private final List<List<TabletopPool.Phrase>> phrases;
  private final Map<Reference, List<TabletopPool.Phrase>> byReference = new HashMap<>();

  WorkspaceBatch(
      WorkspaceShape shape,
      List<TabletopPool.SeenObject> objects,
      List<List<TabletopPool.Phrase>> phrases) {
    this(shape, FELT, objects, phrases);
  }

  /** As the other, with draws for other domains that are felt. */
  WorkspaceBatch(
      WorkspaceShape shape,
      Map<String, Function<SplittableRandom, float[]>> draws,
      List<TabletopPool.SeenObject> objects,
      List<List<TabletopPool.Phrase>> phrases) {
    this.draws = draws;
    for (String domain : TabletopLoss.felt(shape)) {
      if (!draws.containsKey(domain)) {
        throw new IllegalArgumentException(
            "there is nothing to train the domain '%s' with, only for %s; say how its latents are drawn"
                .formatted(domain, draws.keySet()));
      }
      felt.put(domain, new HostBatch(ROWS, shape.domain(domain).latentWidth()));
    }
    this.objects = objects;
    this.phrases = phrases;
    phrases.forEach(list -> byReference.put(list.get(0).reference(), list));
  }

  /** Returns the latents of a domain that is felt. */
  HostBatch felt(String domain) {
    return felt.get(domain);
  }

  void fill(SplittableRandom random) {
    List<SceneObject> drawn = new ArrayList<>(ROWS);
    FloatBuffer visionValues = vision.values();
    FloatBuffer attributeValues = attributes.values();
    FloatBuffer languageValues = language.values();
    Map<String, FloatBuffer> feltValues = new LinkedHashMap<>();
    felt.forEach((domain, batch) -> feltValues.put(domain, batch.values()));
    for (int r = 0; r < ROWS; r++) {
      TabletopPool.SeenObject seen = objects.get(random.nextInt(objects.size()));
      SceneObject o = seen.object();
      drawn.add(o);
      visionValues.put(seen.latent());
      WordLabels.put(o, visionValues);
      attributeValues.put(AttributeDomain.latent(o));
      TabletopPool.Phrase phrase = phraseFor(o, random);
      languageValues.put(phrase.latent());
      WordLabels.put(phrase.reference(), languageValues);
      feltValues.forEach((domain, values) -> values.put(draws.get(domain).apply(random)));
    }
    ask(drawn, random);
  }

  private void ask(List<SceneObject> drawn, SplittableRandom random) {
    FloatBuffer questionValues = question.values();
    float[] presentValues = new float[SCENES * OBJECTS];
    float[] answerValues = new float[SCENES * (OBJECTS + 1)];
    for (int s = 0; s < SCENES; s++) {
      int count = 1 + random.nextInt(OBJECTS);
      List<SceneObject> scene = drawn.subList(s * OBJECTS, s * OBJECTS + count);
      TabletopPool.Phrase phrase = question(scene, random);
      questionValues.put(phrase.latent());
      int meant = 0;
      for (SceneObject o : scene) {
        meant += phrase.reference().matches(o.kind(), o.color()) ? 1 : 0;
      }
      for (int i = 0; i < count; i++) {
        presentValues[s * OBJECTS + i] = 1;
        SceneObject o = scene.get(i);
        if (phrase.reference().matches(o.kind(), o.color())) {
          answerValues[s * (OBJECTS + 1) + i] = 1f / meant;
        }
      }
      answerValues[s * (OBJECTS + 1) + OBJECTS] = meant == 0 ? 1 : 0;
    }
    present.values().put(presentValues);
    answer.values().put(answerValues);
  }

  /**
   * Half of the questions mean an object of the scene; others mix the kind of one with the colour
   * of another, or ask for anything.
   */
  private TabletopPool.Phrase question(List<SceneObject> scene, SplittableRandom random) {
    int roll = random.nextInt(4);
    if (roll < 2) {
      return phraseFor(scene.get(random.nextInt(scene.size())), random);
    }
    List<TabletopPool.Phrase> wordings = null;
    if (roll == 2) {
      SceneObject a = scene.get(random.nextInt(scene.size()));
      SceneObject b = scene.get(random.nextInt(scene.size()));
      ColorName color =
          random.nextBoolean()
              ? ColorName.nearest(b.color())
              : ColorName.values()[random.nextInt(ColorName.values().length)];
      wordings = byReference.get(new Reference(a.kind(), color));
    }
    if (wordings == null) {
      wordings = phrases.get(random.nextInt(phrases.size()));
    }
    return wordings.get(random.nextInt(wordings.size()));
  }

  private TabletopPool.Phrase phraseFor(SceneObject object, SplittableRandom random) {
    ColorName color = ColorName.nearest(object.color());
    int roll = random.nextInt(10);
    Reference reference =
        roll < 7
            ? new Reference(object.kind(), color)
            : roll < 9 ? new Reference(object.kind(), null) : new Reference(null, color);
    List<TabletopPool.Phrase> wordings = byReference.get(reference);
    if (wordings == null) {
      wordings = byReference.get(new Reference(object.kind(), null));
    }
    if (wordings == null) {
      // No command is about it (a pedestal): only its colour can be said.
      wordings = byReference.get(new Reference(null, color));
    }
    if (wordings == null) {
      throw new IllegalStateException(
          "the language domain reads no wording of \"%s\" nor of \"the %s one\" right; train it longer"
              .formatted(object.kind().word(), color.word()));
    }
    return wordings.get(random.nextInt(wordings.size()));
  }

  private static HandState hand(SplittableRandom random) {
    Transform tableFromTool =
        new Transform(
            CameraModel.TABLE,
            "tool0",
            new Vector3(
                random.nextDouble(-0.3, 0.3),
                random.nextDouble(-0.32, 0.32),
                random.nextDouble(0.01, 0.4)),
            HandState.pointingDown(random.nextDouble(-1.2, 1.2)));
    boolean holding = random.nextInt(3) == 0;
    double opening = holding ? 0.04 : random.nextDouble(0, 0.085);
    double rate = random.nextInt(3) == 0 ? random.nextDouble(-0.1, 0.1) : 0;
    return new HandState(tableFromTool, opening, holding ? 0 : rate, holding);
  }
}
