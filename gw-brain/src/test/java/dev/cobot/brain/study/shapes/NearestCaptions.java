package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.sim2real.shapes.ShapesPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Attributes for latents; says the caption of the known scene that is nearest. */
public final class NearestCaptions implements CaptionModule {
  private final float[] known;
  private final List<String> captions;

  /** Learns the captions of a split by heart. */
  public NearestCaptions(ShapesPart part) throws IOException {
    known = ShapeRows.attributes(part).range(0, part.size());
    captions = part.captions(0, part.size());
  }

  @Override
  public Domain domain(MlpShape mlp) {
    return () -> DomainSpec.of(TEXT, 11, mlp);
  }

  @Override
  public String name() {
    return TEXT;
  }

  @Override
  public FloatTensor latents(ShapesPart part) {
    return new FloatTensor(
        new long[] {part.size(), 11}, ShapeRows.attributes(part).range(0, part.size()));
  }

  @Override
  public float[] encode(int rows, float[] data) {
    return data.clone();
  }

  @Override
  public float[] latents(List<String> some) {
    throw new UnsupportedOperationException();
  }

  @Override
  public float[] decode(int rows, float[] latents) {
    return latents.clone();
  }

  @Override
  public List<String> captions(int rows, float[] latents) {
    List<String> said = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int best = 0;
      double least = Double.MAX_VALUE;
      for (int k = 0; k < captions.size(); k++) {
        double distance = 0;
        for (int i = 0; i < 11; i++) {
          double difference = known[11 * k + i] - latents[11 * row + i];
          distance += difference * difference;
        }
        if (distance < least) {
          least = distance;
          best = k;
        }
      }
      said.add(captions.get(best));
    }
    return said;
  }

  @Override
  public String fingerprint() {
    return "nearest";
  }

  @Override
  public void close() {}
}
