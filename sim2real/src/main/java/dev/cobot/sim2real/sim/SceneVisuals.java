package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Link;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Visual;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What cameras can see: fixtures, the arm's links and the objects, each where it is now. */
final class SceneVisuals {
  private final World world;
  private final Kinematics kinematics;
  private final SceneBodies scene;
  private final GripperDrive gripper;
  private final List<Visual> fixtures;

  SceneVisuals(World world, Kinematics kinematics, SceneBodies scene, GripperDrive gripper) {
    this.world = world;
    this.kinematics = kinematics;
    this.scene = scene;
    this.gripper = gripper;
    fixtures = world.fixtureVisuals();
  }

  List<Visual> at(double[] positionsRad) {
    List<Visual> visuals = new ArrayList<>(fixtures);
    RobotModel robot = world.robot().model();
    Transform tableFromBase = world.robot().tableFromBase();
    Map<String, Transform> links =
        kinematics.baseFromLinks(
            positionsRad, gripper.positionOf(gripper.left()), gripper.positionOf(gripper.right()));
    for (Link link : robot.links()) {
      for (RobotModel.LinkVisual visual : link.visuals()) {
        visuals.add(
            new Visual(
                link.name(),
                visual.shape(),
                tableFromBase.after(links.get(link.name())).after(visual.linkFromShape()),
                visual.color(),
                visual.specular()));
      }
    }
    for (SceneBodies.Part part : scene.parts()) {
      visuals.addAll(world.visuals(scene.present(part)));
    }
    return visuals;
  }
}
