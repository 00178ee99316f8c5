package dev.cobot.sim2real.calibration.attributes;

import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Pictures of a cell that was never drawn: objects at random, seen with noise and a planted error.
 */
final class LabelledCell {
  static final double SIGMA_METERS = 0.003;
  static final double SIGMA_YAW_RAD = 0.03;
  static final double SIGMA_COLOR = 0.02;
  private static final int OBJECTS = 4;
  private static final ObjectKind[] KINDS = {ObjectKind.CUBE, ObjectKind.CUP, ObjectKind.CLOTH};

  private final SplittableRandom random;
  private UnaryOperator<Vector3> place = p -> p;
  private UnaryOperator<ColorRgb> color = c -> c;
  private double yawRad;
  private double noise = 1;
  private double outliers;
  private int falseReports;

  LabelledCell(long seed) {
    random = new SplittableRandom(seed);
  }

  LabelledCell placed(UnaryOperator<Vector3> error) {
    place = error;
    return this;
  }

  LabelledCell colored(UnaryOperator<ColorRgb> error) {
    color = error;
    return this;
  }

  LabelledCell turned(double rad) {
    yawRad = rad;
    return this;
  }

  /** How many times larger than stated the noise is. */
  LabelledCell noisy(double factor) {
    noise = factor;
    return this;
  }

  /** Which part of the reports is up to 55 mm off, to one side, with a colour of its own. */
  LabelledCell withOutliers(double part) {
    outliers = part;
    return this;
  }

  /** How many reports a picture are of nothing, with scores below 0.6. */
  LabelledCell withFalseReports(int number) {
    falseReports = number;
    return this;
  }

  List<LabelledPicture> pictures(int number) {
    List<LabelledPicture> pictures = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      pictures.add(picture("picture-" + i));
    }
    return pictures;
  }

  private LabelledPicture picture(String name) {
    List<ObjectAttributes> seen = new ArrayList<>();
    List<LabelledPicture.Label> labels = new ArrayList<>();
    for (int i = 0; i < OBJECTS; i++) {
      ObjectKind kind = KINDS[random.nextInt(KINDS.length)];
      // Each in its own part of the table, so that no two are near.
      Vector3 at =
          new Vector3(
              (i % 2 == 0 ? -0.15 : 0.1) + 0.05 * random.nextDouble(),
              (i < 2 ? -0.15 : 0.1) + 0.05 * random.nextDouble(),
              0.02 + 0.04 * random.nextDouble());
      double yaw = random.nextDouble(-Math.PI, Math.PI);
      ColorRgb truth =
          new ColorRgb(
              random.nextDouble(0.1, 0.9),
              random.nextDouble(0.1, 0.9),
              random.nextDouble(0.1, 0.9));
      labels.add(
          new LabelledPicture.Label(
              new SceneObject(
                  "one", kind, at, Quaternion.fromYaw(yaw), truth, new Vector3(0.05, 0.05, 0.05)),
              true));
      boolean wild = random.nextDouble() < outliers;
      Vector3 p = place.apply(at);
      ColorRgb c = color.apply(truth);
      seen.add(
          new ObjectAttributes(
              "one",
              kind,
              p.plus(
                  new Vector3(
                      gauss(SIGMA_METERS) + (wild ? random.nextDouble(0.03, 0.05) : 0),
                      gauss(SIGMA_METERS) + (wild ? random.nextDouble(0, 0.02) : 0),
                      gauss(SIGMA_METERS))),
              yaw + yawRad + gauss(SIGMA_YAW_RAD) + (wild ? 0.5 : 0),
              wild
                  ? new ColorRgb(random.nextDouble(), random.nextDouble(), random.nextDouble())
                  : ColorRgb.clamped(
                      c.red() + gauss(SIGMA_COLOR),
                      c.green() + gauss(SIGMA_COLOR),
                      c.blue() + gauss(SIGMA_COLOR)),
              new Vector3(0.05, 0.05, 0.05),
              random.nextDouble(0.6, 1),
              sigma(kind)));
    }
    for (int i = 0; i < falseReports; i++) {
      seen.add(
          new ObjectAttributes(
              "none",
              ObjectKind.BOTTLE,
              new Vector3(random.nextDouble(-0.2, 0.2), random.nextDouble(-0.2, 0.2), 0.05),
              0,
              new ColorRgb(0.5, 0.5, 0.5),
              new Vector3(0.05, 0.05, 0.1),
              random.nextDouble(0.36, 0.6),
              sigma(ObjectKind.BOTTLE)));
    }
    return new LabelledPicture(name, seen, labels);
  }

  private static ObjectAttributes.Uncertainty sigma(ObjectKind kind) {
    return new ObjectAttributes.Uncertainty(
        new Vector3(SIGMA_METERS, SIGMA_METERS, SIGMA_METERS),
        kind.yawSymmetryOrder() == 0 ? Math.PI : SIGMA_YAW_RAD,
        new Vector3(SIGMA_COLOR, SIGMA_COLOR, SIGMA_COLOR));
  }

  private double gauss(double sigma) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return noise * sigma * radius * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
