package dev.cobot.brain.study.shapes;

import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.InferenceDevice;
import dev.cobot.brain.network.InferenceNet;
import dev.cobot.brain.network.ModelCard;
import dev.cobot.brain.network.ModelException;
import dev.cobot.brain.network.ModelFolder;
import dev.cobot.brain.objective.Domain;
import dev.cobot.brain.workspace.DomainSpec;
import dev.cobot.brain.workspace.MlpShape;
import dev.cobot.sim2real.shapes.ShapesPart;
import java.io.IOException;
import java.nio.file.Path;

/** A released autoencoder of pictures or attributes. */
public final class VaeModule implements ShapesModule {
  static final String ENCODER = "encode";
  static final String DECODER = "decode";
  static final String KIND = "kind"; // in a card's architecture
  private static final int MAX_ROWS = 512; // at once: a picture's layers take a megabyte a row

  private final String name;
  private final int latentWidth;
  private final String fingerprint;
  private final InferenceNet encoder;
  private final InferenceNet decoder;

  /** The networks are closed with this. */
  VaeModule(
      String name,
      int latentWidth,
      String fingerprint,
      InferenceNet encoder,
      InferenceNet decoder) {
    this.name = name;
    this.latentWidth = latentWidth;
    this.fingerprint = fingerprint;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  /**
   * Opens what a {@link VaeTraining} released.
   *
   * @param name {@link #VISION} or {@link #ATTRIBUTES}
   * @throws ModelException with one sentence, if a file is missing, damaged or of another domain
   */
  public static VaeModule open(Path folder, String name, InferenceDevice device) {
    ModelFolder encoding = ModelFolder.open(folder.resolve(ENCODER));
    ModelFolder decoding = ModelFolder.open(folder.resolve(DECODER));
    ModelCard card = encoding.card();
    String kind = card.architecture().path(KIND).asText("none");
    if (!kind.equals(name) || !card.architecture().equals(decoding.card().architecture())) {
      throw new ModelException(
          "%s holds a module of '%s', expected '%s', the same in %s and %s; train it again"
              .formatted(folder, kind, name, ENCODER, DECODER));
    }
    InferenceNet encoder = encoding.openOnnx(device);
    try {
      return new VaeModule(
          name,
          card.architecture().path("config").path("latentWidth").asInt(),
          encoding.weights().sha256(),
          encoder,
          decoding.openOnnx(device));
    } catch (RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  @Override
  public Domain domain(MlpShape mlp) {
    DomainSpec spec = DomainSpec.of(name, latentWidth, mlp);
    return () -> spec;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public FloatTensor latents(ShapesPart part) throws IOException {
    return ShapeRows.of(name, part).latentsOf(this);
  }

  @Override
  public float[] encode(int rows, float[] data) {
    return run(encoder, rows, data);
  }

  @Override
  public float[] decode(int rows, float[] latents) {
    return run(decoder, rows, latents);
  }

  private static float[] run(InferenceNet net, int rows, float[] input) {
    if (rows < 1 || input.length % rows != 0) {
      throw new IllegalArgumentException(
          "%d values are not %d rows; give whole rows, at least one".formatted(input.length, rows));
    }
    int width = input.length / rows;
    float[] result = null;
    for (int from = 0; from < rows; from += MAX_ROWS) {
      int count = Math.min(MAX_ROWS, rows - from);
      float[] part = new float[count * width];
      System.arraycopy(input, from * width, part, 0, part.length);
      float[] out = net.run(count, part)[0];
      if (result == null) {
        result = new float[out.length / count * rows];
      }
      System.arraycopy(out, 0, result, out.length / count * from, out.length);
    }
    return result;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public void close() {
    encoder.close();
    decoder.close();
  }
}
