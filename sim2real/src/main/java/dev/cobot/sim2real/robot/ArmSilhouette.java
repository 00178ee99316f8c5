package dev.cobot.sim2real.robot;

import dev.cobot.sim2real.robot.RobotModel.Link;
import dev.cobot.sim2real.robot.RobotModel.LinkVisual;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.TriangleMesh;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Where an arm is in a picture, from its description and its joint positions alone. Each shape is
 * filled as the convex hull of its projected points; what stands before the arm is not known here.
 * Keeps scratch memory: one instance a thread.
 */
public final class ArmSilhouette {
  private static final int ROUND_POINTS = 12;
  private static final int MAX_MESH_TRIANGLES = 300;
  private static final double NEAR_METERS = 0.02;

  private record Part(String link, List<Vector3> linkPoints) {}

  private final Kinematics kinematics;
  private final Transform tableFromBase;
  private final List<Part> parts = new ArrayList<>();

  /**
   * @param tableFromBase where the arm is mounted
   */
  public ArmSilhouette(RobotModel robot, Transform tableFromBase) {
    kinematics = new Kinematics(robot);
    this.tableFromBase = tableFromBase;
    for (Link link : robot.links()) {
      for (LinkVisual visual : link.visuals()) {
        List<Vector3> points =
            points(visual.shape()).stream().map(visual.linkFromShape()::apply).toList();
        parts.add(new Part(link.name(), points));
      }
    }
  }

  private static List<Vector3> points(Shape shape) {
    List<Vector3> points = new ArrayList<>();
    if (shape instanceof Shape.Box box) {
      addCorners(points, box.sizeMeters());
    } else if (shape instanceof Shape.Cylinder c) {
      addCircle(points, c.radiusMeters(), c.lengthMeters() / 2);
      addCircle(points, c.radiusMeters(), -c.lengthMeters() / 2);
    } else if (shape instanceof Shape.Sphere s) {
      for (int ring = -2; ring <= 2; ring++) {
        double angle = ring * Math.PI / 4;
        addCircle(points, s.radiusMeters() * Math.cos(angle), s.radiusMeters() * Math.sin(angle));
      }
    } else if (shape instanceof Shape.Mesh mesh) {
      TriangleMesh triangles = mesh.triangles();
      int step = Math.max(1, triangles.triangles() / MAX_MESH_TRIANGLES);
      for (int t = 0; t < triangles.triangles(); t += step) {
        for (int k = 0; k < 3; k++) {
          points.add(
              new Vector3(
                  triangles.corner(t, k, 0), triangles.corner(t, k, 1), triangles.corner(t, k, 2)));
        }
      }
    }
    return points;
  }

  private static void addCorners(List<Vector3> points, Vector3 size) {
    for (int i = 0; i < 8; i++) {
      points.add(
          new Vector3(
              size.x() * ((i & 1) - 0.5),
              size.y() * ((i >> 1 & 1) - 0.5),
              size.z() * ((i >> 2) - 0.5)));
    }
  }

  private static void addCircle(List<Vector3> points, double radius, double z) {
    for (int i = 0; i < ROUND_POINTS; i++) {
      double angle = 2 * Math.PI * i / ROUND_POINTS;
      points.add(new Vector3(radius * Math.cos(angle), radius * Math.sin(angle), z));
    }
  }

  /**
   * Returns which pixels show the arm.
   *
   * @param camera of the wanted size
   * @param positionsRad one position for each arm joint
   * @param gripperOpeningMeters distance between the pads
   * @return the pixels, counted row by row
   */
  public BitSet in(CameraModel camera, double[] positionsRad, double gripperOpeningMeters) {
    int width = camera.intrinsics().widthPixels();
    int height = camera.intrinsics().heightPixels();
    BitSet mask = new BitSet(width * height);
    Map<String, Transform> links =
        kinematics.baseFromLinks(positionsRad, gripperOpeningMeters / 2, gripperOpeningMeters / 2);
    Transform cameraFromBase = camera.tableFromCamera().inverse().after(tableFromBase);
    for (Part part : parts) {
      Transform cameraFromLink = cameraFromBase.after(links.get(part.link()));
      List<double[]> pixels = new ArrayList<>(part.linkPoints().size());
      boolean isInFront = true;
      for (Vector3 point : part.linkPoints()) {
        Vector3 p = cameraFromLink.apply(point);
        isInFront &= p.z() > NEAR_METERS;
        CameraModel.Pixel at = camera.pixel(p);
        pixels.add(new double[] {at.x(), at.y()});
      }
      if (isInFront) {
        fill(hull(pixels), mask, width, height);
      }
    }
    return mask;
  }

  /** The convex hull by Andrew's monotone chain (1979), in order round it. */
  private static List<double[]> hull(List<double[]> points) {
    points.sort(Comparator.<double[]>comparingDouble(p -> p[0]).thenComparingDouble(p -> p[1]));
    List<double[]> hull = new ArrayList<>();
    for (int pass = 0; pass < 2; pass++) {
      int start = hull.size();
      for (int i = 0; i < points.size(); i++) {
        double[] p = points.get(pass == 0 ? i : points.size() - 1 - i);
        while (hull.size() >= start + 2
            && turn(hull.get(hull.size() - 2), hull.get(hull.size() - 1), p) <= 0) {
          hull.remove(hull.size() - 1);
        }
        hull.add(p);
      }
      hull.remove(hull.size() - 1);
    }
    return hull;
  }

  private static double turn(double[] a, double[] b, double[] c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  }

  private static void fill(List<double[]> polygon, BitSet mask, int width, int height) {
    double low = polygon.stream().mapToDouble(p -> p[1]).min().orElse(0);
    double high = polygon.stream().mapToDouble(p -> p[1]).max().orElse(-1);
    for (int y = (int) Math.max(0, Math.ceil(low)); y <= Math.min(height - 1, high); y++) {
      double from = Double.POSITIVE_INFINITY;
      double to = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < polygon.size(); i++) {
        double[] a = polygon.get(i);
        double[] b = polygon.get((i + 1) % polygon.size());
        if (Math.min(a[1], b[1]) <= y && y <= Math.max(a[1], b[1])) {
          double share = a[1] == b[1] ? 0 : (y - a[1]) / (b[1] - a[1]);
          double x = a[0] + share * (b[0] - a[0]);
          from = Math.min(from, x);
          to = Math.max(to, x);
        }
      }
      for (int x = (int) Math.max(0, Math.ceil(from)); x <= Math.min(width - 1, to); x++) {
        mask.set(y * width + x);
      }
    }
  }
}
