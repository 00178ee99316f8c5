package dev.cobot.brain.study.objectfile;

import dev.cobot.brain.network.ModelException;
import dev.cobot.sim2real.scene.Vector3;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Least squares from states and a constant to places. */
final class LinearMap {
  private static final double RIDGE = 1e-4;

  private final int width;
  private final DMatrixRMaj products;
  private final DMatrixRMaj wanted;
  private final DMatrixRMaj solution;

  LinearMap(int states, int outputs) {
    width = states + 1;
    products = CommonOps_DDRM.identity(width);
    CommonOps_DDRM.scale(RIDGE, products);
    wanted = new DMatrixRMaj(width, outputs);
    solution = new DMatrixRMaj(width, outputs);
  }

  void learn(float[] state, Vector3 place) {
    for (int i = 0; i < width; i++) {
      double a = value(state, i);
      for (int j = 0; j < width; j++) {
        products.add(i, j, a * value(state, j));
      }
      wanted.add(i, 0, a * place.x());
      wanted.add(i, 1, a * place.y());
      wanted.add(i, 2, a * place.z());
    }
  }

  void solve() {
    if (!CommonOps_DDRM.solve(products, wanted, solution)) {
      throw new ModelException("the states leave a linear readout open; measure more sequences");
    }
  }

  Vector3 read(float[] state) {
    double[] place = new double[3];
    for (int i = 0; i < width; i++) {
      for (int c = 0; c < 3; c++) {
        place[c] += value(state, i) * solution.get(i, c);
      }
    }
    return new Vector3(place[0], place[1], place[2]);
  }

  private double value(float[] state, int i) {
    return i < state.length ? state[i] : 1;
  }
}
