package dev.cobot.sim2real.robotfile;

import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Draws a robot at home, at the table, from the front and to the right. */
public final class RobotPicture {
  private static final int WIDTH_PIXELS = 800;
  private static final int HEIGHT_PIXELS = 600;
  private static final double FIELD_RAD = 0.9;
  private static final Vector3 EYE_METERS = new Vector3(0.9, -1.1, 0.75);
  private static final Vector3 TARGET_METERS = new Vector3(-0.25, 0, 0.25);

  private RobotPicture() {}

  /** Writes a PNG of the world's robot, its fingers open. */
  public static void write(World world, Path file) throws IOException {
    CameraModel camera =
        new CameraModel(
            CameraIntrinsics.ideal(WIDTH_PIXELS, HEIGHT_PIXELS, FIELD_RAD),
            CameraModel.lookAt(EYE_METERS, TARGET_METERS));
    try (PlantSimulator plant = PlantSimulator.open(world, List.of(), 0)) {
      FrameFiles.writePng(new Renderer().render(plant.visuals(), camera, world.look(), 0), file);
    }
  }
}
