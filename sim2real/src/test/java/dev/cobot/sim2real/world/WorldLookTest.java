package dev.cobot.sim2real.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import dev.cobot.sim2real.render.Light;
import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.render.RenderedScene;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.sim.PlantSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a world file says of light, materials, meshes and the camera. */
class WorldLookTest {
  private static final Path WORLDS = Path.of(System.getProperty("cobot.home"), "worlds");

  /**
   * CRC-32 of the colour pictures, each of the objects where the file puts them, when the look was
   * not yet in the files. The shipped vision model was trained on that look: who changes it trains
   * again. No shipped model was trained on the hall; its number is that of the hall with cones.
   */
  private static final Map<String, Long> TRAINED_ON =
      Map.of(
          "factory_table", 0xbab524b4L,
          "hall", 0x19e658dfL,
          "rat7_t1_wipe", 0x6da0a50cL,
          "rat7_t2_place", 0xebef4217L,
          "rat7_t3_lying_bottle", 0xddf8e05bL,
          "rat7_t4_cup", 0x2f90827dL,
          "rat7_t5_push", 0x98f3f2b3L,
          "rat7_t6_bottle", 0xeb8c406bL,
          "rat7_t7_distractors", 0xe57fa116L,
          "shared", 0xf2c2ee81L);

  @TempDir private Path folder;

  static Stream<Path> worlds() throws IOException {
    try (Stream<Path> files = Files.list(WORLDS)) {
      return files.filter(f -> f.toString().endsWith(".world")).sorted().toList().stream();
    }
  }

  private static List<Visual> visuals(World world) {
    if (world.arm().isPresent()) {
      try (PlantSimulator cell = PlantSimulator.open(world, world.nominalObjects(), 1)) {
        return cell.visuals();
      }
    }
    List<Visual> visuals = new ArrayList<>(world.fixtureVisuals());
    for (SceneObject object : world.nominalObjects()) {
      visuals.addAll(world.visuals(object));
    }
    return visuals;
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void theShippedWorldsLookAsTheModelsKnowThem(Path file) throws Exception {
    World world = World.load(file);
    List<Visual> visuals = visuals(world);
    Renderer renderer = new Renderer();
    RenderedScene seen = renderer.renderAll(visuals, world.camera(), world.look(), 0);
    assertArrayEquals(
        renderer.render(visuals, world.camera(), RenderOptions.neutral(), 0).rgb(),
        seen.frame().rgb());
    CRC32 crc = new CRC32();
    crc.update(seen.frame().rgb());
    if (TRAINED_ON.containsKey(world.name())) {
      assertEquals(TRAINED_ON.get(world.name()), crc.getValue(), world.name());
    }
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** Writes a world that is only looked at. */
  private Path world(String inWorld, String inVisual, String inCamera) throws IOException {
    return write(
        "my.world",
        """
        <sdf version="1.6" xmlns:cobot="urn:cobot:sdf">
          <world name="my">
            <physics type="ode"><max_step_size>0.004</max_step_size></physics>
            %s
            <model name="thing">
              <static>true</static>
              <link name="l">
                <visual name="v">%s</visual>
                <sensor name="c" type="camera"><camera>
                  <horizontal_fov>1</horizontal_fov>
                  <image><width>64</width><height>48</height></image>
                  %s
                </camera></sensor>
              </link>
            </model>
          </world>
        </sdf>
        """
            .formatted(inWorld, inVisual, inCamera));
  }

  private static final String BOX =
      "<geometry><box><size>1 1 1</size></box></geometry>"
          + "<material><diffuse>1 0.5 0 1</diffuse></material>";

  private void refused(String inWorld, String inVisual, String inCamera, String... words)
      throws IOException {
    Path path = world(inWorld, inVisual, inCamera);
    String message =
        assertThrows(DescriptionException.class, () -> World.load(path), inWorld + inVisual)
            .getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), "'" + word + "' is missing in: " + message);
    }
  }

  @Test
  void lightsAreReadAsSdfMeansThem() throws Exception {
    String lights =
        """
        <scene><ambient>0.1 0.2 0.3 1</ambient><background>0.5 0.6 0.7 1</background></scene>
        <light name="a" type="spot">
          <pose>1 2 3 0 0 1.5707963267948966</pose>
          <direction>2 0 0</direction>
          <diffuse>0.9 0.8 0.7 1</diffuse>
          <specular>0.4 0.3 0.2 1</specular>
          <attenuation><range>7</range><constant>0.5</constant><linear>0.1</linear>
            <quadratic>0.02</quadratic></attenuation>
          <spot><inner_angle>0.3</inner_angle><outer_angle>0.6</outer_angle>
            <falloff>2</falloff></spot>
          <cast_shadows>true</cast_shadows>
          <cobot:radius>0.05</cobot:radius>
        </light>
        <light name="b" type="directional"><diffuse>1 1 1 1</diffuse></light>
        """;
    World world = World.load(world(lights, BOX, ""));
    RenderOptions look = world.look();
    assertEquals(new ColorRgb(0.1, 0.2, 0.3), look.ambient());
    assertEquals(new RenderOptions.Plain(new ColorRgb(0.5, 0.6, 0.7)), look.background());
    Light spot = look.lights().get(0);
    assertEquals(Light.Kind.SPOT, spot.kind());
    assertEquals(new Vector3(1, 2, 3), spot.positionMeters());
    assertEquals(0, spot.direction().distanceTo(new Vector3(0, 1, 0)), 1e-12);
    assertEquals(new ColorRgb(0.9, 0.8, 0.7), spot.diffuse());
    assertEquals(new ColorRgb(0.4, 0.3, 0.2), spot.specular());
    assertEquals(new Light.Attenuation(0.5, 0.1, 0.02, 7), spot.attenuation());
    assertEquals(new Light.Cone(0.3, 0.6, 2), spot.cone());
    assertTrue(spot.castsShadow());
    assertEquals(0.05, spot.radiusMeters());
    Light sun = look.lights().get(1);
    assertEquals(new Vector3(0, 0, -1), sun.direction());
    assertEquals(new ColorRgb(0.1, 0.1, 0.1), sun.specular());
    assertEquals(new Light.Attenuation(1, 1, 0, 10), sun.attenuation());
    assertEquals(List.of(), world.ignored());
    World dark =
        World.load(
            world(lights.replace("<ambient>", "<shadows>false</shadows><ambient>"), BOX, ""));
    assertTrue(dark.look().lights().stream().noneMatch(Light::castsShadow));
  }

  @Test
  void aWorldThatSaysNothingOfLightHasThatOfSdf() throws Exception {
    RenderOptions look = World.load(world("", BOX, "")).look();
    assertEquals(List.of(), look.lights());
    assertEquals(new ColorRgb(0.4, 0.4, 0.4), look.ambient());
    assertEquals(new RenderOptions.Plain(new ColorRgb(0.7, 0.7, 0.7)), look.background());
    assertEquals(RenderOptions.Sensor.IDEAL, look.sensor());
  }

  @Test
  void lensNoiseAndClipReachTheCamera() throws Exception {
    World world =
        World.load(
            world(
                "",
                BOX,
                """
                <clip><near>0.2</near><far>3</far></clip>
                <noise><type>gaussian</type><mean>0.01</mean><stddev>0.02</stddev></noise>
                <distortion><k1>-0.2</k1><k2>0.05</k2><k3>0.01</k3><p1>0.001</p1><p2>-0.002</p2>
                  <center>0.6 0.4</center></distortion>
                <lens><type>stereographic</type></lens>
                """));
    CameraIntrinsics lens = world.camera().intrinsics();
    assertEquals(List.of(-0.2, 0.05, 0.001, -0.002, 0.01), lens.distortion());
    // Shares of the picture, whose left edge is half a pixel left of the first centre.
    assertEquals(0.6 * 64 - 0.5, lens.cx(), 1e-12);
    assertEquals(0.4 * 48 - 0.5, lens.cy(), 1e-12);
    assertEquals(32 / Math.tan(0.5), lens.fx(), 1e-9);
    assertEquals(new RenderOptions.DepthRange(0.2, 3), world.look().depthRange());
    assertEquals(new RenderOptions.PixelNoise(0.01, 0.02), world.look().sensor().pixelNoise());
    assertEquals(1, world.ignored().size());
    assertTrue(world.ignored().get(0).endsWith("<lens> inside <camera>"), "" + world.ignored());
  }

  @Test
  void theClipCutsDepthAndLeavesColor() throws Exception {
    String box =
        "<pose>1.5 0 0 0 0 0</pose>"
            + "<geometry><box><size>1 9 1</size></box></geometry>"
            + "<material><diffuse>1 0.5 0 1</diffuse></material>";
    byte[] color = null;
    for (double[] clip : new double[][] {{0.1, 5}, {1.2, 5}, {0.1, 0.9}}) {
      World world =
          World.load(
              world(
                  "", box, "<clip><near>" + clip[0] + "</near><far>" + clip[1] + "</far></clip>"));
      RenderedScene scene =
          new Renderer().renderAll(world.fixtureVisuals(), world.camera(), world.look(), 0);
      float expected =
          clip[0] > 1 ? Float.NEGATIVE_INFINITY : clip[1] < 1 ? Float.POSITIVE_INFINITY : 1;
      assertEquals(expected, scene.depthMeters(32, 24), 1e-6);
      assertEquals("thing", scene.ownerAt(32, 24));
      if (color != null) {
        assertArrayEquals(color, scene.frame().rgb());
      }
      color = scene.frame().rgb();
    }
  }

  @Test
  void theNoiseHasTheSigmaOfTheFile() throws Exception {
    String scene = "<scene><background>0.5 0.5 0.5 1</background></scene>";
    String far = BOX.replace("<geometry>", "<pose>-9 0 0 0 0 0</pose><geometry>");
    World world =
        World.load(
            world(
                scene,
                far,
                "<noise><type>gaussian</type><mean>0.02</mean><stddev>0.03</stddev></noise>"));
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (long stamp = 0; stamp < 8; stamp++) {
      byte[] rgb =
          new Renderer().render(world.fixtureVisuals(), world.camera(), world.look(), stamp).rgb();
      for (byte b : rgb) {
        sum += (b & 0xff) / 255.0;
        squares += (b & 0xff) / 255.0 * ((b & 0xff) / 255.0);
        count++;
      }
    }
    double mean = sum / count;
    double sigma = Math.sqrt(squares / count - mean * mean);
    // 73,728 draws: one standard error is 0.0001 of the mean and 0.00008 of sigma.
    assertEquals(128 / 255.0 + 0.02, mean, 0.0006);
    assertEquals(Math.sqrt(0.03 * 0.03 + 1 / (12 * 255.0 * 255.0)), sigma, 0.0005);
  }

  @Test
  void materialsTexturesAndMeshesAreRead() throws Exception {
    byte[] rgb = new byte[3 * 4 * 2];
    rgb[0] = (byte) 200;
    Path textures = Files.createDirectories(folder.resolve("models/thing/textures"));
    FrameFiles.writePng(new RgbImage(4, 2, rgb), textures.resolve("dots.png"));
    write(
        "models/thing/meshes/tent.obj",
        "mtllib t.mtl\nv 0 0 0\nv 2 0 0\nv 0 1 3\nvt 0 0\nvt 1 0\nvt 0 1\nf 1/1 2/2 3/3\n");
    World world =
        World.load(
            world(
                "",
                """
                <geometry><mesh><uri>model://thing/meshes/tent.obj</uri><scale>0.1 0.2 0.3</scale>
                </mesh></geometry>
                <transparency>0.5</transparency>
                <material>
                  <ambient>0.1 0.2 0.3 1</ambient><diffuse>1 0.5 0.25 1</diffuse>
                  <specular>0.3 0.2 0.1 1</specular><emissive>0 0 0.1 1</emissive>
                  <cobot:shininess>80</cobot:shininess>
                  <pbr><metal><albedo_map>model://thing/textures/dots.png</albedo_map>
                    <roughness>0.2</roughness></metal></pbr>
                </material>
                """,
                ""));
    Visual visual = world.fixtureVisuals().get(0);
    Material material = visual.material();
    assertEquals(new ColorRgb(0.1, 0.2, 0.3), material.ambient());
    assertEquals(new ColorRgb(1, 0.5, 0.25), material.color());
    assertEquals(new ColorRgb(0.3, 0.2, 0.1), material.specular());
    assertEquals(new ColorRgb(0, 0, 0.1), material.emissive());
    assertEquals(80, material.shininess());
    assertEquals(4, material.texture().orElseThrow().widthPixels());
    assertEquals((byte) 200, material.texture().orElseThrow().channel(0, 0, 0));
    Shape.Mesh mesh = (Shape.Mesh) visual.shape();
    assertEquals(0, mesh.triangles().maxMeters().distanceTo(new Vector3(0.2, 0.2, 0.9)), 1e-12);
    Model model = world.fixtures().get(0).model();
    assertEquals(0, model.sizeMeters().distanceTo(new Vector3(0.2, 0.2, 0.9)), 1e-12);
    assertEquals(0, model.boxCenterMeters().distanceTo(new Vector3(0.1, 0.1, 0.45)), 1e-12);
    assertEquals(3, world.ignored().size(), world.ignored().toString());
    assertTrue(world.ignored().toString().contains("<transparency> inside <visual>"));
    assertTrue(world.ignored().toString().contains("<roughness> inside <metal>"));
    assertTrue(world.ignored().toString().contains("tent.obj:1: 'mtllib'"));
  }

  @Test
  void aTurnedMeshHasABoxAroundItsCorners() throws Exception {
    write("models/thing/meshes/bar.obj", "v 0 0 0\nv 1 0 0\nv 0 0.5 0\nf 1 2 3\n");
    World world =
        World.load(
            world(
                "",
                "<pose>0 0 1 0 0 0.7853981633974483</pose><geometry><mesh>"
                    + "<uri>model://thing/meshes/bar.obj</uri></mesh></geometry>"
                    + "<material><diffuse>1 1 1 1</diffuse></material>",
                ""));
    Model model = world.fixtures().get(0).model();
    double root = Math.sqrt(0.5);
    assertEquals(0, model.sizeMeters().distanceTo(new Vector3(1.5 * root, root, 0)), 1e-9);
    assertEquals(
        0, model.boxCenterMeters().distanceTo(new Vector3(0.25 * root, root / 2, 1)), 1e-9);
  }

  @Test
  void mistakesAreNamed() throws Exception {
    String sun = "<light name=\"s\" type=\"directional\"><diffuse>1 1 1 1</diffuse></light>";
    refused(sun.repeat(9), BOX, "", "my.world:", "<light>", "at most 8 lights");
    refused(sun.replace("directional", "spot"), BOX, "", "<light>", "<spot>");
    String spot =
        sun.replace("directional", "spot")
            .replace(
                "</light>",
                "<spot><inner_angle>1</inner_angle><outer_angle>0.5</outer_angle>"
                    + "<falloff>1</falloff></spot></light>");
    refused(spot, BOX, "", "<light>", "inner angle must be in [0.0, 0.5], got 1.0");
    refused(
        sun.replace(
            "</light>",
            "<attenuation><constant>0</constant><linear>0</linear>" + "</attenuation></light>"),
        BOX,
        "",
        "<light>",
        "attenuation");
    refused(sun.replace("</light>", "<cobot:radius>9</cobot:radius></light>"), BOX, "", "radius");
    refused("<scene><ambient>2 0 0 1</ambient></scene>", BOX, "", "<ambient>", "[0, 1]");
    refused("", BOX, "<clip><near>2</near><far>1</far></clip>", "<clip>", "near < far");
    refused("", BOX, "<noise><type>salt</type></noise>", "<type>", "gaussian", "'salt'");
    refused("", BOX, "<noise><type>gaussian</type><stddev>-1</stddev></noise>", "<noise>", "sigma");
    refused("", BOX, "<distortion><k1>99</k1></distortion>", "<k1>", "[-10, 10]");
    refused("", BOX, "<distortion><center>2 0</center></distortion>", "<center>", "[0, 1]");
    String shiny = BOX.replace("</material>", "<cobot:shininess>1</cobot:shininess></material>");
    refused("", shiny, "", "<material>", "shininess must be in [2, 1024], got 1.0");
    String texture =
        "<pbr><metal><albedo_map>model://thing/textures/no.png</albedo_map></metal></pbr>";
    String textured = BOX.replace("</material>", texture + "</material>");
    refused("", textured, "", "<albedo_map>", "no folder");
    write("models/thing/textures/bad.png", "no picture");
    refused("", textured, "", "<albedo_map>", "no file");
    refused(
        "",
        BOX.replace("</material>", texture.replace("no.png", "bad.png") + "</material>"),
        "",
        "<albedo_map>",
        "bad.png");
    refused(
        "",
        BOX.replace("</material>", texture.replace("no.png", "../no.png") + "</material>"),
        "",
        "<albedo_map>",
        "[png]");
    FrameFiles.writePng(
        new RgbImage(1, 1, new byte[3]), folder.resolve("models/thing/textures/one.png"));
    refused(
        "",
        BOX.replace("<box><size>1 1 1</size></box>", "<sphere><radius>1</radius></sphere>")
            .replace("</material>", texture.replace("no.png", "one.png") + "</material>"),
        "",
        "<visual>",
        "a box, a plane or a mesh");
    String mesh = "<geometry><mesh><uri>model://thing/meshes/x.stl</uri></mesh></geometry>";
    String material = "<material><diffuse>1 1 1 1</diffuse></material>";
    refused("", mesh + material, "", "<uri>", "names no file");
    refused("", mesh.replace("x.stl", "x.fbx") + material, "", "<uri>", "[dae, obj, stl]");
    write("models/thing/meshes/x.stl", "solid\nfacet\nwrong\n");
    refused("", mesh + material, "", "x.stl:3: expected 'outer', got 'wrong'");
    write("models/thing/meshes/x.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
    String scaled =
        mesh.replace("x.stl", "x.obj").replace("</mesh>", "<scale>1 0 1</scale></mesh>");
    refused("", scaled + material, "", "<scale>", "above 0");
  }

  @Test
  void coneAndCylinderStandWhereTheyArePut() throws Exception {
    World world = World.load(WORLDS.resolve("factory_table.world"));
    ColorRgb color = new ColorRgb(0.9, 0.4, 0.1);
    List<SceneObject> objects =
        List.of(
            world.standing("cone", ObjectKind.CONE, 0, 0.1, 0.4, color),
            world.standing("cylinder", ObjectKind.CYLINDER, 0.05, -0.1, 0.2, color));
    assertEquals(0, objects.get(0).sizeMeters().distanceTo(new Vector3(0.06, 0.06, 0.09)), 1e-6);
    try (PlantSimulator cell = PlantSimulator.open(world, objects, 1)) {
      cell.advance(4);
      for (SceneObject object : objects) {
        SceneObject now = cell.truth().object(object.id()).object();
        double moved = now.positionMeters().distanceTo(object.positionMeters());
        assertTrue(moved < 0.001, object.id() + " moved by " + moved);
        assertTrue(now.rotation().angleTo(object.rotation()) < 0.01, object.id() + " fell");
      }
      RenderedScene scene =
          new Renderer().renderAll(cell.visuals(), world.camera(), world.look(), 0);
      assertTrue(scene.pixelsOf("cone") > 300 && scene.pixelsOf("cylinder") > 300);
    }
  }
}
