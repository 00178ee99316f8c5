package dev.cobot.action.demonstration;

import dev.cobot.brain.belief.Detection;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantTruth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The error model of perception: turns true objects into detections as the vision domain makes
 * them. Each object has a bias that lasts for the episode, since a network repeats its error on the
 * same view, and a jitter that does not.
 */
final class PerceptionNoise {
  private static final double BIAS_METERS = 0.004;
  private static final double JITTER_METERS = 0.0015;
  private static final double BIAS_YAW_RAD = 0.08;
  private static final double JITTER_YAW_RAD = 0.03;
  private static final double BIAS_AXIS = 0.06;
  private static final double JITTER_AXIS = 0.02;
  private static final double COLOR_SIGMA = 0.03;
  private static final double SIZE_SIGMA_METERS = 0.001;
  private static final double MISS = 0.05;

  private final SplittableRandom random;
  private final Map<String, double[]> biases = new HashMap<>();

  PerceptionNoise(SplittableRandom random) {
    this.random = random;
  }

  List<Detection> look(PlantTruth truth) {
    List<Detection> detections = new ArrayList<>();
    for (PlantTruth.ObjectTruth object : truth.objects()) {
      if (random.nextDouble() >= MISS) {
        detections.add(new Detection(blur(object.object()), new float[0]));
      }
    }
    return detections;
  }

  /** Returns an object as perception would place it. */
  SceneObject see(SceneObject object) {
    ObjectAttributes seen = blur(object);
    return object.at(seen.positionMeters(), seen.rotation());
  }

  private ObjectAttributes blur(SceneObject object) {
    double[] bias =
        biases.computeIfAbsent(
            object.id(),
            id ->
                new double[] {
                  random.nextGaussian() * BIAS_METERS,
                  random.nextGaussian() * BIAS_METERS,
                  random.nextGaussian() * BIAS_METERS / 2,
                  random.nextGaussian() * BIAS_YAW_RAD,
                  random.nextGaussian() * COLOR_SIGMA,
                  random.nextGaussian() * COLOR_SIGMA,
                  random.nextGaussian() * COLOR_SIGMA,
                  random.nextGaussian() * BIAS_AXIS,
                  random.nextGaussian() * BIAS_AXIS,
                  random.nextGaussian() * BIAS_AXIS
                });
    ColorRgb color = object.color();
    return new ObjectAttributes(
        object.id(),
        object.kind(),
        object
            .positionMeters()
            .plus(
                new Vector3(
                    bias[0] + random.nextGaussian() * JITTER_METERS,
                    bias[1] + random.nextGaussian() * JITTER_METERS,
                    bias[2] + random.nextGaussian() * JITTER_METERS)),
        object.yawRad() + bias[3] + random.nextGaussian() * JITTER_YAW_RAD,
        ColorRgb.clamped(color.red() + bias[4], color.green() + bias[5], color.blue() + bias[6]),
        object
            .sizeMeters()
            .plus(
                new Vector3(
                    random.nextGaussian() * SIZE_SIGMA_METERS,
                    random.nextGaussian() * SIZE_SIGMA_METERS,
                    random.nextGaussian() * SIZE_SIGMA_METERS)),
        0.75 + 0.24 * random.nextDouble(),
        new ObjectAttributes.Uncertainty(
            new Vector3(BIAS_METERS, BIAS_METERS, BIAS_METERS / 2),
            BIAS_YAW_RAD,
            new Vector3(COLOR_SIGMA, COLOR_SIGMA, COLOR_SIGMA)),
        axis(object, bias));
  }

  private Vector3 axis(SceneObject object, double[] bias) {
    return ObjectAttributes.axisOf(object)
        .plus(
            new Vector3(
                bias[7] + random.nextGaussian() * JITTER_AXIS,
                bias[8] + random.nextGaussian() * JITTER_AXIS,
                bias[9] + random.nextGaussian() * JITTER_AXIS))
        .normalized();
  }
}
