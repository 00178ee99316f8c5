package dev.cobot.brain.study.experiment;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** What may happen to the latent of one modality, at a level from 0. */
enum Corruption {
  /** One direction, the same in every scene, times 5. */
  FIXED,
  /** A direction of its own in every scene, times 5. */
  RANDOM,
  /** As {@link #RANDOM}, in half of the values only. */
  HALF,
  /** Few values far off: Laplace noise cubed, of the same mean square as {@link #RANDOM}. */
  SPIKES,
  /** The latent itself grows: u (1 + 5 level). */
  GAIN,
  /** Constant output of a dead sensor: every value is 5 level. */
  STUCK,
  /** The latent of another scene, at any level above 0: nothing tells it from a true one. */
  SWAPPED;

  /** The published factor before the level. */
  static final double SCALE = 5;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Corrupts a latent in place.
   *
   * @param fixed the direction of {@link #FIXED}, standardised
   * @param others latents to take another scene's from, row-major
   */
  void apply(
      float[] latents,
      int from,
      int width,
      double level,
      float[] fixed,
      float[] others,
      SplittableRandom random) {
    switch (this) {
      case FIXED -> add(latents, from, fixed, SCALE * level);
      case RANDOM -> add(latents, from, direction(width, random), SCALE * level);
      case HALF -> {
        float[] noise = direction(width, random);
        int kept = random.nextInt(2);
        for (int i = 0; i < width; i++) {
          noise[i] = i % 2 == kept ? 0 : noise[i] * (float) Math.sqrt(2);
        }
        add(latents, from, noise, SCALE * level);
      }
      case SPIKES -> {
        float[] noise = new float[width];
        for (int i = 0; i < width; i++) {
          double laplace = -Math.log(1 - random.nextDouble());
          double sign = random.nextBoolean() ? 1 : -1;
          // The mean square of a cubed exponential variable is 6! = 720.
          noise[i] = (float) (sign * laplace * laplace * laplace / Math.sqrt(720));
        }
        add(latents, from, noise, SCALE * level);
      }
      case GAIN -> {
        for (int i = from; i < from + width; i++) {
          latents[i] *= (float) (1 + SCALE * level);
        }
      }
      case STUCK -> Arrays.fill(latents, from, from + width, (float) (SCALE * level));
      case SWAPPED -> {
        if (level > 0) {
          int row = random.nextInt(others.length / width);
          System.arraycopy(others, row * width, latents, from, width);
        }
      }
    }
  }

  private static void add(float[] latents, int from, float[] noise, double factor) {
    for (int i = 0; i < noise.length; i++) {
      latents[from + i] += (float) (factor * noise[i]);
    }
  }

  /** Returns Gaussian noise with mean 0 and standard deviation 1 over its values. */
  static float[] direction(int width, SplittableRandom random) {
    double[] drawn = new double[width];
    double sum = 0;
    for (int i = 0; i < width; i++) {
      drawn[i] = random.nextGaussian();
      sum += drawn[i];
    }
    double squares = 0;
    for (double value : drawn) {
      squares += (value - sum / width) * (value - sum / width);
    }
    double deviation = Math.max(1e-9, Math.sqrt(squares / width));
    float[] direction = new float[width];
    for (int i = 0; i < width; i++) {
      direction[i] = (float) ((drawn[i] - sum / width) / deviation);
    }
    return direction;
  }
}
