package dev.cobot.sim2real.generate.varied;

import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws calibration boards and other large printed sheets, as they are held before a camera or lie
 * on the table. None is an object, however much its squares look like cubes.
 */
final class Boards {
  private static final double LIES = 0.35;
  private static final double THICK_METERS = 0.003;

  private final SplittableRandom random;

  Boards(SplittableRandom random) {
    this.random = random;
  }

  /**
   * Returns a board that a camera sees.
   *
   * @param aim where the camera looks, table frame
   * @param radiusMeters half of what it sees there
   */
  List<Visual> before(CameraModel camera, Vector3 aim, double radiusMeters) {
    boolean lies = random.nextDouble() < LIES;
    Vector3 eye = camera.tableFromCamera().translation();
    // Nearer things look larger: the share of the picture decides how large it is.
    double near = lies ? 0 : random.nextDouble(0, 0.5);
    double side = 2 * radiusMeters * (1 - near) * random.nextDouble(0.3, 1.1);
    Vector3 spread =
        new Vector3(random.nextDouble(-0.5, 0.5), random.nextDouble(-0.5, 0.5), 0)
            .times(radiusMeters);
    Vector3 at = aim.plus(eye.minus(aim).times(near)).plus(spread);
    Quaternion turned;
    if (lies) {
      at = new Vector3(at.x(), at.y(), 2 * THICK_METERS);
      turned = Quaternion.fromYaw(random.nextDouble(-Math.PI, Math.PI));
    } else {
      at = new Vector3(at.x(), at.y(), Math.max(at.z(), 0.35 * side));
      // Optical frames look along z: half a turn about x lets the sheet's z look back.
      turned =
          camera
              .tableFromCamera()
              .rotation()
              .after(Quaternion.fromRollPitchYaw(Math.PI, 0, 0))
              .after(
                  Quaternion.fromRollPitchYaw(
                      random.nextDouble(-0.8, 0.8),
                      random.nextDouble(-0.8, 0.8),
                      random.nextInt(3) == 0
                          ? random.nextDouble(-Math.PI, Math.PI)
                          : random.nextDouble(-0.4, 0.4)));
    }
    return sheet(side).visuals("board", at, turned);
  }

  private Body sheet(double side) {
    ColorRgb white = new ColorRgb(0.93, 0.93, 0.92);
    ColorRgb black = new ColorRgb(0.05, 0.05, 0.05);
    Patterns.Kind kind =
        switch (random.nextInt(6)) {
          case 0, 1, 2 -> Patterns.Kind.CHECKER;
          case 3 -> Patterns.Kind.DOTS;
          case 4 -> Patterns.Kind.MARKS;
          default -> Patterns.Kind.PRINT;
        };
    double cells = 4 + random.nextInt(9);
    Material print =
        Body.pictured(
            Patterns.draw(kind, 240, cells, white, black, random), random.nextDouble(0, 0.2), 32);
    Vector3 printed = new Vector3(side, side * random.nextDouble(0.6, 1), THICK_METERS);
    double margin = random.nextDouble(0.01, 0.2) * side;
    Vector3 backed =
        new Vector3(
            printed.x() + margin, printed.y() + margin, random.nextDouble(0.5, 1.5) * 0.003);
    ColorRgb backing = random.nextInt(3) == 0 ? Palette.drab(random) : white;
    return new Body(
        List.of(
            Body.part(
                new Shape.Box(backed),
                new Vector3(0, 0, -THICK_METERS / 2 - 0.0005),
                Body.painted(backing, 0.1, 32)),
            Body.part(new Shape.Box(printed), print)),
        white,
        printed);
  }
}
