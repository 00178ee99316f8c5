package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.sim2real.shapes.ShapesPart;
import java.io.IOException;

/** Pictures as their own means over 4 x 4 pixels: no training, and enough to tell a shape by. */
public final class CoarsePictures implements ShapesModule {
  private static final int CELLS = 8;
  private static final int WIDTH = 3 * CELLS * CELLS;

  @Override
  public String name() {
    return VISION;
  }

  @Override
  public Domain domain(MlpShape mlp) {
    return () -> DomainSpec.of(VISION, WIDTH, mlp);
  }

  @Override
  public FloatTensor latents(ShapesPart part) throws IOException {
    return ShapeRows.pictures(part).latentsOf(this);
  }

  @Override
  public float[] encode(int rows, float[] pictures) {
    float[] means = new float[rows * WIDTH];
    for (int i = 0; i < pictures.length; i++) {
      int plane = i / 1024;
      int cell = i % 1024 / 32 / 4 * CELLS + i % 32 / 4;
      means[plane * CELLS * CELLS + cell] += pictures[i] / 16;
    }
    return means;
  }

  @Override
  public float[] decode(int rows, float[] means) {
    float[] pictures = new float[rows * ShapeRows.PICTURE_VALUES];
    for (int i = 0; i < pictures.length; i++) {
      pictures[i] = means[i / 1024 * CELLS * CELLS + i % 1024 / 32 / 4 * CELLS + i % 32 / 4];
    }
    return pictures;
  }

  @Override
  public String fingerprint() {
    return "coarse";
  }

  @Override
  public void close() {}
}
