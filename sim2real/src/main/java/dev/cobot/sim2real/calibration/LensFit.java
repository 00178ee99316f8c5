package dev.cobot.sim2real.calibration;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ejml.data.SingularMatrixException;
import org.ejml.simple.SimpleMatrix;

/**
 * A least-squares fit of one lens and of the pose of a board in each view (Zhang 2000; the poses
 * are eliminated view by view).
 *
 * @param parameters values of all {@link LensParameter}s; owned by the record
 * @param poses camera from board, a view each
 * @param cost weighted sum of squared residuals, pixels squared
 * @param covariance of the free parameters in their order, from the residuals of the fit alone
 */
record LensFit(
    double[] parameters, List<RigidPose> poses, double cost, int points, SimpleMatrix covariance) {
  private static final int COUNT = LensParameter.values().length;

  /** What is fitted: the free parameters and what is known of some beforehand. */
  record Model(Set<LensParameter> free, Map<LensParameter, Double> priorSigma, double aspectSigma) {
    Model {
      free = EnumSet.copyOf(free);
      priorSigma = new EnumMap<>(priorSigma);
    }

    static Model of(LensParameter... free) {
      return new Model(
          EnumSet.copyOf(Arrays.asList(free)),
          new EnumMap<>(LensParameter.class),
          Double.POSITIVE_INFINITY);
    }

    /** Returns the model with one more parameter that is known to be zero within a sigma. */
    Model with(LensParameter parameter, double sigma) {
      EnumSet<LensParameter> more = EnumSet.copyOf(free);
      more.add(parameter);
      EnumMap<LensParameter, Double> priors = new EnumMap<>(LensParameter.class);
      priors.putAll(priorSigma);
      priors.put(parameter, sigma);
      return new Model(more, priors, aspectSigma);
    }

    /** Returns the model whose pixels are square within a relative sigma. */
    Model square(double sigma) {
      return new Model(free, priorSigma, sigma);
    }

    int[] indices() {
      return free.stream().mapToInt(Enum::ordinal).toArray();
    }
  }

  double value(LensParameter parameter) {
    return parameters[parameter.ordinal()];
  }

  /** Root mean square of the distances between points and projections, pixels. */
  double rmsPixels() {
    return Math.sqrt(cost / points);
  }

  CameraIntrinsics intrinsics(int widthPixels, int heightPixels) {
    return new CameraIntrinsics(
        widthPixels,
        heightPixels,
        value(LensParameter.FX),
        value(LensParameter.FY),
        value(LensParameter.CX),
        value(LensParameter.CY),
        List.of(
            value(LensParameter.K1),
            value(LensParameter.K2),
            value(LensParameter.P1),
            value(LensParameter.P2),
            value(LensParameter.K3)));
  }

  /** Returns the fit of fewer views that starts where this one ended. */
  LensFit without(Set<Integer> left, List<BoardPoints> views, Model model, int maxSteps) {
    List<BoardPoints> kept = new ArrayList<>();
    List<RigidPose> starts = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      if (!left.contains(i)) {
        kept.add(views.get(i));
        starts.add(poses.get(i));
      }
    }
    return fit(parameters, starts, kept, model, maxSteps);
  }

  /**
   * Fits by Levenberg-Marquardt.
   *
   * @param start values of all parameters
   * @param startPoses camera from board, a view each
   */
  static LensFit fit(
      double[] start,
      List<RigidPose> startPoses,
      List<BoardPoints> views,
      Model model,
      int maxSteps) {
    int[] free = model.indices();
    double[] parameters = start.clone();
    List<RigidPose> poses = new ArrayList<>(startPoses);
    int points = views.stream().mapToInt(BoardPoints::size).sum();
    double cost = cost(parameters, poses, views);
    double damping = 1e-3;
    Normal normal = null;
    for (int step = 0; step < maxSteps; step++) {
      double variance = Math.max(cost / (2.0 * points), 1e-8);
      normal = Normal.of(parameters, poses, views, model, free, variance);
      boolean better = false;
      double gain = 0;
      for (int attempt = 0; attempt < 10 && !better; attempt++) {
        double[] nextParameters = parameters.clone();
        List<RigidPose> nextPoses = new ArrayList<>(poses);
        if (normal.step(damping, free, nextParameters, nextPoses)) {
          double nextCost = cost(nextParameters, nextPoses, views);
          double prior = prior(parameters, model) * variance;
          double nextPrior = prior(nextParameters, model) * variance;
          if (nextCost + nextPrior < cost + prior) {
            better = true;
            gain = cost + prior - nextCost - nextPrior;
            parameters = nextParameters;
            poses = nextPoses;
            cost = nextCost;
          }
        }
        damping = better ? Math.max(damping / 10, 1e-12) : damping * 10;
      }
      if (!better || gain < 1e-9 * cost + 1e-15) {
        break;
      }
    }
    int freedom = Math.max(1, 2 * points - free.length - 6 * views.size());
    double variance = Math.max(cost / freedom, 1e-10);
    normal = Normal.of(parameters, poses, views, model, free, variance);
    return new LensFit(
        parameters, List.copyOf(poses), cost, points, normal.covariance().scale(variance));
  }

  /** Returns the squared distances to what is known beforehand, in sigmas. */
  private static double prior(double[] parameters, Model model) {
    double sum = 0;
    for (Map.Entry<LensParameter, Double> entry : model.priorSigma().entrySet()) {
      double off = parameters[entry.getKey().ordinal()] / entry.getValue();
      sum += off * off;
    }
    double aspect =
        (parameters[LensParameter.FX.ordinal()] / parameters[LensParameter.FY.ordinal()] - 1)
            / model.aspectSigma();
    return sum + aspect * aspect;
  }

  private static double cost(double[] parameters, List<RigidPose> poses, List<BoardPoints> views) {
    if (!(parameters[0] > 1 && parameters[1] > 1)) {
      return Double.MAX_VALUE;
    }
    double sum = 0;
    for (int i = 0; i < views.size(); i++) {
      for (double residual : residuals(parameters, poses.get(i), views.get(i))) {
        sum += residual * residual;
      }
    }
    return Double.isFinite(sum) ? sum : Double.MAX_VALUE;
  }

  /** Returns projected minus found of one view, pixels: u and v of each point in turn. */
  double[] residuals(int view, BoardPoints points) {
    return residuals(parameters, poses.get(view), points);
  }

  private static double[] residuals(double[] parameters, RigidPose pose, BoardPoints points) {
    double[] residuals = new double[2 * points.size()];
    double reach = points.reachMeters();
    Projection projection = new Projection();
    for (int i = 0; i < points.size(); i++) {
      projection.project(parameters, pose, points.xMeters()[i], points.yMeters()[i], reach);
      residuals[2 * i] = projection.u - points.uPixels()[i];
      residuals[2 * i + 1] = projection.v - points.vPixels()[i];
    }
    return residuals;
  }

  /** One point's pixel and what it depends on. */
  private static final class Projection {
    private double u;
    private double v;
    private final double[] uByLens = new double[COUNT];
    private final double[] vByLens = new double[COUNT];
    private final double[] uByPose = new double[6];
    private final double[] vByPose = new double[6];
    private double x;
    private double y;
    private double z;
    private double px;
    private double py;
    private double pz;

    void project(double[] g, RigidPose pose, double boardX, double boardY, double reach) {
      double bow =
          (g[9] * boardX * boardX + g[10] * boardX * boardY + g[11] * boardY * boardY) / reach;
      double[] r = pose.rotation();
      px = r[0] * boardX + r[1] * boardY + r[2] * bow;
      py = r[3] * boardX + r[4] * boardY + r[5] * bow;
      pz = r[6] * boardX + r[7] * boardY + r[8] * bow;
      z = pz + pose.translation()[2];
      if (!(z > 1e-6)) {
        u = Double.NaN;
        v = Double.NaN;
        return;
      }
      x = (px + pose.translation()[0]) / z;
      y = (py + pose.translation()[1]) / z;
      double r2 = x * x + y * y;
      double radial = 1 + r2 * (g[4] + r2 * (g[5] + r2 * g[8]));
      u = g[0] * (x * radial + 2 * g[6] * x * y + g[7] * (r2 + 2 * x * x)) + g[2];
      v = g[1] * (y * radial + g[6] * (r2 + 2 * y * y) + 2 * g[7] * x * y) + g[3];
    }

    /** Fills the derivatives; {@link #project} went before. */
    void derive(double[] g, RigidPose pose, double boardX, double boardY, double reach) {
      double r2 = x * x + y * y;
      double radial = 1 + r2 * (g[4] + r2 * (g[5] + r2 * g[8]));
      double radialByR2 = g[4] + r2 * (2 * g[5] + 3 * r2 * g[8]);
      double fx = g[0];
      double fy = g[1];
      uByLens[0] = x * radial + 2 * g[6] * x * y + g[7] * (r2 + 2 * x * x);
      vByLens[1] = y * radial + g[6] * (r2 + 2 * y * y) + 2 * g[7] * x * y;
      uByLens[2] = 1;
      vByLens[3] = 1;
      uByLens[4] = fx * x * r2;
      vByLens[4] = fy * y * r2;
      uByLens[5] = fx * x * r2 * r2;
      vByLens[5] = fy * y * r2 * r2;
      uByLens[6] = fx * 2 * x * y;
      vByLens[6] = fy * (r2 + 2 * y * y);
      uByLens[7] = fx * (r2 + 2 * x * x);
      vByLens[7] = fy * 2 * x * y;
      uByLens[8] = fx * x * r2 * r2 * r2;
      vByLens[8] = fy * y * r2 * r2 * r2;
      double ux = fx * (radial + 2 * x * x * radialByR2 + 2 * g[6] * y + 6 * g[7] * x);
      double uy = fx * (2 * x * y * radialByR2 + 2 * g[6] * x + 2 * g[7] * y);
      double vx = fy * (2 * x * y * radialByR2 + 2 * g[6] * x + 2 * g[7] * y);
      double vy = fy * (radial + 2 * y * y * radialByR2 + 6 * g[6] * y + 2 * g[7] * x);
      double[] uByP = {ux / z, uy / z, -(ux * x + uy * y) / z};
      double[] vByP = {vx / z, vy / z, -(vx * x + vy * y) / z};
      spread(uByP, uByPose);
      spread(vByP, vByPose);
      double[] r = pose.rotation();
      double[] bend = {boardX * boardX / reach, boardX * boardY / reach, boardY * boardY / reach};
      for (int k = 0; k < 3; k++) {
        uByLens[9 + k] = bend[k] * (uByP[0] * r[2] + uByP[1] * r[5] + uByP[2] * r[8]);
        vByLens[9 + k] = bend[k] * (vByP[0] * r[2] + vByP[1] * r[5] + vByP[2] * r[8]);
      }
    }

    /** A turn moves a point by (turn x point). */
    private void spread(double[] byP, double[] byPose) {
      byPose[0] = byP[2] * py - byP[1] * pz;
      byPose[1] = byP[0] * pz - byP[2] * px;
      byPose[2] = byP[1] * px - byP[0] * py;
      byPose[3] = byP[0];
      byPose[4] = byP[1];
      byPose[5] = byP[2];
    }
  }

  /** The normal equations, by blocks: lens, poses, and what joins them. */
  private record Normal(
      SimpleMatrix lens,
      SimpleMatrix lensGradient,
      List<SimpleMatrix> mixed,
      List<SimpleMatrix> pose,
      List<SimpleMatrix> poseGradient) {

    static Normal of(
        double[] parameters,
        List<RigidPose> poses,
        List<BoardPoints> views,
        Model model,
        int[] free,
        double variance) {
      int n = free.length;
      double[] lens = new double[n * n];
      double[] gradient = new double[n];
      List<SimpleMatrix> mixed = new ArrayList<>();
      List<SimpleMatrix> pose = new ArrayList<>();
      List<SimpleMatrix> poseGradient = new ArrayList<>();
      Projection projection = new Projection();
      for (int k = 0; k < views.size(); k++) {
        BoardPoints points = views.get(k);
        double reach = points.reachMeters();
        double[] w = new double[n * 6];
        double[] v = new double[36];
        double[] b = new double[6];
        for (int i = 0; i < points.size(); i++) {
          double boardX = points.xMeters()[i];
          double boardY = points.yMeters()[i];
          projection.project(parameters, poses.get(k), boardX, boardY, reach);
          projection.derive(parameters, poses.get(k), boardX, boardY, reach);
          double residualU = projection.u - points.uPixels()[i];
          double residualV = projection.v - points.vPixels()[i];
          for (int p = 0; p < n; p++) {
            double du = projection.uByLens[free[p]];
            double dv = projection.vByLens[free[p]];
            gradient[p] += du * residualU + dv * residualV;
            for (int q = 0; q < n; q++) {
              lens[p * n + q] +=
                  du * projection.uByLens[free[q]] + dv * projection.vByLens[free[q]];
            }
            for (int q = 0; q < 6; q++) {
              w[p * 6 + q] += du * projection.uByPose[q] + dv * projection.vByPose[q];
            }
          }
          for (int p = 0; p < 6; p++) {
            b[p] += projection.uByPose[p] * residualU + projection.vByPose[p] * residualV;
            for (int q = 0; q < 6; q++) {
              v[p * 6 + q] +=
                  projection.uByPose[p] * projection.uByPose[q]
                      + projection.vByPose[p] * projection.vByPose[q];
            }
          }
        }
        mixed.add(new SimpleMatrix(n, 6, true, w));
        pose.add(new SimpleMatrix(6, 6, true, v));
        poseGradient.add(new SimpleMatrix(6, 1, true, b));
      }
      Normal normal =
          new Normal(
              new SimpleMatrix(n, n, true, lens),
              new SimpleMatrix(n, 1, true, gradient),
              mixed,
              pose,
              poseGradient);
      normal.addPriors(parameters, model, free, variance);
      return normal;
    }

    private void addPriors(double[] parameters, Model model, int[] free, double variance) {
      int fx = -1;
      int fy = -1;
      for (int p = 0; p < free.length; p++) {
        LensParameter parameter = LensParameter.values()[free[p]];
        fx = parameter == LensParameter.FX ? p : fx;
        fy = parameter == LensParameter.FY ? p : fy;
        Double sigma = model.priorSigma().get(parameter);
        if (sigma != null) {
          double weight = variance / (sigma * sigma);
          lens.set(p, p, lens.get(p, p) + weight);
          lensGradient.set(p, 0, lensGradient.get(p, 0) + weight * parameters[free[p]]);
        }
      }
      if (Double.isFinite(model.aspectSigma()) && fx >= 0 && fy >= 0) {
        double a = 1 / parameters[1];
        double b = -parameters[0] / (parameters[1] * parameters[1]);
        double off = parameters[0] / parameters[1] - 1;
        double weight = variance / (model.aspectSigma() * model.aspectSigma());
        lens.set(fx, fx, lens.get(fx, fx) + weight * a * a);
        lens.set(fx, fy, lens.get(fx, fy) + weight * a * b);
        lens.set(fy, fx, lens.get(fy, fx) + weight * a * b);
        lens.set(fy, fy, lens.get(fy, fy) + weight * b * b);
        lensGradient.set(fx, 0, lensGradient.get(fx, 0) + weight * a * off);
        lensGradient.set(fy, 0, lensGradient.get(fy, 0) + weight * b * off);
      }
    }

    /** Takes one damped step; false when the equations have no solution. */
    boolean step(double damping, int[] free, double[] parameters, List<RigidPose> poses) {
      try {
        return tryStep(damping, free, parameters, poses);
      } catch (SingularMatrixException e) {
        return false;
      }
    }

    private boolean tryStep(
        double damping, int[] free, double[] parameters, List<RigidPose> poses) {
      SimpleMatrix reduced = damped(lens, damping);
      SimpleMatrix right = lensGradient.copy();
      List<SimpleMatrix> inverses = new ArrayList<>();
      for (int k = 0; k < pose.size(); k++) {
        SimpleMatrix inverse = damped(pose.get(k), damping).invert();
        inverses.add(inverse);
        SimpleMatrix carried = mixed.get(k).mult(inverse);
        reduced = reduced.minus(carried.mult(mixed.get(k).transpose()));
        right = right.minus(carried.mult(poseGradient.get(k)));
      }
      SimpleMatrix delta = reduced.invert().mult(right).scale(-1);
      if (delta.hasUncountable()) {
        return false;
      }
      for (int p = 0; p < free.length; p++) {
        parameters[free[p]] += delta.get(p, 0);
      }
      for (int k = 0; k < pose.size(); k++) {
        SimpleMatrix step =
            inverses
                .get(k)
                .mult(poseGradient.get(k).plus(mixed.get(k).transpose().mult(delta)))
                .scale(-1);
        poses.set(k, poses.get(k).stepped(step.getDDRM().getData(), 0));
      }
      return true;
    }

    private static SimpleMatrix damped(SimpleMatrix matrix, double damping) {
      SimpleMatrix damped = matrix.copy();
      for (int i = 0; i < matrix.getNumRows(); i++) {
        damped.set(i, i, damped.get(i, i) * (1 + damping) + 1e-12);
      }
      return damped;
    }

    /** Returns the inverse of the lens's information once the poses are eliminated. */
    SimpleMatrix covariance() {
      SimpleMatrix reduced = lens.copy();
      for (int k = 0; k < pose.size(); k++) {
        SimpleMatrix carried = mixed.get(k).mult(damped(pose.get(k), 0).invert());
        reduced = reduced.minus(carried.mult(mixed.get(k).transpose()));
      }
      // Scaled to ones on the diagonal: focal lengths and distortion differ by many orders.
      int n = reduced.getNumRows();
      double[] scale = new double[n];
      for (int i = 0; i < n; i++) {
        scale[i] = Math.sqrt(Math.max(reduced.get(i, i), 1e-18));
      }
      SimpleMatrix scaled = reduced.copy();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          scaled.set(i, j, reduced.get(i, j) / (scale[i] * scale[j]) + (i == j ? 1e-12 : 0));
        }
      }
      SimpleMatrix inverse = scaled.invert();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          inverse.set(i, j, inverse.get(i, j) / (scale[i] * scale[j]));
        }
      }
      return inverse;
    }
  }
}
