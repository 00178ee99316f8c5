package dev.cobot.sim2real.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.render.RenderedScene;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Vector3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecondCameraTest {
  private static final Path WORLDS = Path.of(System.getProperty("cobot.home"), "worlds");
  private static final Pattern TUTORIAL =
      Pattern.compile("```xml second camera\\n(.*?)```", Pattern.DOTALL);
  @TempDir private Path folder;

  private World world(String models) throws Exception {
    return World.load(
        Files.writeString(
            folder.resolve("two.world"),
            "<sdf version=\"1.6\"><world name=\"two\">"
                + "<physics type=\"ode\"><max_step_size>0.004</max_step_size></physics>"
                + models
                + "</world></sdf>"));
  }

  /** Returns a camera with a body of its own, 1 m above the table and looking along x. */
  private static String camera(String name, double xMeters, String more) {
    return String.format(
        Locale.ROOT,
        "<model name=\"%s\"><static>true</static><pose>%s 0 1 0 0 %s</pose><link name=\"l\"><visual"
            + " name=\"v\"><pose>-0.1 0 0 0 0 0</pose><geometry><box><size>0.1 0.1"
            + " 0.1</size></box></geometry><material><diffuse>1 0 0"
            + " 1</diffuse></material></visual>%s</link></model>",
        name,
        xMeters,
        xMeters < 0 ? 0 : Math.PI,
        sensor("color", more));
  }

  private static String sensor(String name, String more) {
    return "<sensor name=\""
        + name
        + "\" type=\"camera\"><camera><horizontal_fov>1</horizontal_fov>"
        + "<image><width>64</width><height>48</height></image>"
        + more
        + "</camera></sensor>";
  }

  private String refused(String models) {
    return assertThrows(DescriptionException.class, () -> world(models)).getMessage();
  }

  @Test
  void theTutorialsCameraLooksFromTheSide() throws Exception {
    Matcher block = TUTORIAL.matcher(Files.readString(WORLDS.resolve("README.md")));
    assertTrue(block.find());
    String cell = Files.readString(WORLDS.resolve("factory_table.world"));
    Path file = folder.resolve("factory_table.world");
    Files.writeString(file, cell.replace("</world>", block.group(1) + "</world>"));
    World one = World.load(WORLDS.resolve("factory_table.world"));
    World two = World.load(file);
    assertEquals(List.of("camera", "side"), two.cameras().stream().map(CameraModel::id).toList());
    assertEquals(one.camera(), two.camera());
    assertEquals(one.look(), two.look());
    assertEquals(List.of(), two.ignored());
    CameraModel side = two.cameraMount("side").model();
    assertEquals(
        0, side.tableFromCamera().translation().distanceTo(new Vector3(0.05, -0.75, 0.6)), 1e-12);
    CameraModel.Pixel center = side.project(new Vector3(0.05, 0, 0));
    assertEquals(159.5, center.x(), 1e-6);
    assertEquals(119.5, center.y(), 1e-6);
    assertTrue(side.project(new Vector3(0.15, 0, 0)).x() > 165, "away from the robot is right");
    String message =
        assertThrows(IllegalArgumentException.class, () -> two.cameraMount("top")).getMessage();
    assertTrue(message.endsWith("has no camera 'top'; there are [camera, side]"), message);
  }

  @Test
  void eachCameraHasItsOwnSensorAndSeesTheOthersBody() throws Exception {
    World world =
        world(
            camera("left", -1, "<clip><near>0.2</near><far>3</far></clip>")
                + camera(
                    "Right 2",
                    1,
                    "<noise><type>gaussian</type><mean>0</mean><stddev>0.02</stddev></noise>"));
    assertEquals(
        List.of("camera", "right_2"), world.cameras().stream().map(CameraModel::id).toList());
    World.CameraMount right = world.cameraMount("right_2");
    assertEquals(new RenderOptions.DepthRange(0.2, 3), world.look().depthRange());
    assertEquals(RenderOptions.DepthRange.ALL, right.look().depthRange());
    assertEquals(new RenderOptions.PixelNoise(0, 0.02), right.look().sensor().pixelNoise());
    assertEquals(RenderOptions.Sensor.IDEAL, world.look().sensor());
    assertEquals(world.look().lights(), right.look().lights());
    for (World.CameraMount mount : world.cameraMounts()) {
      RenderedScene seen =
          new Renderer().renderAll(world.fixtureVisuals(), mount.model(), mount.look(), 0);
      assertEquals(mount.equals(right) ? "left" : "Right 2", seen.ownerAt(32, 24));
      assertEquals(mount.model(), seen.frame().camera());
    }
  }

  @Test
  void theSensorsOfOneModelAreToldApartByTheirNames() throws Exception {
    World world =
        world(
            "<model name=\"rig\"><static>true</static><link name=\"a\">"
                + sensor("left", "")
                + sensor("right", "")
                + "</link><link name=\"b\">"
                + sensor("far", "")
                + "</link></model>");
    assertEquals(
        List.of("camera", "rig_right", "rig_far"),
        world.cameras().stream().map(CameraModel::id).toList());
  }

  @Test
  void camerasThatCannotBeToldApartAreRefused() {
    String first = camera("first", -1, "");
    String message = refused(first + camera("a b", 1, "") + camera("a_b", 1, ""));
    assertTrue(message.contains("two.world:1: <sensor>"), message);
    assertTrue(message.contains("second camera with the id 'a_b'"), message);
    message = refused(first + camera("camera", 1, ""));
    assertTrue(message.contains("second camera with the id 'camera'"), message);
    message = refused(first + camera("2nd", 1, ""));
    assertTrue(message.contains("begins with a letter, got '2nd'"), message);
    StringBuilder nine = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      nine.append(camera("c" + i, 1, ""));
    }
    message = refused(nine.toString());
    assertTrue(message.contains("at most 8 cameras"), message);
    assertFalse(message.contains("c7"), message);
  }
}
