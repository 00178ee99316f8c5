package dev.cobot.node.dashboard;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The outlines of what is believed: the body that an object's kind stands for, seen from above and
 * by a camera, and the ellipse of two sigmas around its place. Points are (x, y), metres in the
 * table frame or pixels.
 */
final class TableShapes {
  /** 95 % of a normal distribution lie within as many, along each axis. */
  static final double SIGMAS = 2;

  private static final int ROUND_POINTS = 16;

  private TableShapes() {}

  /** Returns what an object covers of the table, a convex polygon. */
  static List<double[]> footprint(ObjectAttributes object) {
    return hull(corners(object).stream().map(p -> new double[] {p.x(), p.y()}).toList());
  }

  /** Returns from which height to which an object reaches, metres above the table. */
  static double[] heights(ObjectAttributes object) {
    double[] z = corners(object).stream().mapToDouble(Vector3::z).sorted().toArray();
    return new double[] {z[0], z[z.length - 1]};
  }

  /** Returns an object's outline in a picture; empty when a part of it is not before the camera. */
  static List<double[]> outline(ObjectAttributes object, CameraModel camera) {
    return hull(projected(corners(object), camera));
  }

  /** Returns the ellipse of {@value #SIGMAS} sigmas around an object's centre in a picture. */
  static List<double[]> ellipse(ObjectAttributes object, CameraModel camera) {
    Vector3 sigma = object.uncertainty().positionMeters().times(SIGMAS);
    return projected(
        circle(
            angle ->
                object
                    .positionMeters()
                    .plus(
                        new Vector3(
                            sigma.x() * StrictMath.cos(angle),
                            sigma.y() * StrictMath.sin(angle),
                            0))),
        camera);
  }

  private static List<double[]> projected(List<Vector3> points, CameraModel camera) {
    List<double[]> pixels = new ArrayList<>();
    for (Vector3 point : points) {
      CameraModel.Pixel pixel = camera.project(point);
      if (!(pixel.depthMeters() > 0)) {
        return List.of();
      }
      pixels.add(new double[] {pixel.x(), pixel.y()});
    }
    return pixels;
  }

  private static List<Vector3> corners(ObjectAttributes object) {
    Vector3 half = object.sizeMeters().times(0.5);
    List<Vector3> own = new ArrayList<>();
    for (double z : new double[] {-half.z(), half.z()}) {
      if (object.kind().form() == ObjectKind.Form.ROUND) {
        own.addAll(
            circle(
                angle ->
                    new Vector3(
                        half.x() * StrictMath.cos(angle), half.y() * StrictMath.sin(angle), z)));
      } else {
        own.add(new Vector3(-half.x(), -half.y(), z));
        own.add(new Vector3(half.x(), -half.y(), z));
        own.add(new Vector3(half.x(), half.y(), z));
        own.add(new Vector3(-half.x(), half.y(), z));
      }
    }
    Quaternion tableFromObject = object.rotation();
    return own.stream().map(p -> object.positionMeters().plus(tableFromObject.rotate(p))).toList();
  }

  private static List<Vector3> circle(Function<Double, Vector3> at) {
    List<Vector3> points = new ArrayList<>();
    for (int i = 0; i < ROUND_POINTS; i++) {
      points.add(at.apply(2 * Math.PI * i / ROUND_POINTS));
    }
    return points;
  }

  /** Returns the convex hull, anticlockwise (A. M. Andrew's monotone chain, 1979). */
  static List<double[]> hull(List<double[]> points) {
    if (points.size() < 3) {
      return List.of();
    }
    List<double[]> sorted = new ArrayList<>(points);
    sorted.sort(Comparator.<double[]>comparingDouble(p -> p[0]).thenComparingDouble(p -> p[1]));
    List<double[]> hull = new ArrayList<>();
    for (int way = 0; way < 2; way++) {
      int begin = hull.size();
      for (double[] point : sorted) {
        while (hull.size() >= begin + 2
            && turn(hull.get(hull.size() - 2), hull.get(hull.size() - 1), point) <= 0) {
          hull.remove(hull.size() - 1);
        }
        hull.add(point);
      }
      hull.remove(hull.size() - 1);
      java.util.Collections.reverse(sorted);
    }
    return hull;
  }

  private static double turn(double[] a, double[] b, double[] c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  }
}
