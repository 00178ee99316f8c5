package dev.cobot.sim2real.render;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.ArrayList;
import java.util.List;

/** A hand-made cell: table, arm, gripper, cubes, two bowls of tilted boxes, cup, bottle, cloth. */
final class SampleScene {
  private final List<Visual> visuals = new ArrayList<>();

  private SampleScene() {}

  static List<Visual> cell() {
    SampleScene s = new SampleScene();
    s.box("table", 1.2, 0.8, 0.04, 0, 0, -0.02, 0, new ColorRgb(0.76, 0.62, 0.46), 0.05);
    for (int leg = 0; leg < 4; leg++) {
      double x = (leg & 1) == 0 ? -0.55 : 0.55;
      double y = (leg & 2) == 0 ? -0.35 : 0.35;
      s.box("table_leg", 0.06, 0.06, 0.71, x, y, -0.395, 0, new ColorRgb(0.4, 0.4, 0.42), 0);
    }
    s.arm();
    s.cube("red_cube", 0.05, -0.08, 0.4, ColorName.RED);
    s.cube("blue_cube", 0.30, 0.22, -0.2, ColorName.BLUE);
    s.cube("green_cube", 0.36, -0.05, 0.8, ColorName.GREEN);
    s.bowl("blue_bowl", 0.2, -0.2, ColorName.BLUE);
    s.bowl("yellow_bowl", 0.12, 0.2, ColorName.YELLOW);
    s.cylinder("cup", 0.035, 0.09, 0.33, -0.28, 0.045, ColorName.WHITE, 0.25);
    s.cylinder("bottle", 0.03, 0.16, 0.42, 0.1, 0.08, ColorName.GREEN, 0.4);
    s.cylinder("bottle", 0.012, 0.06, 0.42, 0.1, 0.19, ColorName.GREEN, 0.4);
    s.cylinder("pedestal", 0.05, 0.1, -0.1, 0.28, 0.05, ColorName.GREY, 0.1);
    s.box("cloth", 0.14, 0.12, 0.004, -0.02, -0.27, 0.002, 0.5, ColorName.ORANGE.prototype(), 0);
    s.sphere("ball", 0.025, 0.22, 0.05, 0.025, ColorName.PURPLE);
    return List.copyOf(s.visuals);
  }

  static CameraModel camera(int width, int height) {
    return new CameraModel(
        CameraIntrinsics.ideal(width, height, 0.9),
        CameraModel.lookAt(new Vector3(0.95, -0.55, 0.75), new Vector3(0.08, 0, 0.02)));
  }

  static Transform pose(double x, double y, double z, Quaternion rotation) {
    return new Transform("table", "shape", new Vector3(x, y, z), rotation);
  }

  private void box(
      String owner,
      double sx,
      double sy,
      double sz,
      double x,
      double y,
      double z,
      double yaw,
      ColorRgb color,
      double specular) {
    visuals.add(
        new Visual(
            owner,
            new Shape.Box(new Vector3(sx, sy, sz)),
            pose(x, y, z, Quaternion.fromYaw(yaw)),
            color,
            specular));
  }

  private void cube(String owner, double x, double y, double yaw, ColorName color) {
    box(owner, 0.04, 0.04, 0.04, x, y, 0.02, yaw, color.prototype(), 0.1);
  }

  private void cylinder(
      String owner,
      double radius,
      double length,
      double x,
      double y,
      double z,
      ColorName color,
      double specular) {
    visuals.add(
        new Visual(
            owner,
            new Shape.Cylinder(radius, length),
            pose(x, y, z, Quaternion.IDENTITY),
            color.prototype(),
            specular));
  }

  private void sphere(String owner, double r, double x, double y, double z, ColorName color) {
    visuals.add(
        new Visual(
            owner,
            new Shape.Sphere(r),
            pose(x, y, z, Quaternion.IDENTITY),
            color.prototype(),
            0.3));
  }

  // Sixteen tilted walls on a round floor.
  private void bowl(String owner, double x, double y, ColorName color) {
    cylinder(owner, 0.042, 0.006, x, y, 0.003, color, 0.15);
    for (int k = 0; k < 16; k++) {
      double angle = 2 * Math.PI * k / 16;
      Quaternion turn = Quaternion.fromYaw(angle).after(Quaternion.fromRollPitchYaw(0, 0.5, 0));
      visuals.add(
          new Visual(
              owner,
              new Shape.Box(new Vector3(0.005, 0.029, 0.062)),
              pose(x + 0.055 * Math.cos(angle), y + 0.055 * Math.sin(angle), 0.03, turn),
              color.prototype(),
              0.15));
    }
  }

  private void arm() {
    double[][] joints = {
      {-0.45, 0, 0}, {-0.45, 0, 0.16}, {-0.32, -0.05, 0.5}, {0.02, -0.06, 0.42}, {0.05, -0.08, 0.2}
    };
    ColorRgb shell = new ColorRgb(0.82, 0.83, 0.85);
    for (int k = 0; k + 1 < joints.length; k++) {
      Vector3 from = Vector3.of(joints[k]);
      Vector3 to = Vector3.of(joints[k + 1]);
      Vector3 d = to.minus(from);
      Vector3 n = d.normalized();
      double radius = 0.055 - 0.006 * k;
      Vector3 middle = from.plus(d.times(0.5));
      visuals.add(
          new Visual(
              "robot",
              new Shape.Cylinder(radius, d.norm()),
              pose(middle.x(), middle.y(), middle.z(), new Quaternion(-n.y(), n.x(), 0, 1 + n.z())),
              shell,
              0.3));
      visuals.add(
          new Visual(
              "robot",
              new Shape.Sphere(radius * 1.15),
              pose(to.x(), to.y(), to.z(), Quaternion.IDENTITY),
              new ColorRgb(0.25, 0.45, 0.65),
              0.3));
    }
    ColorRgb dark = new ColorRgb(0.2, 0.2, 0.22);
    box("robot", 0.05, 0.1, 0.05, 0.05, -0.08, 0.15, 0.4, dark, 0.2);
    box("robot", 0.02, 0.01, 0.06, 0.065, -0.115, 0.1, 0.4, dark, 0.2);
    box("robot", 0.02, 0.01, 0.06, 0.035, -0.045, 0.1, 0.4, dark, 0.2);
  }
}
