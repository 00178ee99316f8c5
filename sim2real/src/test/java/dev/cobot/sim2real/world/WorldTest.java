package dev.cobot.sim2real.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorldTest {
  private static final Path WORLDS = Path.of(System.getProperty("cobot.home"), "worlds");
  private static World world;
  @TempDir private Path folder;

  @BeforeAll
  static void loadWorld() throws Exception {
    world = World.load(WORLDS.resolve("factory_table.world"));
  }

  /** Returns a copy of all files, with one text replaced in one of them. */
  private Path changed(String file, String from, String to) throws IOException {
    try (Stream<Path> files = Files.walk(WORLDS)) {
      for (Path source : files.toList()) {
        Path copy = folder.resolve(WORLDS.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(copy);
        } else {
          Files.write(copy, Files.readAllBytes(source));
        }
      }
    }
    Path target = folder.resolve(file);
    String text = Files.readString(target);
    assertTrue(text.contains(from), file + " no longer says " + from);
    Files.writeString(target, text.replace(from, to));
    return folder.resolve("factory_table.world");
  }

  private void refused(String file, String from, String to, String... words) throws IOException {
    Path path = changed(file, from, to);
    String message =
        assertThrows(DescriptionException.class, () -> World.load(path), to).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), "'" + word + "' is missing in: " + message);
    }
    String name = Path.of(file).getFileName().toString();
    assertTrue(message.matches("(?s).*" + name + ":\\d+: <.*"), message);
  }

  @Test
  void theCellIsReadAsItStandsInTheFile() {
    assertEquals("factory_table", world.name());
    assertEquals(0.004, world.stepSeconds());
    assertEquals(new Vector3(0, 0, -9.81), world.gravityMetersPerSecond2());
    assertEquals(2, world.look().lights().size());
    assertEquals(new Vector3(0.5, 0.7, 1.7), world.look().lights().get(0).positionMeters());
    assertTrue(world.look().lights().get(0).castsShadow());
    assertEquals("arm6", world.robot().model().name());
    assertEquals(new Vector3(-0.45, 0, 0), world.robot().tableFromBase().translation());
    assertEquals(
        List.of("cube", "bowl", "cup", "bottle"),
        world.nominalObjects().stream().map(SceneObject::id).toList());
    SceneObject cube = world.nominalObjects().get(0);
    assertEquals(ObjectKind.CUBE, cube.kind());
    assertEquals(0, cube.positionMeters().distanceTo(new Vector3(0, -0.06, 0.02)), 1e-9);
    assertEquals(0.3, cube.yawRad(), 1e-9);
    assertEquals(0, cube.sizeMeters().distanceTo(new Vector3(0.04, 0.04, 0.04)), 1e-9);
    assertEquals(ColorName.RED, ColorName.nearest(cube.color()));
    for (SceneObject object : world.nominalObjects()) {
      Vector3 p = object.positionMeters();
      assertTrue(p.x() >= -0.1 && p.x() <= 0.2 && Math.abs(p.y()) <= 0.25, object.toString());
      assertEquals(object.sizeMeters().z() / 2, p.z(), 0.001, object.toString());
    }
    assertEquals(List.of(), world.ignored());
  }

  @Test
  void theSizesAreThoseOfTheModels() {
    Vector3 bowl = world.objectModel(ObjectKind.BOWL).sizeMeters();
    assertTrue(
        bowl.x() > 0.16 && bowl.x() < 0.175 && bowl.z() > 0.048 && bowl.z() < 0.055, "" + bowl);
    Vector3 cup = world.objectModel(ObjectKind.CUP).sizeMeters();
    assertTrue(Math.abs(cup.x() - 0.07) < 0.003 && Math.abs(cup.z() - 0.08) < 1e-3, "" + cup);
    Vector3 bottle = world.objectModel(ObjectKind.BOTTLE).sizeMeters();
    assertEquals(0, bottle.distanceTo(new Vector3(0.056, 0.056, 0.16)), 1e-9);
    for (Model model : world.objectModels().values()) {
      double lowest = model.boxCenterMeters().z() - model.sizeMeters().z() / 2;
      assertEquals(0, lowest, 1e-4, model.name() + " floats or sinks");
    }
    SceneObject standing =
        world.standing("x", ObjectKind.CUP, 0.1, 0.2, 0.3, ColorName.BLUE.prototype());
    assertEquals(
        0, standing.positionMeters().distanceTo(new Vector3(0.1, 0.2, cup.z() / 2)), 1e-12);
  }

  @Test
  void theCameraLooksBackAtTheWorkspace() {
    CameraModel camera = world.camera();
    assertEquals(320, camera.intrinsics().widthPixels());
    assertEquals(160 / Math.tan(Math.toRadians(26)), camera.intrinsics().fx(), 1e-6);
    CameraModel.Pixel center = camera.project(new Vector3(0.05, 0, 0));
    assertEquals(159.5, center.x(), 1e-6);
    assertEquals(119.5, center.y(), 1e-6);
    assertTrue(
        camera.project(new Vector3(0.05, 0.1, 0)).x() > 165,
        "left of the robot is right of the image");
    assertTrue(camera.project(new Vector3(0.05, 0, 0.1)).y() < 115, "up is up");
    for (double x : new double[] {-0.14, 0.25}) {
      for (double y : new double[] {-0.28, 0.28}) {
        CameraModel.Pixel p = camera.project(new Vector3(x, y, 0));
        assertTrue(p.x() > 0 && p.x() < 319 && p.y() > 0 && p.y() < 239, x + " " + y + ": " + p);
      }
    }
  }

  @Test
  void mistakesAreNamedWithTheirPlace() throws Exception {
    String w = "factory_table.world";
    refused(w, "<max_step_size>0.004", "<max_step_size>4", "<max_step_size>", "(0, 0.02]");
    refused(w, "<gravity>0 0 -9.81", "<gravity>0 -9.81", "<gravity>", "3 numbers");
    refused(w, "model://cup", "model://teapot", "<uri>", "names no folder");
    refused(w, "model://cup", "model://../cup", "<uri>", "model://NAME");
    refused(w, "model://cup", "file:///etc/passwd", "<uri>", "model://NAME");
    refused(w, "<name>cup</name>", "<name>cube</name>", "<include>", "'cube'");
    String c = "models/cell_camera/model.sdf";
    refused(c, "<width>320", "<width>-3", "<width>", "whole number");
    refused(w, "<name>table</name>", "<name>desk</name>", "<world>", "table");
    refused(w, "model://cube", "model://arm6", "<include>", "second robot");
    refused(w, "<diffuse>0.75 0.75 0.75 1", "<diffuse>9 0.7 0.7 1", "<diffuse>", "[0, 1]");
    refused(w, "<sdf version=\"1.6\"", "<sdf version=\"2\"", "<sdf>", "1.6");
    refused(w, "type=\"point\"", "type=\"laser\"", "<light>", "allowed: directional");
    String m = "models/cube/model.sdf";
    refused(m, "<link name=\"body\">", "<pose>0 0 1 0 0 0</pose><link name=\"b\">", "<pose>");
    refused(m, "<mass>0.06", "<mass>0", "<mass>", "above 0");
    refused(m, "<ixy>0", "<ixy>1", "<inertia>", "positive definite");
    refused(m, "<box><size>0.04 0.04 0.04</size></box>", "<cone/>", "<cone>", "<cylinder>");
    refused(m, "<size>0.04 0.04 0.04", "<size>40 40 40", "<model>", "is 40.00 x 40.00", "0.2 m");
    refused("models/arm6/model.config", "../../robots", "../../../..", "<sdf>", "outside");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThrows(NoSuchFileException.class, () -> World.load(Path.of("no/such.world")));
  }

  @Test
  void unknownElementsAreListedWithTheirPlace() throws Exception {
    World other =
        World.load(changed("factory_table.world", "<light ", "<wind>1 0 0</wind>\n<light "));
    assertEquals(2, other.ignored().size(), "the text stands before each of two lights");
    for (String line : other.ignored()) {
      assertTrue(line.matches(".*factory_table\\.world:\\d+: <wind> inside <world>"), line);
    }
  }

  @Test
  void damagedFilesAreReadOrRefusedButNothingElse() throws Exception {
    Path path = changed("factory_table.world", "<sdf", "<sdf");
    SplittableRandom random = new SplittableRandom(4);
    for (String file : List.of("factory_table.world", "models/cup/model.sdf")) {
      Path target = folder.resolve(file);
      byte[] good = Files.readAllBytes(target);
      int refused = 0;
      for (int i = 0; i < 250; i++) {
        byte[] bad = good.clone();
        for (int h = 0; h < 3; h++) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
        }
        Files.write(target, bad);
        try {
          World.load(path);
        } catch (DescriptionException e) {
          refused++;
        }
      }
      assertTrue(refused > 100, file + ": only " + refused + " were refused");
      Files.write(target, good);
    }
  }

  static Stream<Path> worlds() throws IOException {
    try (Stream<Path> files = Files.list(WORLDS)) {
      return files.filter(f -> f.toString().endsWith(".world")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void everyWorldLoadsAndItsObjectsStayWhereTheFilePutsThem(Path file) throws Exception {
    World read = World.load(file);
    assertEquals(file.getFileName().toString(), read.name() + ".world");
    assertEquals(List.of(), read.ignored());
    if (read.arm().isEmpty()) {
      return;
    }
    try (PlantSimulator cell = PlantSimulator.open(read, read.nominalObjects(), 1)) {
      cell.advance(2);
      for (SceneObject object : read.nominalObjects()) {
        Vector3 now = cell.truth().object(object.id()).object().positionMeters();
        assertEquals(0, now.distanceTo(object.positionMeters()), 0.002, object.id());
      }
    }
  }

  @Test
  void theHallHasATableToLookAtAndNoRobot() throws Exception {
    World hall = World.load(WORLDS.resolve("hall.world"));
    SceneObject table = hall.nominalObjects().get(0);
    assertEquals(ObjectKind.TABLE, table.kind());
    assertEquals(table.sizeMeters().z() / 2, table.positionMeters().z(), 1e-9);
    CameraModel.Pixel pixel = hall.camera().project(table.positionMeters());
    assertTrue(pixel.x() > 32 && pixel.x() < 96 && pixel.y() > 32 && pixel.y() < 96, "" + pixel);
    String message = assertThrows(IllegalArgumentException.class, hall::robot).getMessage();
    assertTrue(message.contains("hall.world") && message.contains(".urdf"), message);
  }
}
