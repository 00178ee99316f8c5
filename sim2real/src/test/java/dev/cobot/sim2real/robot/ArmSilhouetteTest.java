package dev.cobot.sim2real.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.render.RenderedScene;
import dev.cobot.sim2real.render.Renderer;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.TriangleMesh;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The silhouette from joint positions against what the renderer draws of the same arm. */
class ArmSilhouetteTest {
  private static final Path WORLDS = Path.of(System.getProperty("cobot.home"), "worlds");

  private static List<Visual> visuals(World.RobotMount robot, double[] positionsRad, double half) {
    Map<String, Transform> links =
        new Kinematics(robot.model()).baseFromLinks(positionsRad, half, half);
    List<Visual> visuals = new ArrayList<>();
    for (RobotModel.Link link : robot.model().links()) {
      for (RobotModel.LinkVisual visual : link.visuals()) {
        visuals.add(
            new Visual(
                "arm",
                visual.shape(),
                robot.tableFromBase().after(links.get(link.name())).after(visual.linkFromShape()),
                visual.color(),
                0));
      }
    }
    return visuals;
  }

  /** Returns the share of the union of both masks that is in both. */
  private static double overlap(World world, CameraModel camera, double[] q, double opening) {
    RenderedScene drawn =
        new Renderer().renderAll(visuals(world.robot(), q, opening / 2), camera, world.look(), 0);
    BitSet expected = new BitSet();
    for (int i = 0; i < drawn.visualIndex().length; i++) {
      expected.set(i, drawn.visualIndex()[i] != RenderedScene.NOTHING);
    }
    BitSet silhouette =
        new ArmSilhouette(world.robot().model(), world.robot().tableFromBase())
            .in(camera, q, opening);
    BitSet both = (BitSet) silhouette.clone();
    both.and(expected);
    BitSet any = (BitSet) silhouette.clone();
    any.or(expected);
    assertTrue(expected.cardinality() > 100, "the arm is in the picture");
    return (double) both.cardinality() / any.cardinality();
  }

  @ParameterizedTest
  @ValueSource(strings = {"factory_table.world", "factory_table_arm7.world"})
  void itIsWhereTheArmIsDrawn(String file) throws Exception {
    World world = World.load(WORLDS.resolve(file));
    CameraIntrinsics k = world.camera().intrinsics().resized(160, 120);
    CameraModel front = new CameraModel(k, world.camera().tableFromCamera());
    CameraIntrinsics lens =
        new CameraIntrinsics(
            160, 120, k.fx(), k.fy(), 70, 65, List.of(-0.2, 0.05, 0.001, -0.001, 0.0));
    CameraModel side =
        new CameraModel(
            lens, CameraModel.lookAt(new Vector3(0.1, -1.4, 0.9), new Vector3(-0.2, 0, 0.25)));
    double[] q = PlantSimulator.homePositionsRad(world);
    for (int i = 0; i < 4; i++) {
      assertTrue(overlap(world, front, q, 0.08) > 0.9, "front, posture " + i);
      assertTrue(overlap(world, side, q, 0) > 0.9, "side, posture " + i);
      q[0] += 0.2;
      q[1] += 0.15;
      q[3] -= 0.1;
    }
  }

  /** A mesh is its convex hull; an arm behind the camera is not in the picture. */
  @Test
  void aMeshIsFilledAndWhatIsBehindTheCameraIsNot() throws Exception {
    World world = World.load(WORLDS.resolve("factory_table.world"));
    RobotModel plain = world.robot().model();
    double s = 0.1;
    TriangleMesh sheet =
        new TriangleMesh(new double[] {0, -s, 0, 0, s, 0, 0, 0, 2 * s}, null, null);
    RobotModel.Link base = plain.links().get(0);
    RobotModel.Link meshed =
        new RobotModel.Link(
            base.name(),
            base.massKg(),
            base.centerOfMassMeters(),
            base.friction(),
            List.of(
                new RobotModel.LinkVisual(
                    new Shape.Mesh(sheet),
                    Transform.identity(base.name(), "shape"),
                    new ColorRgb(1, 1, 1),
                    0)),
            List.of());
    List<RobotModel.Link> links = new ArrayList<>();
    links.add(meshed);
    for (RobotModel.Link link : plain.links().subList(1, plain.links().size())) {
      links.add(
          new RobotModel.Link(
              link.name(), link.massKg(), link.centerOfMassMeters(), 1, List.of(), List.of()));
    }
    RobotModel robot =
        new RobotModel(
            "sheet",
            links,
            plain.joints(),
            plain.armJoints(),
            plain.leftFinger(),
            plain.rightFinger(),
            List.of(),
            List.of(),
            GripperLinkage.NONE);
    ArmSilhouette silhouette =
        new ArmSilhouette(robot, Transform.identity(CameraModel.TABLE, RobotModel.BASE));
    double[] q = new double[robot.armJoints().size()];
    CameraIntrinsics k = CameraIntrinsics.ideal(101, 101, Math.PI / 2);
    Transform ahead = CameraModel.lookAt(new Vector3(0.5, 0, 0), new Vector3(0, 0, 0));
    // 0.2 m wide and high, 0.5 m away: a triangle of 20 x 20 pixels that stands on the centre.
    int pixels = silhouette.in(new CameraModel(k, ahead), q, 0).cardinality();
    assertEquals(200, pixels, 25);
    Transform away = CameraModel.lookAt(new Vector3(0.5, 0, 0), new Vector3(1, 0, 0));
    assertEquals(0, silhouette.in(new CameraModel(k, away), q, 0).cardinality());
  }
}
