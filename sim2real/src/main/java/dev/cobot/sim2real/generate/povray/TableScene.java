package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A table as it is drawn, before any pixel.
 *
 * @param camera that takes the picture
 * @param things what lies there
 * @param text the scene for POV-Ray
 * @param blurred whether the scene's lens has a depth of field
 */
record TableScene(CameraModel camera, List<Layout.Placed> things, String text, boolean blurred) {
  /** Width and height, each as often as it is drawn beside the others. */
  private static final List<int[]> SMALL =
      List.of(
          new int[] {320, 240},
          new int[] {320, 240},
          new int[] {320, 240},
          new int[] {320, 320},
          new int[] {384, 216});

  private static final List<int[]> MIDDLE =
      List.of(new int[] {480, 360}, new int[] {480, 270}, new int[] {400, 400});

  private static final List<int[]> LARGE =
      List.of(new int[] {640, 480}, new int[] {640, 360}, new int[] {1280, 720});

  private static final double SHARE_SMALL = 0.7;
  private static final double SHARE_MIDDLE = 0.24;

  /** Shares of the small pictures, for a large one would take minutes. */
  private static final double BLURRED = 0.15;

  private static final double BOUNCED = 0.3;
  private static final int LENS_RAYS = 9;

  TableScene {
    things = List.copyOf(things);
  }

  /** Draws one. */
  static TableScene draw(SeedStreams seeds) {
    SplittableRandom view = seeds.stream("view");
    Room room = new Room(seeds.stream("room"));
    Vector3 aim = new Vector3(view.nextDouble(-0.1, 0.1), view.nextDouble(-0.1, 0.1), 0.02);
    CameraModel camera = camera(view, aim);
    boolean small = camera.intrinsics().widthPixels() <= 384;
    boolean blurred = small && view.nextDouble() < BLURRED;
    CameraIntrinsics lens = camera.intrinsics();
    Vector3 eye = camera.tableFromCamera().translation();
    double seen =
        eye.distanceTo(aim) * Math.min(lens.widthPixels(), lens.heightPixels()) / 2 / lens.fx();
    double radius = Math.min(Math.max(0.1, seen), room.roomMeters() - 0.15);
    List<Layout.Placed> things = new Layout(seeds.stream("things"), aim, radius).draw();
    boolean bounced = small && view.nextDouble() < BOUNCED;
    String look =
        blurred
            ? CameraText.focused(
                camera,
                aim.plus(new Vector3(0, 0, view.nextDouble(0, 0.1))),
                view.nextDouble(0.003, 0.015),
                LENS_RAYS)
            : CameraText.pinhole(camera);
    StringBuilder text = new StringBuilder("#version 3.7;\n");
    text.append(room.light(bounced)).append(look).append(room.surroundings());
    for (Layout.Placed thing : things) {
      text.append(thing.solid().text(thing.positionMeters(), thing.rotation()));
    }
    return new TableScene(camera, things, text.toString(), blurred);
  }

  /** Draws a camera that looks at a point of the table frame. */
  static CameraModel camera(SplittableRandom random, Vector3 aim) {
    double azimuth = random.nextDouble(-Math.PI, Math.PI);
    double elevation = Math.toRadians(random.nextDouble(25, 85));
    double distance = 0.5 * Math.pow(1.6 / 0.5, random.nextDouble());
    double fieldRad = Math.toRadians(random.nextDouble(35, 75));
    double roll = Math.toRadians(random.nextDouble(-8, 8));
    double share = random.nextDouble();
    List<int[]> sizes =
        share < SHARE_SMALL ? SMALL : share < SHARE_SMALL + SHARE_MIDDLE ? MIDDLE : LARGE;
    int[] size = sizes.get(random.nextInt(sizes.size()));
    Vector3 eye =
        aim.plus(
            new Vector3(
                distance * Math.cos(elevation) * Math.cos(azimuth),
                distance * Math.cos(elevation) * Math.sin(azimuth),
                distance * Math.sin(elevation)));
    Transform pose = CameraModel.lookAt(eye, aim);
    CameraIntrinsics ideal = CameraIntrinsics.ideal(size[0], size[1], fieldRad);
    CameraIntrinsics lens =
        new CameraIntrinsics(
            size[0],
            size[1],
            ideal.fx(),
            ideal.fy() * random.nextDouble(0.99, 1.01),
            ideal.cx() + size[0] * random.nextDouble(-0.02, 0.02),
            ideal.cy() + size[1] * random.nextDouble(-0.02, 0.02),
            List.of(0.0, 0.0, 0.0, 0.0, 0.0));
    return new CameraModel(
        lens,
        new Transform(
            CameraModel.TABLE,
            CameraModel.OPTICAL,
            pose.translation(),
            pose.rotation().after(Quaternion.fromRollPitchYaw(0, 0, roll))));
  }
}
