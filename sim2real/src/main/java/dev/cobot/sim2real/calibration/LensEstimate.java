package dev.cobot.sim2real.calibration;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The lens that explains the points of several views, with an honest sigma.
 *
 * <p>The residuals of a fit say too little: its errors are those of the board (paper bows), of the
 * lens's model and of the choice of views, and they are the same in many points. So the sigma joins
 * the larger of the fit's and of a jackknife over groups of like views, widened for few groups,
 * with the spread among models that explain the points as well.
 *
 * @param dropped the reason for each view that was left out, by its index
 * @param residualPixels of each view against the result, root mean square
 * @param poses camera from board, of each view
 * @param groups how many really different views were used
 */
record LensEstimate(
    LensFit fit,
    Map<LensParameter, Double> sigma,
    Map<Integer, String> dropped,
    double[] residualPixels,
    List<RigidPose> poses,
    int groups) {
  private static final LensFit.Model PLAIN =
      LensFit.Model.of(
          LensParameter.FX,
          LensParameter.FY,
          LensParameter.CX,
          LensParameter.CY,
          LensParameter.K1,
          LensParameter.K2);
  private static final LensFit.Model SIMPLE =
      LensFit.Model.of(
          LensParameter.FX, LensParameter.FY, LensParameter.CX, LensParameter.CY, LensParameter.K1);

  /** What decentring, a third radial term and paper can be; wide, they keep the fit solvable. */
  private static final double TANGENTIAL_SIGMA = 0.005;

  private static final double K3_SIGMA = 1;
  private static final double BOW_SIGMA = 0.01;

  /** A term is published when it stands out of the scatter over the views. */
  private static final double SIGNIFICANT_SIGMAS = 3;

  private static final int MAX_FOLDS = 20;
  private static final int JACKKNIFE_STEPS = 8;

  /** Printers are true to a thousandth, corners to a fifth of a pixel whatever the scatter says. */
  private static final double FOCAL_FLOOR = 0.001;

  private static final double CENTRE_FLOOR_PIXELS = 0.2;

  /**
   * Estimates.
   *
   * @param views at least 3, of one picture size
   */
  static LensEstimate of(List<BoardPoints> views, int widthPixels, int heightPixels) {
    LensFit first = start(views, widthPixels, heightPixels);
    Map<Integer, String> dropped = new LinkedHashMap<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      kept.add(i);
    }
    List<BoardPoints> used = new ArrayList<>(views);
    LensFit fit = LensFit.fit(first.parameters(), first.poses(), used, PLAIN, 60);
    while (kept.size() > Math.max(3, (2 * views.size() + 2) / 3)) {
      double[] rms = rms(fit, used);
      double[] sorted = rms.clone();
      Arrays.sort(sorted);
      double median = sorted[sorted.length / 2];
      int worst = 0;
      for (int i = 1; i < rms.length; i++) {
        worst = rms[i] > rms[worst] ? i : worst;
      }
      if (!(rms[worst] > Math.max(3 * median, 0.3))) {
        break;
      }
      fit = fit.without(Set.of(worst), used, PLAIN, 60);
      used.remove(worst);
      dropped.put(
          kept.remove(worst),
          String.format(
              Locale.ROOT,
              "does not fit the other views: residual %.2f pixels, theirs %.2f",
              rms[worst],
              median));
    }
    List<Set<Integer>> groups = groups(fit.poses(), used);
    Chosen chosen = choose(fit, used, groups);
    Map<LensParameter, Double> sigma = sigma(chosen, used, groups);
    CameraIntrinsics lens = chosen.fit.intrinsics(widthPixels, heightPixels);
    double[] residuals = new double[views.size()];
    List<RigidPose> poses = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      int at = kept.indexOf(i);
      PlanePose alone = at < 0 ? PlanePose.solve(lens, views.get(i)) : null;
      poses.add(at < 0 ? alone.cameraFromBoard() : chosen.fit.poses().get(at));
      residuals[i] = at < 0 ? alone.rmsPixels() : rms(chosen.fit.residuals(at, used.get(at)));
    }
    return new LensEstimate(chosen.fit, sigma, dropped, residuals, poses, groups.size());
  }

  /** Fits from several focal lengths, for a flat board leaves a far minimum to a bad start. */
  private static LensFit start(List<BoardPoints> views, int width, int height) {
    List<Double> focals = new ArrayList<>();
    double closed = closedForm(views, width, height);
    if (closed > 0.2 * width && closed < 20 * width) {
      focals.add(closed);
    }
    for (double share : new double[] {0.5, 0.9, 1.5, 3}) {
      focals.add(share * Math.max(width, height));
    }
    LensFit best = null;
    for (double focal : focals) {
      double[] parameters = new double[LensParameter.values().length];
      parameters[LensParameter.FX.ordinal()] = focal;
      parameters[LensParameter.FY.ordinal()] = focal;
      parameters[LensParameter.CX.ordinal()] = (width - 1) / 2.0;
      parameters[LensParameter.CY.ordinal()] = (height - 1) / 2.0;
      CameraIntrinsics ideal =
          new CameraIntrinsics(
              width,
              height,
              focal,
              focal,
              (width - 1) / 2.0,
              (height - 1) / 2.0,
              List.of(0.0, 0.0, 0.0, 0.0, 0.0));
      List<RigidPose> poses =
          views.stream().map(view -> PlanePose.solve(ideal, view).cameraFromBoard()).toList();
      LensFit fit = LensFit.fit(parameters, poses, views, SIMPLE, 25);
      best = best == null || fit.cost() < best.cost() ? fit : best;
    }
    return best;
  }

  /** Returns the focal length of square pixels around the middle (Zhang), or NaN. */
  private static double closedForm(List<BoardPoints> views, int width, int height) {
    double top = 0;
    double bottom = 0;
    for (BoardPoints view : views) {
      double[] u = new double[view.size()];
      double[] v = new double[view.size()];
      for (int i = 0; i < u.length; i++) {
        u[i] = (view.uPixels()[i] - (width - 1) / 2.0) / width;
        v[i] = (view.vPixels()[i] - (height - 1) / 2.0) / width;
      }
      double[] h = PlanePose.homography(view.xMeters(), view.yMeters(), u, v);
      double norm = h[0] * h[0] + h[3] * h[3] + h[1] * h[1] + h[4] * h[4];
      double a = (h[0] * h[1] + h[3] * h[4]) / norm;
      double b = h[6] * h[7] / norm;
      double c = (h[0] * h[0] + h[3] * h[3] - h[1] * h[1] - h[4] * h[4]) / norm;
      double d = (h[6] * h[6] - h[7] * h[7]) / norm;
      top -= a * b + c * d;
      bottom += a * a + c * c;
    }
    double inverseSquare = top / bottom;
    return inverseSquare > 0 ? width / Math.sqrt(inverseSquare) : Double.NaN;
  }

  /** Groups of views whose boards stand and lie nearly alike: they tell the same. */
  private static List<Set<Integer>> groups(List<RigidPose> poses, List<BoardPoints> views) {
    List<Set<Integer>> groups = new ArrayList<>();
    List<Integer> leaders = new ArrayList<>();
    for (int i = 0; i < poses.size(); i++) {
      int joined = -1;
      for (int g = 0; g < leaders.size() && joined < 0; g++) {
        joined = alike(poses.get(leaders.get(g)), poses.get(i), views.get(i)) ? g : -1;
      }
      if (joined < 0) {
        leaders.add(i);
        groups.add(new TreeSet<>(Set.of(i)));
      } else {
        groups.get(joined).add(i);
      }
    }
    return groups;
  }

  private static boolean alike(RigidPose a, RigidPose b, BoardPoints points) {
    RigidPose between = a.inverse().after(b);
    double[] turn = RigidPose.log(between.rotation());
    double angle = Math.sqrt(turn[0] * turn[0] + turn[1] * turn[1] + turn[2] * turn[2]);
    int last = points.size() - 1;
    double[] middle = {
      (points.xMeters()[0] + points.xMeters()[last]) / 2,
      (points.yMeters()[0] + points.yMeters()[last]) / 2,
      0
    };
    double[] atA = a.apply(middle);
    double[] atB = b.apply(middle);
    double apart =
        Math.sqrt(
            Math.pow(atA[0] - atB[0], 2)
                + Math.pow(atA[1] - atB[1], 2)
                + Math.pow(atA[2] - atB[2], 2));
    return angle < Math.toRadians(8) && apart < 0.12 * Math.abs(atA[2]);
  }

  /** A fit with the jackknife's sigma of its parameters, by {@link LensParameter#ordinal}. */
  private record Chosen(LensFit fit, LensFit.Model model, double[] jackknife) {}

  private static Chosen choose(LensFit plain, List<BoardPoints> used, List<Set<Integer>> groups) {
    Chosen chosen = new Chosen(plain, PLAIN, jackknife(plain, PLAIN, used, groups));
    LensFit.Model third = PLAIN.with(LensParameter.K3, K3_SIGMA);
    chosen = better(chosen, third, used, groups, LensParameter.K3);
    LensFit.Model tangential =
        chosen
            .model
            .with(LensParameter.P1, TANGENTIAL_SIGMA)
            .with(LensParameter.P2, TANGENTIAL_SIGMA);
    return better(chosen, tangential, used, groups, LensParameter.P1, LensParameter.P2);
  }

  private static Chosen better(
      Chosen before,
      LensFit.Model model,
      List<BoardPoints> used,
      List<Set<Integer>> groups,
      LensParameter... added) {
    LensFit fit = LensFit.fit(before.fit.parameters(), before.fit.poses(), used, model, 40);
    double[] jackknife = jackknife(fit, model, used, groups);
    for (LensParameter parameter : added) {
      double sigma =
          Math.max(jackknife[parameter.ordinal()], scatter(fit, model, parameter))
              * few(groups.size());
      if (Math.abs(fit.value(parameter)) > SIGNIFICANT_SIGMAS * sigma) {
        return new Chosen(fit, model, jackknife);
      }
    }
    return before;
  }

  private static double scatter(LensFit fit, LensFit.Model model, LensParameter parameter) {
    int[] free = model.indices();
    for (int i = 0; i < free.length; i++) {
      if (free[i] == parameter.ordinal()) {
        return Math.sqrt(Math.max(0, fit.covariance().get(i, i)));
      }
    }
    return 0;
  }

  /** Returns the jackknife's sigma of every parameter, leaving out group by group. */
  private static double[] jackknife(
      LensFit fit, LensFit.Model model, List<BoardPoints> views, List<Set<Integer>> groups) {
    int folds = Math.min(groups.size(), MAX_FOLDS);
    int count = LensParameter.values().length;
    double[] sigma = new double[count];
    if (folds < 3 || views.size() - groups.get(0).size() < 2) {
      Arrays.fill(sigma, Double.POSITIVE_INFINITY);
      return sigma;
    }
    double[][] left = new double[folds][];
    double[] mean = new double[count];
    for (int f = 0; f < folds; f++) {
      Set<Integer> out = new TreeSet<>();
      for (int g = f; g < groups.size(); g += folds) {
        out.addAll(groups.get(g));
      }
      left[f] = fit.without(out, views, model, JACKKNIFE_STEPS).parameters();
      for (int i = 0; i < count; i++) {
        mean[i] += left[f][i] / folds;
      }
    }
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (double[] parameters : left) {
        sum += (parameters[i] - mean[i]) * (parameters[i] - mean[i]);
      }
      sigma[i] = Math.sqrt(sum * (folds - 1) / folds);
    }
    return sigma;
  }

  /** How much wider a sigma from few groups must be (Student's distribution). */
  private static double few(int groups) {
    return groups > 3 ? Math.sqrt((groups - 1.0) / (groups - 3.0)) : 3;
  }

  private static Map<LensParameter, Double> sigma(
      Chosen chosen, List<BoardPoints> used, List<Set<Integer>> groups) {
    List<LensFit.Model> others = new ArrayList<>();
    others.add(SIMPLE);
    others.add(
        chosen
            .model
            .with(LensParameter.P1, TANGENTIAL_SIGMA)
            .with(LensParameter.P2, TANGENTIAL_SIGMA));
    others.add(chosen.model.with(LensParameter.K3, K3_SIGMA));
    others.add(chosen.model.square(0.0005));
    LensFit.Model bowed =
        chosen
            .model
            .with(LensParameter.BOW_XX, BOW_SIGMA)
            .with(LensParameter.BOW_XY, BOW_SIGMA)
            .with(LensParameter.BOW_YY, BOW_SIGMA);
    double[] squares = squaredChange(chosen, List.of(bowed), used);
    double[] lensSquares = squaredChange(chosen, others, used);
    Map<LensParameter, Double> sigma = new LinkedHashMap<>();
    double widen = few(groups.size());
    for (LensParameter parameter : chosen.model.free()) {
      int i = parameter.ordinal();
      double views =
          widen * Math.max(chosen.jackknife[i], scatter(chosen.fit, chosen.model, parameter));
      double floor =
          switch (parameter) {
            case FX, FY -> FOCAL_FLOOR * chosen.fit.value(parameter);
            case CX, CY -> CENTRE_FLOOR_PIXELS;
            default -> 0;
          };
      sigma.put(parameter, Math.sqrt(views * views + squares[i] + lensSquares[i] + floor * floor));
    }
    return sigma;
  }

  /** Returns the mean squared change of each parameter under other models that fit as well. */
  private static double[] squaredChange(
      Chosen chosen, List<LensFit.Model> others, List<BoardPoints> used) {
    double[] squares = new double[LensParameter.values().length];
    int counted = 0;
    for (LensFit.Model other : others) {
      double[] start = chosen.fit.parameters().clone();
      for (LensParameter parameter : LensParameter.values()) {
        if (!other.free().contains(parameter)) {
          start[parameter.ordinal()] = 0;
        }
      }
      LensFit fit = LensFit.fit(start, chosen.fit.poses(), used, other, 40);
      // A model that the points refute says nothing of the lens.
      if (fit.cost() < 1.15 * chosen.fit.cost()) {
        counted++;
        for (int i = 0; i < squares.length; i++) {
          double off = fit.parameters()[i] - chosen.fit.parameters()[i];
          squares[i] += off * off;
        }
      }
    }
    for (int i = 0; i < squares.length; i++) {
      squares[i] /= Math.max(1, counted);
    }
    return squares;
  }

  private static double[] rms(LensFit fit, List<BoardPoints> views) {
    double[] rms = new double[views.size()];
    for (int i = 0; i < rms.length; i++) {
      rms[i] = rms(fit.residuals(i, views.get(i)));
    }
    return rms;
  }

  private static double rms(double[] residuals) {
    double sum = 0;
    for (double residual : residuals) {
      sum += residual * residual;
    }
    return Math.sqrt(2 * sum / residuals.length);
  }

  /** Returns the sigma of a parameter; infinite when it could not be told. */
  double sigmaOf(LensParameter parameter) {
    return sigma.getOrDefault(parameter, 0.0);
  }

  /** Returns the indices of the views that were used. */
  List<Integer> used() {
    List<Integer> used = new ArrayList<>();
    for (int i = 0; i < residualPixels.length; i++) {
      if (!dropped.containsKey(i)) {
        used.add(i);
      }
    }
    return used;
  }
}
