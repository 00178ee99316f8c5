package dev.cobot.brain.sight;

import java.util.SplittableRandom;

/** Varies the light of a picture that is about to be learned from. */
final class Looks {
  // One over the deviation of the sum of four bytes.
  private static final float NOISE_SCALE = 1 / 147.8f;

  private static final double GAIN = 0.25;
  private static final double SHIFT = 0.3;
  private static final double TINT = 0.1;

  private Looks() {}

  /**
   * Changes gain, contrast and colours of three planes of about unit deviation, at times exchanges
   * two colours, and adds noise.
   *
   * @param plane values of a channel
   */
  static void vary(SplittableRandom random, float[] planes, int offset, int plane) {
    if (random.nextInt(6) == 0) {
      // A kind is none of its colours.
      exchange(planes, offset + random.nextInt(2) * plane, offset + 2 * plane, plane);
    }
    float grey = random.nextInt(5) == 0 ? (float) random.nextDouble(0.2, 0.8) : 0;
    change(random, planes, offset, plane, grey);
    addNoise(random, planes, offset, plane, 0.12);
  }

  private static void exchange(float[] planes, int one, int other, int plane) {
    for (int i = 0; i < plane; i++) {
      float was = planes[one + i];
      planes[one + i] = planes[other + i];
      planes[other + i] = was;
    }
  }

  private static void change(
      SplittableRandom random, float[] planes, int offset, int plane, float grey) {
    float commonGain = (float) Math.exp(random.nextDouble(-GAIN, GAIN));
    double commonShift = random.nextDouble(-SHIFT, SHIFT);
    float[] gains = new float[3];
    float[] shifts = new float[3];
    for (int c = 0; c < 3; c++) {
      gains[c] = commonGain * (float) Math.exp(random.nextDouble(-TINT, TINT));
      shifts[c] = (float) (commonShift + random.nextDouble(-TINT, TINT));
    }
    for (int i = 0; i < plane; i++) {
      float a = planes[offset + i];
      float b = planes[offset + plane + i];
      float d = planes[offset + 2 * plane + i];
      float mean = (a + b + d) / 3;
      planes[offset + i] = (a + grey * (mean - a)) * gains[0] + shifts[0];
      planes[offset + plane + i] = (b + grey * (mean - b)) * gains[1] + shifts[1];
      planes[offset + 2 * plane + i] = (d + grey * (mean - d)) * gains[2] + shifts[2];
    }
  }

  /**
   * Adds noise to half of the pictures.
   *
   * @param largest deviation, in the planes' units
   */
  static void addNoise(
      SplittableRandom random, float[] planes, int offset, int plane, double largest) {
    if (random.nextBoolean()) {
      return;
    }
    float scale = (float) random.nextDouble(largest);
    long state = random.nextLong();
    for (int i = offset; i < offset + 3 * plane; i++) {
      // Xorshift (Marsaglia 2003); four bytes summed are nearly Gaussian.
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      int sum =
          (int) (state & 0xff)
              + (int) (state >>> 8 & 0xff)
              + (int) (state >>> 16 & 0xff)
              + (int) (state >>> 24 & 0xff);
      planes[i] += scale * (sum - 510) * NOISE_SCALE;
    }
  }
}
