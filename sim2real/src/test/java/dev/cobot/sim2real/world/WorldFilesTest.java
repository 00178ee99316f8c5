package dev.cobot.sim2real.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worlds as people have them for Gazebo; the poses are those of {@code ign sdf -p}. */
class WorldFilesTest {
  private static final String BOX =
      "<visual name='v'><geometry><box><size>0.1 0.1 0.1</size></box></geometry></visual>";
  private static final String LINK = "<link name='l'>" + BOX + "</link>";
  private static final String LINK_2 = "<link name='l2'>" + BOX + "</link>";
  private static final int[][] FACES = {
    {1, 3, 4, 2}, {5, 6, 8, 7}, {1, 2, 6, 5}, {3, 7, 8, 4}, {1, 5, 7, 3}, {2, 4, 8, 6}
  };

  @TempDir private Path folder;

  private World read(String version, String inside) throws IOException {
    Path file = folder.resolve("w.world");
    Files.writeString(
        file,
        "<?xml version=\"1.0\"?>\n<sdf version=\""
            + version
            + "\"><world name=\"w\">\n"
            + "<include><uri>model://cell_camera</uri><name>camera</name></include>\n"
            + inside
            + "\n</world></sdf>\n");
    return World.load(file);
  }

  private void model(String name, String config, String file, String sdf) throws IOException {
    Path model = Files.createDirectories(folder.resolve("models").resolve(name));
    Files.writeString(model.resolve("model.config"), "<model>" + config + "</model>");
    Files.writeString(model.resolve(file), sdf);
  }

  private void model(String name, String inside) throws IOException {
    model(
        name,
        "<name>" + name + "</name><sdf version='1.6'>model.sdf</sdf>",
        "model.sdf",
        "<sdf version='1.6'><model name='" + name + "'>" + inside + "</model></sdf>");
  }

  /** Where the middle of a fixture's visual is. */
  private static Vector3 middle(World world, String name, int visual) {
    World.Fixture fixture =
        world.fixtures().stream()
            .filter(f -> f.model().name().equals(name))
            .findFirst()
            .orElseThrow();
    return fixture
        .tableFromModel()
        .after(fixture.model().visuals().get(visual).modelFromShape())
        .translation();
  }

  private static void at(double x, double y, double z, Vector3 got) {
    assertTrue(got.minus(new Vector3(x, y, z)).norm() < 1e-9, () -> got.toString());
  }

  private void refused(String version, String inside, String... words) {
    String message =
        assertThrows(DescriptionException.class, () -> read(version, inside)).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  private static boolean noted(World world, String... words) {
    return world.ignored().stream()
        .anyMatch(line -> List.of(words).stream().allMatch(line::contains));
  }

  @Test
  void thePoseOfAnIncludeReplacesTheModels() throws IOException {
    model("raised", "<static>1</static><pose>0 0 0.5 0 0 0</pose>" + LINK);
    World world =
        read(
            "1.6",
            "<include><uri>model://raised</uri><pose>0.1 0 0.05 0 0 0</pose></include>"
                + "<include><uri>model://raised</uri><name>own</name></include>");
    at(0.1, 0, 0.05, middle(world, "raised", 0));
    at(0, 0, 0.5, middle(world, "own", 0));
  }

  @Test
  void posesAreRelativeToWhatTheySay() throws IOException {
    String turned = "<pose>0.2 0 0.05 0 0 1.5707963267948966</pose>";
    String fixed = "<static>true</static>";
    World world =
        read(
            "1.7",
            "<model name='b'>"
                + fixed
                + "<pose relative_to='a'>0 0.2 0 0 0 0</pose>"
                + LINK
                + "</model><model name='a'>"
                + fixed
                + turned
                + LINK
                + "</model>"
                + "<frame name='f' attached_to='b'><pose>0.1 0 0 0 0 0</pose></frame>"
                + "<model name='c'>"
                + fixed
                + "<pose relative_to='f'>0 0 1 0 0 0</pose>"
                + LINK
                + "</model><model name='links'>"
                + fixed
                + "<link name='l2'><pose relative_to='l1'>1 0 0 0 0 0</pose>"
                + BOX
                + "<visual name='w'><pose relative_to='__model__'>0 0 3 0 0 0</pose><geometry>"
                + "<sphere><radius>0.1</radius></sphere></geometry></visual></link>"
                + "<link name='l1'><pose>0 0 2 0 0 1.5707963267948966</pose></link></model>");
    at(0, 0, 0.05, middle(world, "b", 0));
    at(0, 0.1, 1.05, middle(world, "c", 0));
    at(0, 1, 2, middle(world, "links", 0));
    at(0, 0, 3, middle(world, "links", 1));
    World old =
        read(
            "1.6",
            "<model name='a'>"
                + fixed
                + turned
                + LINK
                + "</model><model name='b'>"
                + fixed
                + "<pose frame='a'>0 0.2 0 0 0 0</pose>"
                + LINK
                + "</model>");
    at(0, 0, 0.05, middle(old, "b", 0));
    refused(
        "1.7",
        "<model name='a'>"
            + fixed
            + "<pose relative_to='none'>0 0 0 0 0 0</pose>"
            + LINK
            + "</model>",
        "<pose>",
        "'none'");
    refused(
        "1.7",
        "<model name='a'>" + fixed + "<pose relative_to='a'>0 0 0 0 0 0</pose>" + LINK + "</model>",
        "itself");
  }

  @Test
  void rotationsMayBeInDegreesOrAQuaternion() throws IOException {
    String half = "0.7071067811865476";
    String shifted = "<link name='l'><pose>1 0 0 0 0 0</pose>" + BOX + "</link></model>";
    World world =
        read(
            "1.9",
            "<model name='d'><static>1</static><pose degrees='true'>0 0 0 0 0 90</pose>"
                + shifted
                + "<model name='q'><static>1</static><pose rotation_format='quat_xyzw'>0 0 0 0 0 "
                + half
                + " "
                + half
                + "</pose>"
                + shifted);
    at(0, 1, 0, middle(world, "d", 0));
    at(0, 1, 0, middle(world, "q", 0));
  }

  @Test
  void modelsInModelsStandWhereTheyAre() throws IOException {
    model("post", "<pose>9 9 9 0 0 0</pose>" + LINK);
    World world =
        read(
            "1.7",
            "<model name='m'><static>true</static><pose>1 0 0 0 0 1.5707963267948966</pose>"
                + "<model name='in'><pose>1 0 0 0 0 0</pose><link name='l'>"
                + "<pose>0 0 1 0 0 0</pose>"
                + BOX
                + "</link></model>"
                + "<include><uri>model://post</uri><pose relative_to='in'>0 0 2 0 0 0</pose>"
                + "</include></model>");
    at(1, 1, 1, middle(world, "m", 0));
    at(1, 1, 2, middle(world, "m", 1));
    model("loop", "<static>1</static><include><uri>model://loop</uri></include>");
    refused("1.7", "<include><uri>model://loop</uri></include>", "too many");
  }

  /** Turned by a quarter at (1, 0, 0); its inner model's link l is at (1, 2, 1) of the world. */
  private static final String NESTING =
      "<model name='m'><static>true</static><pose>1 0 0 0 0 1.5707963267948966</pose>"
          + LINK
          + "<model name='in'><pose>1 0 0 0 0 0</pose><link name='l'><pose>1 0 1 0 0 0</pose>"
          + BOX
          + "</link></model></model>";

  @Test
  void posesMayNameFramesWithinOtherModels() throws IOException {
    model("post", "<link name='top'><pose>0 0 0.7 0 0 0</pose>" + BOX + "</link>");
    World world =
        read(
            "1.9",
            NESTING
                + "<model name='a'><static>1</static>"
                + "<pose relative_to='m::in::l'>1 0 0 0 0 0</pose>"
                + LINK
                + "</model><model name='b'><static>1</static>"
                + "<pose relative_to='m::in::__model__'>0 0 0.5 0 0 0</pose>"
                + LINK
                + "</model><include><uri>model://post</uri><static>1</static>"
                + "<pose>3 0 0 0 0 0</pose></include>"
                + "<frame name='f' attached_to='post::top'/><model name='c'><static>1</static>"
                + "<pose relative_to='f'>0 0 0.1 0 0 0</pose>"
                + LINK
                + "</model>");
    at(1, 3, 1, middle(world, "a", 0));
    at(1, 1, 0.5, middle(world, "b", 0));
    at(3, 0, 0.8, middle(world, "c", 0));
    String lost = "<model name='a'><static>1</static><pose relative_to='%s'/>" + LINK + "</model>";
    refused("1.9", NESTING + lost.formatted("m::out::l"), "'out'", "[in]");
    refused("1.9", NESTING + lost.formatted("m::in::k"), "'k'");
    refused("1.9", NESTING + lost.formatted("m::l::k"), "no model 'l'");
    refused("1.9", NESTING + lost.formatted("a::l"), "itself");
    refused("1.9", NESTING + lost.formatted("m::".repeat(99_999) + "l"), "models deep");
  }

  /** What is placed is the frame that is named; the model's own lies where that leaves it. */
  @Test
  void thePlacementFrameIsWhatAPosePlaces() throws IOException {
    model(
        "pole",
        "<frame name='tip'><pose>0 0 2 0 0 1.5707963267948966</pose></frame>"
            + "<link name='l'><pose>1 0 0 0 0 0</pose>"
            + BOX
            + "</link>");
    String hanging =
        "<model name='h' placement_frame='hook'><static>1</static><pose>0 0 3 0 0 0</pose>"
            + "<frame name='hook'><pose>0 0 1 0 0 0</pose></frame>"
            + LINK
            + "</model>";
    World world =
        read(
            "1.9",
            hanging
                + "<model name='on'><static>1</static><pose relative_to='h'>1 0 0 0 0 0</pose>"
                + LINK
                + "</model><include><uri>model://pole</uri><static>1</static>"
                + "<placement_frame>tip</placement_frame><pose>5 0 2 0 0 0</pose></include>"
                + "<model name='o'><static>1</static><model name='i' placement_frame='k'>"
                + "<pose>0 4 0 0 0 0</pose><link name='k'><pose>0 1 0 0 0 0</pose>"
                + BOX
                + "</link></model></model>");
    at(0, 0, 2, middle(world, "h", 0));
    at(1, 0, 2, middle(world, "on", 0));
    at(5, -1, 0, middle(world, "pole", 0));
    at(0, 4, 0, middle(world, "o", 0));
    String include = "<include><uri>model://pole</uri><static>1</static><placement_frame>%s";
    refused("1.9", include.formatted("tip</placement_frame></include>"), "needs a <pose>");
    refused(
        "1.9", include.formatted("no</placement_frame><pose>0 0 0 0 0 0</pose></include>"), "'no'");
    refused(
        "1.9",
        "<include><uri>model://cube</uri><placement_frame>f</placement_frame></include>",
        "not read of a robot or an object");
  }

  /** People's models are where Gazebo looks for them; what is beside the world comes first. */
  @Test
  void modelsAreFoundWhereTheEnvironmentSays(@TempDir Path elsewhere) throws IOException {
    String include = "<include><uri>model://far</uri></include>";
    refused("1.6", include, "names no folder", "GAZEBO_MODEL_PATH");
    Path file = folder.resolve("w.world");
    model("far", "<static>1</static><pose>0 0 0.5 0 0 0</pose>" + LINK);
    Files.createDirectories(elsewhere.resolve("a"));
    Files.move(folder.resolve("models/far"), elsewhere.resolve("a/far"));
    Map<String, String> environment =
        Map.of(
            "GAZEBO_MODEL_PATH",
            "/no/such/folder::" + elsewhere.resolve("a"),
            "HOME",
            elsewhere.toString());
    at(0, 0, 0.5, middle(new SdfReader(file, environment).read(), "far", 0));
    model("far", "<static>1</static><pose>0 0 0.9 0 0 0</pose>" + LINK);
    at(0, 0, 0.9, middle(new SdfReader(file, environment).read(), "far", 0));
  }

  @Test
  void whatIsNotGivenIsAsSdfHasIt() throws IOException {
    World world =
        read(
            "1.6",
            "<model name='m'><static>1</static><link name='l'><visual name='v'><geometry><box/>"
                + "</geometry><material><diffuse>1 0 0</diffuse></material></visual>"
                + "<visual name='w'><geometry><sphere/></geometry></visual></link></model>");
    Model model = world.fixtures().get(1).model();
    assertEquals(1, model.visuals().get(0).color().red());
    at(2, 2, 2, model.sizeMeters());
  }

  @Test
  void aStaticIncludeStandsStill() throws IOException {
    World world =
        read(
            "1.6",
            "<include><uri>model://cube</uri><static>true</static><pose>0.1 0 0 0 0 0</pose>"
                + "</include><include><uri>model://cube</uri><name>free</name></include>");
    assertEquals(List.of("free"), world.nominalObjects().stream().map(o -> o.id()).toList());
    World.Fixture cube = world.fixtures().get(1);
    assertEquals("cube", cube.model().name());
    assertTrue(cube.model().isStatic());
    at(0.1, 0, 0, cube.tableFromModel().translation());
  }

  /** What is no kind of object is not simulated as it moves; it is there, and that is told. */
  @Test
  void aModelThatMovesAndIsNoKindOfObjectStandsStillWithANote() throws IOException {
    World world =
        read("1.6", "<model name='m'><pose>0.3 0 1 0 0 0</pose>" + LINK + LINK_2 + "</model>");
    at(0.3, 0, 1, world.fixtures().get(1).tableFromModel().translation());
    assertEquals(2, world.fixtures().get(1).model().visuals().size());
    assertTrue(
        noted(world, "w.world:", "<model> would move, but stands still", "cube, bowl"),
        world.ignored()::toString);
  }

  /** Gazebo looks at its worlds through its window. */
  @Test
  void aWorldWithoutACameraIsSeenByTheCellsOwn() throws IOException {
    Path file = folder.resolve("w.world");
    Files.writeString(
        file,
        "<sdf version='1.6'><world name='w'><model name='m'>" + LINK + "</model></world></sdf>");
    World world = World.load(file);
    assertEquals(List.of("camera"), world.cameras().stream().map(c -> c.id()).toList());
    at(0.75, 0, 0.75, world.camera().tableFromCamera().translation());
    assertTrue(
        noted(world, "w.world:1", "has no camera", "cell_camera"), world.ignored()::toString);
  }

  /** What Gazebo would fetch is taken from the models that are here, and that is told. */
  @Test
  void aModelOnAServerIsTheOneOfItsNameThatIsHere() throws IOException {
    model("Big Bin", "<static>1</static>" + LINK);
    String from =
        "<include><uri>https://fuel.gazebosim.org/1.0/openrobotics/models/%s</uri></include>";
    World world = read("1.6", from.formatted("Big Bin/3"));
    assertEquals("Big Bin", world.fixtures().get(1).model().name());
    assertTrue(
        noted(world, "<uri>", "is on a server", "Big Bin is taken"), world.ignored()::toString);
    refused("1.6", from.formatted("Small Bin"), "not fetched: put the model into models/NAME");
    refused("1.6", from.formatted("../models/Big Bin/3/x"), "not fetched");
  }

  /** A solid mesh stops others as boxes do; a hollow one, as a room, must not fill its inside. */
  @Test
  void aMeshCollidesAsItsBoxesWhereItFillsThem() throws IOException {
    String form =
        "<model name='%s'><static>1</static><link name='l'><pose>0 0 1 0 0 0</pose>"
            + "<collision name='c'><pose>0.5 0 0 0 0 0</pose><geometry><mesh>"
            + "<uri>model://solid/%s.obj</uri><scale>0.1 0.2 0.3</scale></mesh></geometry>"
            + "</collision></link></model>";
    model("solid", LINK);
    Files.writeString(folder.resolve("models/solid/block.obj"), block(1, 0));
    Files.writeString(folder.resolve("models/solid/room.obj"), block(1, 0) + block(-0.95, 8));
    String bin = block(1, 0);
    Files.writeString(
        folder.resolve("models/solid/bin.obj"), bin.substring(0, bin.lastIndexOf("f ")));
    World world =
        read(
            "1.6",
            form.formatted("a", "block")
                + form.formatted("b", "room")
                + form.formatted("c", "bin"));
    List<Model.Collision> boxes = world.fixtures().get(1).model().collisions();
    double volume = 0;
    double lowest = 9;
    double highest = -9;
    for (Model.Collision box : boxes) {
      Vector3 size = ((Shape.Box) box.shape()).sizeMeters();
      volume += size.x() * size.y() * size.z();
      assertEquals(0.5, box.modelFromShape().translation().x(), 1e-9);
      lowest = Math.min(lowest, box.modelFromShape().translation().z() - size.z() / 2);
      highest = Math.max(highest, box.modelFromShape().translation().z() + size.z() / 2);
    }
    assertEquals(0.1 * 0.2 * 0.3 * 8, volume, 1e-9);
    assertEquals(0.7, lowest, 1e-9);
    assertEquals(1.3, highest, 1e-9);
    assertEquals(List.of(), world.fixtures().get(2).model().collisions());
    assertTrue(noted(world, "<mesh>", "fills 14 % of the boxes"), world.ignored()::toString);
    // Single walls without a lid would else be taken for five sixths of a block.
    assertEquals(List.of(), world.fixtures().get(3).model().collisions());
    assertTrue(noted(world, "<mesh>", "fills 0 % of the boxes"), world.ignored()::toString);
    assertEquals(2, world.ignored().stream().filter(n -> n.contains("does not collide")).count());
  }

  /** A cube from -half to +half, as OBJ; a negative half turns its faces inside. */
  private static String block(double half, int before) {
    StringBuilder obj = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      double x = Math.abs(half) * ((i & 1) == 0 ? -1 : 1);
      double y = Math.abs(half) * ((i & 2) == 0 ? -1 : 1);
      double z = half * ((i & 4) == 0 ? -1 : 1);
      obj.append("v ").append(x).append(' ').append(y).append(' ').append(z).append('\n');
    }
    for (int[] face : FACES) {
      obj.append('f');
      for (int corner : face) {
        obj.append(' ').append(corner + before);
      }
      obj.append('\n');
    }
    return obj.toString();
  }

  @Test
  void ofSeveralVersionsTheNewestThatIsKnownIsTaken() throws IOException {
    String form = "<sdf version='1.6'><model name='many'><static>1</static>";
    model(
        "many",
        "<sdf version='1.4'>a.sdf</sdf><sdf version='1.6'>b.sdf</sdf><sdf version='2.0'>c</sdf>",
        "b.sdf",
        form + "<pose>0 0 1 0 0 0</pose>" + LINK + "</model></sdf>");
    Files.writeString(folder.resolve("models/many/a.sdf"), form + LINK + "</model></sdf>");
    at(0, 0, 1, middle(read("1.6", "<include><uri>model://many</uri></include>"), "many", 0));
  }

  @Test
  void whatIsNotUsedIsListed() throws IOException {
    model(
        "sunny",
        "<sdf version='1.6'>model.sdf</sdf>",
        "model.sdf",
        "<sdf version='1.6'><light name='sun' type='directional'><pose>0 0 10 0 0 0</pose>"
            + "<direction>0 0 -1</direction></light></sdf>");
    World world =
        read(
            "1.6",
            "<plugin name='p' filename='f'/><include><uri>model://sunny</uri></include>"
                + "<model name='m'><static>1</static><joint name='j' type='fixed'/><link name='l'>"
                + "<sensor name='s' type='gpu_ray'/>"
                + "<collision name='c'><geometry><mesh><uri>model://m/x.stl</uri></mesh></geometry>"
                + "<surface><friction><ode><mu>100</mu></ode></friction></surface></collision>"
                + "<visual name='v'><geometry><box><size>0.1 0.1 0.1</size></box></geometry>"
                + "<material><script><name>Gazebo/Wood</name></script></material></visual>"
                + "<visual name='w'><geometry><heightmap/></geometry></visual></link></model>");
    assertTrue(noted(world, "w.world:4", "<plugin> inside <world>"), world.ignored()::toString);
    assertTrue(noted(world, "<sensor>", "allowed: camera"), world.ignored()::toString);
    assertTrue(noted(world, "<mesh>", "does not collide"), world.ignored()::toString);
    assertTrue(noted(world, "<script> inside <material>"), world.ignored()::toString);
    assertTrue(noted(world, "<visual>", "it is grey"), world.ignored()::toString);
    assertTrue(noted(world, "<heightmap>", "is not drawn"), world.ignored()::toString);
    assertTrue(noted(world, "<joint>", "stands still"), world.ignored()::toString);
    assertEquals(1, world.look().lights().size());
    assertEquals(0.001, world.stepSeconds());
    assertEquals(1, world.fixtures().get(1).model().visuals().size());
  }

  @Test
  void aModelNamedAsAnObjectNeedNotBeOne() throws IOException {
    model("cup", "<static>1</static>" + LINK);
    model("bowl", LINK + LINK.replace("'l'", "'k'"));
    World world = read("1.6", "<include><uri>model://cup</uri></include>");
    at(0, 0, 0, middle(world, "cup", 0));
    assertTrue(noted(world, "bowl", "no object of this world"), world.ignored()::toString);
    refused("1.6", "<include><uri>model://bowl</uri></include>", "exactly one <link>");
  }

  @Test
  void damagedWorldsAreReadOrRefusedButNothingElse() throws IOException {
    String inside =
        "<frame name='f'><pose>1 0 0 0 0 0</pose></frame><model name='m'><static>1</static>"
            + "<pose relative_to='f' degrees='true'>0 0 1 0 0 90</pose><link name='l'>"
            + BOX
            + "</link><model name='n'><pose relative_to='l'>0 0 0 0 0 0</pose>"
            + LINK
            + "</model></model>";
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int i = 0; i < 600; i++) {
      StringBuilder damaged = new StringBuilder(inside);
      for (int n = random.nextInt(3); n >= 0; n--) {
        int at = random.nextInt(damaged.length());
        damaged.setCharAt(at, inside.charAt(random.nextInt(inside.length())));
      }
      try {
        read("1.9", damaged.toString());
      } catch (DescriptionException e) {
        refused++;
      }
    }
    int told = refused;
    assertTrue(told > 100 && told < 600, () -> told + " were refused");
  }
}
