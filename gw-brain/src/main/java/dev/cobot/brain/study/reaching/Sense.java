package dev.cobot.brain.study.reaching;

import dev.cobot.sim2real.shapes.ShapeAttributes;
import dev.cobot.sim2real.shapes.ShapeVector;

/** What a policy is told of states. */
interface Sense {
  /** Returns how many numbers tell a state. */
  int width();

  /** Returns what is told, (states, width), row-major. */
  float[] of(ShapeAttributes[] states);

  /** The attributes themselves, without any module. */
  static Sense ofAttributes() {
    return new Sense() {
      @Override
      public int width() {
        return ShapeVector.LENGTH;
      }

      @Override
      public float[] of(ShapeAttributes[] states) {
        return Modality.ATTRIBUTES.observe(states);
      }
    };
  }
}
