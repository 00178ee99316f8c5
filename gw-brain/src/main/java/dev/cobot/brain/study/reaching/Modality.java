package dev.cobot.brain.study.reaching;

import dev.cobot.brain.study.shapes.ShapesModule;
import dev.cobot.sim2real.shapes.ShapeAttributes;
import dev.cobot.sim2real.shapes.ShapeRenderer;
import dev.cobot.sim2real.shapes.ShapeVector;

/** The two ways in which a state can be observed. */
enum Modality {
  /** The 11 numbers of {@link ShapeVector#SHIMMER}. */
  ATTRIBUTES("attributes", ShapesModule.ATTRIBUTES) {
    @Override
    float[] observe(ShapeAttributes[] states) {
      float[] rows = new float[states.length * ShapeVector.LENGTH];
      for (int i = 0; i < states.length; i++) {
        float[] row = ShapeVector.SHIMMER.encode(states[i]);
        System.arraycopy(row, 0, rows, i * ShapeVector.LENGTH, ShapeVector.LENGTH);
      }
      return rows;
    }
  },

  /** The rendered picture, (3, 32, 32) in [0, 1], planes first, row 0 at the top. */
  PICTURES("pictures", ShapesModule.VISION) {
    @Override
    float[] observe(ShapeAttributes[] states) {
      ShapeRenderer renderer = new ShapeRenderer();
      int plane = ShapeAttributes.IMAGE_PIXELS * ShapeAttributes.IMAGE_PIXELS;
      float[] rows = new float[states.length * 3 * plane];
      for (int i = 0; i < states.length; i++) {
        byte[] rgb = renderer.render(states[i]);
        for (int channel = 0; channel < 3; channel++) {
          int from = (3 * i + channel) * plane;
          for (int j = 0; j < plane; j++) {
            rows[from + j] = (rgb[3 * j + channel] & 0xff) / 255f;
          }
        }
      }
      return rows;
    }
  };

  private final String title;
  private final String domain;

  Modality(String title, String domain) {
    this.title = title;
    this.domain = domain;
  }

  /** Returns the name in files and tables. */
  String title() {
    return title;
  }

  /** Returns the name of the domain in a workspace. */
  String domain() {
    return domain;
  }

  Modality other() {
    return this == ATTRIBUTES ? PICTURES : ATTRIBUTES;
  }

  /** Returns the data that a module takes, one row a state, row-major. */
  abstract float[] observe(ShapeAttributes[] states);
}
