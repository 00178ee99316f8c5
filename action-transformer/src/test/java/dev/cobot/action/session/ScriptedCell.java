package dev.cobot.action.session;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cobot.action.policy.TrainedSkill;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.action.safety.SafetyGate;
import dev.cobot.brain.Observation;
import dev.cobot.brain.belief.Detection;
import dev.cobot.brain.language.CommandMeaning;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.brain.language.Reference;
import dev.cobot.brain.language.Role;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.InverseKinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cell without a simulator: its states are what a test says. A red cube and a white bowl are on
 * the table, and the command is to place the one in the other.
 */
final class ScriptedCell {
  static final long SECOND = 1_000_000_000L;
  static final long TICK = 40_000_000L;
  static final long START = 7 * SECOND;
  static final Vector3 CUBE = new Vector3(-0.05, -0.22, 0.02);
  static final Vector3 BOWL = new Vector3(0.02, 0.22, 0.03);

  private static final Map<Role, Reference> CUBE_IN_BOWL =
      Map.of(
          Role.TARGET, new Reference(ObjectKind.CUBE, ColorName.RED),
          Role.DESTINATION, new Reference(ObjectKind.BOWL, null));
  static final List<TrainedSkill> TRAINED =
      List.of(
          new TrainedSkill(
              "place_in",
              Map.of(
                  Role.TARGET, Set.of(ObjectKind.CUBE),
                  Role.DESTINATION, Set.of(ObjectKind.BOWL))));

  final World world;
  final double[] home;

  /** The gate's limits as the profile that a user starts with has them. */
  final GateLimits limits;

  ScriptedCell() throws IOException {
    Path root = Path.of(System.getProperty("cobot.home"));
    world = World.load(root.resolve("worlds/factory_table.world"));
    home = PlantSimulator.homePositionsRad(world);
    YAMLMapper yaml = new YAMLMapper();
    limits =
        yaml.treeToValue(
            yaml.readTree(root.resolve("launch/profiles/default.yaml").toFile()).get("gate"),
            GateLimits.class);
  }

  SafetyGate gate() {
    return new SafetyGate(limits, world.robot().model(), world.robot().tableFromBase());
  }

  static CommandReading reading(String skill) {
    return new CommandReading(
        "put the red cube in the bowl",
        new CommandMeaning(Optional.of(skill), CUBE_IN_BOWL),
        0.99,
        Map.of());
  }

  static ScriptedMind mind() {
    return new ScriptedMind(reading("place_in"), TRAINED, List.of(cube(CUBE), bowl(BOWL)));
  }

  static Detection cube(Vector3 position) {
    return detection(ObjectKind.CUBE, ColorName.RED, position, new Vector3(0.04, 0.04, 0.04));
  }

  static Detection bowl(Vector3 position) {
    return detection(ObjectKind.BOWL, ColorName.WHITE, position, new Vector3(0.15, 0.15, 0.06));
  }

  static Detection cloth(Vector3 position) {
    return detection(ObjectKind.CLOTH, ColorName.BLUE, position, new Vector3(0.12, 0.12, 0.034));
  }

  private static Detection detection(
      ObjectKind kind, ColorName color, Vector3 position, Vector3 size) {
    return new Detection(
        new ObjectAttributes(
            "seen",
            kind,
            position,
            0,
            color.prototype(),
            size,
            0.95,
            new ObjectAttributes.Uncertainty(
                new Vector3(0.003, 0.003, 0.003), 0.05, new Vector3(0.02, 0.02, 0.02))),
        new float[] {1});
  }

  /** An arm at rest with an open hand. */
  ArmState arm(double[] positionsRad, long stampNanos) {
    return arm(positionsRad, new double[positionsRad.length], stampNanos);
  }

  ArmState arm(double[] positionsRad, double[] velocitiesRadPerSecond, long stampNanos) {
    return new ArmState(
        world.robot().model().armJointNames(),
        positionsRad.clone(),
        velocitiesRadPerSecond.clone(),
        0.085,
        0,
        stampNanos);
  }

  /** The joints that bring the hand to a place of the table, pointing down. */
  double[] reaching(Vector3 place) {
    Transform tableFromTool =
        new Transform(CameraModel.TABLE, RobotModel.TOOL, place, InverseKinematics.toolDown(0));
    return new InverseKinematics(world.robot().model())
        .solve(world.robot().tableFromBase().inverse().after(tableFromTool), home)
        .positionsRad();
  }

  CameraFrame picture(long stampNanos) {
    CameraModel camera = world.camera();
    int bytes = 3 * camera.intrinsics().widthPixels() * camera.intrinsics().heightPixels();
    return new CameraFrame(stampNanos, camera, new byte[bytes]);
  }

  /** Joints and a picture of the same time. */
  Observation seen(ArmState arm) {
    return Observation.of(arm, picture(arm.stampNanos()));
  }

  /** A present that is later than the observation. */
  static Present present(ArmState arm, long nowNanos) {
    return new Present() {
      @Override
      public ArmState arm() {
        return arm;
      }

      @Override
      public long nowNanos() {
        return nowNanos;
      }
    };
  }
}
