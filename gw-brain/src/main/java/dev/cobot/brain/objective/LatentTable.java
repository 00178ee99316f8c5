package dev.cobot.brain.objective;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Latents of the scenes of a data set, one row a scene, computed once by frozen domain modules. Row
 * i of every domain belongs to the same scene; which of them a training may use together is up to
 * an {@link Alignment}. The arrays are not copied: do not write to them afterwards.
 */
public final class LatentTable {
  private final int rows;
  private final Map<String, float[]> values;

  /**
   * @param values (rows, latent width) by domain, row-major
   */
  public LatentTable(int rows, Map<String, float[]> values) {
    this.rows = rows;
    this.values = new LinkedHashMap<>(values);
    if (rows < 1 || values.isEmpty()) {
      throw new IllegalArgumentException(
          "a table of %d rows and %d domains; allowed: at least one of each"
              .formatted(rows, values.size()));
    }
    values.forEach(
        (domain, latents) -> {
          if (latents.length == 0 || latents.length % rows != 0) {
            throw new IllegalArgumentException(
                "domain '%s' has %d values, which is no multiple of %d rows"
                    .formatted(domain, latents.length, rows));
          }
        });
  }

  /** Returns the number of scenes. */
  public int rows() {
    return rows;
  }

  /** Returns the values of a row of a domain. */
  public int width(String domain) {
    return of(domain).length / rows;
  }

  /** Returns all latents of a domain, (rows, latent width), row-major. */
  public float[] of(String domain) {
    float[] latents = values.get(domain);
    if (latents == null) {
      throw new IllegalArgumentException(
          "the table has no domain '%s'; it has %s".formatted(domain, values.keySet()));
    }
    return latents;
  }

  /** Appends a row to a buffer. */
  void put(String domain, int row, FloatBuffer target) {
    float[] latents = of(domain);
    int width = latents.length / rows;
    target.put(latents, row * width, width);
  }
}
