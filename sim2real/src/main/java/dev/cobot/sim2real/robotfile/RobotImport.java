package dev.cobot.sim2real.robotfile;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.RobotDescription;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.RobotModel.Joint;
import dev.cobot.sim2real.robot.XmlElement;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.world.RobotMeshes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a robot of ours of a description of somebody's: finds the arm, the tool and the gripper,
 * where it stands best and where it waits, and writes the robot file.
 */
public final class RobotImport {
  private static final int MAX_BYTES = 16 << 20;
  private static final double GOOD = 0.97;

  /**
   * Where the base may stand, x and z of the table frame: first where the worlds' own arms do, then
   * elsewhere on the table, then beside it, as on a pedestal.
   */
  private static final double[][] MOUNTS_METERS = {
    {-0.45, 0}, {-0.55, 0}, {-0.35, 0}, {-0.6, 0}, {-0.7, 0}, {-0.7, -0.2}, {-0.8, 0}, {-0.8, -0.3}
  };

  private static final double TABLE_EDGE_METERS = -0.61;

  private RobotImport() {}

  /**
   * What is wished.
   *
   * @param file URDF or xacro
   * @param arm the arm's joints; empty to find them
   * @param gripper the joints that open and close the gripper; empty to find them
   * @param srdf groups and states of MoveIt
   */
  public record Request(
      Path file,
      String name,
      Optional<String> base,
      Optional<String> tool,
      List<String> arm,
      List<String> gripper,
      Optional<Path> srdf) {}

  /**
   * What came of it.
   *
   * @param urdf the description, expanded if it was xacro
   */
  public record Imported(RobotFile file, byte[] urdf, RobotModel robot, RobotCheck check) {
    /**
     * Writes robot file and description into a folder. What a robot file there says of the drivers
     * stays, as nothing else tells it.
     */
    public void write(Path folder) throws IOException {
      Files.createDirectories(folder);
      RobotFile written =
          Files.isRegularFile(folder.resolve(RobotFile.FILE))
              ? file.withRos(RobotFile.read(folder).ros())
              : file;
      Files.write(folder.resolve(RobotFile.URDF), urdf);
      written.write(folder);
    }
  }

  /**
   * Imports a robot.
   *
   * @throws DescriptionException when the file cannot be read, or it could not be decided what the
   *     arm is; the message says what to give
   */
  public static Imported run(Request request) throws IOException {
    Path urdfFile = request.file().toAbsolutePath().normalize();
    byte[] urdf = bytes(urdfFile);
    if (Xacro.isXacro(urdfFile, urdf)) {
      urdf = Xacro.expanded(urdfFile);
    }
    RobotMeshes meshes = RobotMeshes.beside(urdfFile.getParent(), Map.of());
    RobotDescription robot = RobotDescription.parse(request.file().toString(), urdf, meshes);
    SrdfHints hints = hints(request, urdfFile);
    List<String> notes = new ArrayList<>();
    ArmFinder.Arm arm = arm(request, robot, hints);
    GripperFinder.Hand hand =
        new GripperFinder(robot, arm, notes).find(request.gripper(), request.tool());
    Map<String, String> packages = new LinkedHashMap<>();
    meshes.foundPackages().forEach((name, path) -> packages.put(name, path.toString()));
    Draft draft =
        new Draft(
            request.name(),
            new RobotFile.Meshes(urdfFile.getParent().toString(), packages),
            arm,
            hand,
            robot,
            hints.statesOf(arm.joints().stream().map(Joint::name).toList()));
    return draft.best(urdf, notes);
  }

  private static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new DescriptionException("there is no file " + file);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new DescriptionException(file + ": at most " + MAX_BYTES + " bytes are read");
      }
      return bytes;
    }
  }

  private static SrdfHints hints(Request request, Path urdf) throws IOException {
    Optional<Path> srdf = request.srdf().or(() -> RobotModel.statesFile(urdf));
    return srdf.isPresent() ? SrdfHints.of(XmlElement.read(srdf.get())) : SrdfHints.NONE;
  }

  private static ArmFinder.Arm arm(Request request, RobotDescription robot, SrdfHints hints)
      throws DescriptionException {
    ArmFinder finder = new ArmFinder(robot);
    if (!request.arm().isEmpty()) {
      return finder.given(request.base(), request.arm());
    }
    if (request.tool().isPresent() || request.base().isPresent()) {
      return finder.find(request.base(), request.tool());
    }
    List<ArmFinder.Arm> chains = new ArrayList<>();
    for (SrdfHints.Chain chain : hints.chains()) {
      armOf(finder, chain).ifPresent(chains::add);
    }
    return chains.size() == 1 ? chains.get(0) : finder.find(Optional.empty(), Optional.empty());
  }

  /** Returns the arm that a group is; nothing for a group of something else, as a hand. */
  private static Optional<ArmFinder.Arm> armOf(ArmFinder finder, SrdfHints.Chain chain) {
    try {
      return Optional.of(finder.find(Optional.of(chain.base()), Optional.of(chain.tip())));
    } catch (DescriptionException e) {
      return Optional.empty();
    }
  }

  /** A robot file but for how the tool is turned, where the base stands and where the arm waits. */
  private record Draft(
      String name,
      RobotFile.Meshes meshes,
      ArmFinder.Arm arm,
      GripperFinder.Hand hand,
      RobotDescription description,
      List<List<Double>> states) {

    Imported best(byte[] urdf, List<String> notes) throws DescriptionException {
      RobotFile bestFile = null;
      Optional<TableReach.Home> best = Optional.empty();
      for (double[] mount : MOUNTS_METERS) {
        for (boolean turned : new boolean[] {false, true}) {
          RobotFile file = file(mount, turned, middles());
          RobotModel model = file.model("the robot", description);
          Optional<TableReach.Home> home = new TableReach(model, file.place()).find(states);
          if (bestFile == null || isBetter(home, best)) {
            best = home;
            bestFile =
                home.isEmpty()
                    ? file
                    : file(
                        mount, turned, Arrays.stream(home.get().positionsRad()).boxed().toList());
          }
        }
        if (best.isPresent() && best.get().share() >= GOOD && best.get().faults() == 0) {
          break;
        }
      }
      if (bestFile.mount() != null && bestFile.mount().get(0) < TABLE_EDGE_METERS) {
        notes.add(
            "it reaches the table best from beside it, mount "
                + bestFile.mount()
                + "; what carries it there is not drawn");
      }
      RobotModel model = bestFile.model("the robot", description);
      return new Imported(bestFile, urdf, model, RobotCheck.of(model, best, notes));
    }

    private static boolean isBetter(
        Optional<TableReach.Home> home, Optional<TableReach.Home> best) {
      return home.isPresent() && (best.isEmpty() || home.get().isBetterThan(best.get()));
    }

    /** Returns the middles of the joints' ranges, 0 for what has none. */
    private List<Double> middles() {
      return arm.joints().stream()
          .map(
              joint -> {
                double middle = (joint.lower() + joint.upper()) / 2;
                return Double.isFinite(middle) ? middle : 0.0;
              })
          .toList();
    }

    private RobotFile file(double[] mount, boolean turned, List<Double> homeRad) {
      RobotFile.Tool tool = hand.tool();
      if (turned) {
        double[] rpy =
            Quaternion.fromRollPitchYaw(
                    tool.rpyRad().get(0), tool.rpyRad().get(1), tool.rpyRad().get(2))
                .after(Quaternion.fromYaw(Math.PI))
                .toRollPitchYaw();
        tool = new RobotFile.Tool(tool.link(), tool.xyzMeters(), List.of(rpy[0], rpy[1], rpy[2]));
      }
      return new RobotFile(
          name,
          meshes,
          arm.base(),
          arm.joints().stream().map(Joint::name).toList(),
          homeRad,
          tool,
          hand.gripper(),
          Arrays.equals(mount, MOUNTS_METERS[0])
              ? null
              : List.of(mount[0], 0.0, mount[1], 0.0, 0.0, 0.0),
          null);
    }
  }
}
