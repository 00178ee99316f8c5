package dev.cobot.brain.sight;

import dev.cobot.brain.network.FloatTensor;
import dev.cobot.brain.network.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A small update of the reader's last layer from a few labelled pictures of a place: what is
 * missing in each of its values is predicted from its features, its kinds and its values by ridge
 * regression (Hoerl and Kennard 1970). How strongly a value is held back is chosen by leaving out
 * one arrangement after the other; where what is left out does not get clearly better, nothing is
 * changed. All else in the reader stays.
 */
public final class ReaderUpdate {
  /** Of fewer arrangements a place cannot be judged. */
  public static final int LEAST_SCENES = 6;

  /** Fewer teach nothing: so many are left when one is left out to judge and one to choose. */
  private static final int LEAST_TEACHING = 4;

  private static final double[] STRENGTHS = {3, 30, 300, 3000};

  /** So much of the error has to go, and by so many of its own standard errors. */
  private static final double LEAST_GAIN = 0.03;

  private static final double CLEAR = 2;

  /** What hardly changes among some objects tells nothing that is worth a large coefficient. */
  private static final double LEAST_DEVIATION = 0.02;

  private final double[] means;
  private final double[] deviations;

  /** Of each value what each standardised input adds, then the offset; null: not changed. */
  private final double[][] coefficients;

  private ReaderUpdate(double[] means, double[] deviations, double[][] coefficients) {
    this.means = means;
    this.deviations = deviations;
    this.coefficients = coefficients;
  }

  /**
   * Learns an update.
   *
   * @param rows objects of the place, of several pictures
   */
  public static ReaderUpdate learn(List<FoundObjects.Row> rows) {
    float[][] made = rows.stream().map(FoundObjects.Row::made).toArray(float[][]::new);
    int width = rows.isEmpty() ? 0 : made[0].length;
    double[] means = new double[width];
    double[] deviations = new double[width];
    for (int j = 0; j < width; j++) {
      double sum = 0;
      double squares = 0;
      for (float[] row : made) {
        sum += row[j];
        squares += (double) row[j] * row[j];
      }
      means[j] = sum / made.length;
      double variance = squares / made.length - means[j] * means[j];
      deviations[j] = Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, variance)));
    }
    double[][] coefficients = new double[Reading.VALUES][];
    for (int v = 0; v < Reading.VALUES; v++) {
      int value = v;
      List<FoundObjects.Row> telling = rows.stream().filter(r -> r.known()[value] != 0).toList();
      coefficients[v] = Missing.of(telling, value, means, deviations).learn();
    }
    return new ReaderUpdate(means, deviations, coefficients);
  }

  private static double[] standardised(FoundObjects.Row row, double[] means, double[] deviations) {
    float[] made = row.made();
    double[] x = new double[made.length];
    for (int j = 0; j < x.length; j++) {
      x[j] = (made[j] - means[j]) / deviations[j];
    }
    return x;
  }

  /** What one value lacks in some objects, and what it is predicted from. */
  private record Missing(int[] scenes, double[][] inputs, double[] lacks) {
    static Missing of(List<FoundObjects.Row> rows, int value, double[] means, double[] deviations) {
      return new Missing(
          rows.stream().mapToInt(FoundObjects.Row::scene).toArray(),
          rows.stream().map(r -> standardised(r, means, deviations)).toArray(double[][]::new),
          rows.stream().mapToDouble(r -> r.values()[value] - r.told()[value]).toArray());
    }

    /** Returns the coefficients, or null when what is left out does not get clearly better. */
    double[] learn() {
      int[] held = Arrays.stream(scenes).distinct().toArray();
      if (held.length < LEAST_TEACHING) {
        return null;
      }
      List<Sums> ofScenes = Arrays.stream(held).mapToObj(p -> sums(i -> scenes[i] == p)).toList();
      Sums all = sums(i -> true);
      double before = Arrays.stream(lacks).map(Math::abs).sum();
      double best = (1 - LEAST_GAIN) * before;
      double chosen = 0;
      for (double strength : STRENGTHS) {
        double[] gains = new double[held.length];
        for (int p = 0; p < held.length; p++) {
          gains[p] = gain(held[p], all.without(ofScenes.get(p)).solve(strength));
        }
        double gain = Arrays.stream(gains).sum();
        double mean = gain / held.length;
        double variance =
            Arrays.stream(gains).map(g -> (g - mean) * (g - mean)).sum() / (held.length - 1);
        if (before - gain < best && mean > CLEAR * Math.sqrt(variance / held.length)) {
          best = before - gain;
          chosen = strength;
        }
      }
      return chosen == 0 ? null : all.solve(chosen);
    }

    /** Returns how much smaller the errors of an arrangement are with some coefficients. */
    private double gain(int scene, double[] c) {
      double gain = 0;
      for (int i = 0; i < lacks.length; i++) {
        if (scenes[i] == scene) {
          gain += Math.abs(lacks[i]) - Math.abs(lacks[i] - predict(c, inputs[i]));
        }
      }
      return gain;
    }

    private Sums sums(IntPredicate chosen) {
      int[] rows = IntStream.range(0, lacks.length).filter(chosen).toArray();
      int width = inputs[0].length;
      DMatrixRMaj x = new DMatrixRMaj(rows.length, width + 1);
      DMatrixRMaj y = new DMatrixRMaj(rows.length, 1);
      for (int i = 0; i < rows.length; i++) {
        for (int j = 0; j < width; j++) {
          x.set(i, j, inputs[rows[i]][j]);
        }
        x.set(i, width, 1);
        y.set(i, lacks[rows[i]]);
      }
      DMatrixRMaj products = new DMatrixRMaj(width + 1, width + 1);
      CommonOps_DDRM.multTransA(x, x, products);
      DMatrixRMaj wanted = new DMatrixRMaj(width + 1, 1);
      CommonOps_DDRM.multTransA(x, y, wanted);
      return new Sums(products, wanted);
    }
  }

  /** The normal equations of some rows: sums of x x' and of x y, the last x being 1. */
  private record Sums(DMatrixRMaj products, DMatrixRMaj wanted) {
    Sums without(Sums others) {
      DMatrixRMaj fewer = products.copy();
      CommonOps_DDRM.subtractEquals(fewer, others.products);
      DMatrixRMaj less = wanted.copy();
      CommonOps_DDRM.subtractEquals(less, others.wanted);
      return new Sums(fewer, less);
    }

    /** Returns the ridge regression; the offset is not held back. */
    double[] solve(double strength) {
      DMatrixRMaj held = products.copy();
      for (int j = 0; j + 1 < held.numCols; j++) {
        held.add(j, j, strength);
      }
      DMatrixRMaj solution = new DMatrixRMaj(held.numCols, 1);
      if (!CommonOps_DDRM.solveSPD(held, wanted, solution)) {
        throw new ArithmeticException(
            "what the reader makes of these objects cannot be regressed on: it is not finite");
      }
      return Arrays.copyOf(solution.getData(), held.numCols);
    }
  }

  private static double predict(double[] c, double[] inputs) {
    double sum = c[inputs.length];
    for (int j = 0; j < inputs.length; j++) {
      sum += c[j] * inputs[j];
    }
    return sum;
  }

  /** Returns the values of an object as they are read with the update. */
  public float[] read(FoundObjects.Row row) {
    if (changed().isEmpty()) {
      return row.told().clone();
    }
    double[] x = standardised(row, means, deviations);
    float[] values = row.told().clone();
    for (int v = 0; v < values.length; v++) {
      if (coefficients[v] != null) {
        values[v] += (float) predict(coefficients[v], x);
      }
    }
    return values;
  }

  /** Returns the names of the groups of values of which something is changed. */
  public List<String> changedGroups() {
    return changed().stream().map(Reading::group).distinct().toList();
  }

  /** Returns the numbers of the values that are changed. */
  List<Integer> changed() {
    return IntStream.range(0, coefficients.length)
        .filter(v -> coefficients[v] != null)
        .boxed()
        .toList();
  }

  /**
   * Returns a reader's weights with the update in its layer of values: every input of the update is
   * linear in what that layer sees.
   */
  Weights into(Weights reader) {
    FloatTensor weight = reader.get("values.weight");
    FloatTensor bias = reader.get("values.bias");
    float[] kindWeight = reader.get("kind.weight").values();
    float[] kindBias = reader.get("kind.bias").values();
    int classes = kindBias.length;
    int seen = weight.values().length / bias.values().length;
    int hidden = seen - ReaderNet.FEATURES;
    float[] newWeight = weight.values().clone();
    float[] newBias = bias.values().clone();
    for (int v : changed()) {
      double[] c = coefficients[v];
      double[] more = new double[seen];
      double offset = c[c.length - 1];
      for (int j = 0; j + 1 < c.length; j++) {
        double a = c[j] / deviations[j];
        offset -= a * means[j];
        if (j < ReaderNet.FEATURES) {
          more[hidden + j] += a;
        } else if (j < ReaderNet.FEATURES + classes) {
          int k = j - ReaderNet.FEATURES;
          offset += a * kindBias[k];
          for (int f = 0; f < ReaderNet.FEATURES; f++) {
            more[hidden + f] += a * kindWeight[k * ReaderNet.FEATURES + f];
          }
        } else {
          int told = j - ReaderNet.FEATURES - classes;
          offset += a * bias.values()[told];
          for (int i = 0; i < seen; i++) {
            more[i] += a * weight.values()[told * seen + i];
          }
        }
      }
      for (int i = 0; i < seen; i++) {
        newWeight[v * seen + i] += (float) more[i];
      }
      newBias[v] += (float) offset;
    }
    Map<String, FloatTensor> tensors = new LinkedHashMap<>(reader.tensors());
    tensors.put("values.weight", new FloatTensor(weight.shape(), newWeight));
    tensors.put("values.bias", new FloatTensor(bias.shape(), newBias));
    return new Weights(tensors);
  }

  /**
   * Returns what each object is read as without an update, and with one that was learned from
   * arrangements of other folds.
   *
   * @param folds at least 2
   */
  public static List<Readings> crossFitted(FoundObjects found, int folds) {
    if (folds < 2) {
      throw new IllegalArgumentException("cross-fitting needs 2 folds or more, got " + folds);
    }
    int kinds = found.kinds().size();
    List<FoundObjects.Row> rows = found.rows();
    List<Integer> scenes = rows.stream().map(FoundObjects.Row::scene).distinct().sorted().toList();
    float[][] before = new float[rows.size()][];
    float[][] after = new float[rows.size()][];
    for (int f = 0; f < folds; f++) {
      int fold = f;
      Predicate<FoundObjects.Row> isHeld = row -> scenes.indexOf(row.scene()) % folds == fold;
      ReaderUpdate update = learn(rows.stream().filter(isHeld.negate()).toList());
      for (int i = 0; i < rows.size(); i++) {
        FoundObjects.Row row = rows.get(i);
        if (isHeld.test(row)) {
          before[i] = Readings.said(kinds, row.logits(), row.told());
          after[i] = Readings.said(kinds, row.logits(), update.read(row));
        }
      }
    }
    return List.of(new Readings(kinds, rows, before), new Readings(kinds, rows, after));
  }
}
