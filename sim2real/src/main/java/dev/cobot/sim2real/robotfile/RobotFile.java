package dev.cobot.sim2real.robotfile;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.RobotDescription;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.RobotMeshes;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a description does not say: which joints are the arm, where the tool is, how the gripper
 * opens, where the arm waits. It stands as {@code robot.yaml} in a folder with its {@code
 * robot.urdf}; {@code cobot robot import} writes it, and it may be changed by hand.
 *
 * @param robot the robot's name
 * @param meshes where mesh files are looked for
 * @param base the link that stands on the table's edge
 * @param arm the arm's joints, from the base on
 * @param homeRad near which home is searched, one position for each arm joint
 * @param mount the pose of the base in the table frame, x y z (metres) roll pitch yaw; null takes
 *     the place of the world's own arm
 * @param ros how the real robot's drivers are spoken to, as the runtime reads it; null for the
 *     topics of the simulated cell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RobotFile(
    @JsonProperty(required = true) String robot,
    Meshes meshes,
    @JsonProperty(required = true) String base,
    @JsonProperty(required = true) List<String> arm,
    @JsonProperty(required = true) List<Double> homeRad,
    @JsonProperty(required = true) Tool tool,
    @JsonProperty(required = true) Gripper gripper,
    List<Double> mount,
    ObjectNode ros) {
  public static final String FILE = "robot.yaml";
  static final String URDF = "robot.urdf";
  private static final int MAX_BYTES = 1 << 20;
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public RobotFile {
    arm = List.copyOf(arm);
    homeRad = List.copyOf(homeRad);
    if (homeRad.size() != arm.size()) {
      throw new IllegalArgumentException(
          "homeRad needs one position for each of the "
              + arm.size()
              + " arm joints, got "
              + homeRad.size());
    }
    if (mount != null) {
      requireCount("mount", mount, 6);
    }
  }

  /**
   * Where mesh files are.
   *
   * @param folder where paths without a package start
   * @param packages the folder of each package, by name
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Meshes(String folder, Map<String, String> packages) {}

  /**
   * The frame between the pads, 10 mm above their tips: z out of the gripper, y along the opening.
   *
   * @param link the link that it is fixed to
   */
  public record Tool(String link, List<Double> xyzMeters, List<Double> rpyRad) {
    public Tool {
      if (link == null) {
        throw new IllegalArgumentException("tool.link is missing");
      }
      requireCount("tool.xyzMeters", xyzMeters, 3);
      requireCount("tool.rpyRad", rpyRad, 3);
    }
  }

  /**
   * The gripper.
   *
   * @param joints position of each of its joints when closed and when open, the commanded one
   *     first; empty for an arm without a gripper, which is simulated with one of ours
   * @param openingsMeters between the pads, at equal steps of the joints from closed to open
   * @param padSizeMeters width, thickness and length of each pad, along x, y and z of the tool
   * @param palmSizeMeters of the box that stands for the rest, along the tool's axes
   * @param palmCenterMeters in the tool's frame
   */
  public record Gripper(
      Map<String, List<Double>> joints,
      List<Double> openingsMeters,
      List<Double> padSizeMeters,
      List<Double> palmSizeMeters,
      List<Double> palmCenterMeters) {
    public Gripper {
      joints = joints == null ? Map.of() : new LinkedHashMap<>(joints);
      joints.forEach((name, ends) -> requireCount("gripper.joints." + name, ends, 2));
      requireCount("gripper.padSizeMeters", padSizeMeters, 3);
      requireCount("gripper.palmSizeMeters", palmSizeMeters, 3);
      requireCount("gripper.palmCenterMeters", palmCenterMeters, 3);
      if (openingsMeters == null || openingsMeters.size() < 2) {
        throw new IllegalArgumentException("gripper.openingsMeters needs at least two, from 0 up");
      }
    }
  }

  private static void requireCount(String name, List<Double> values, int count) {
    if (values == null
        || values.size() != count
        || values.stream().anyMatch(v -> v == null || !Double.isFinite(v))) {
      throw new IllegalArgumentException(name + " needs " + count + " numbers, got " + values);
    }
  }

  static Vector3 vector(List<Double> xyz) {
    return new Vector3(xyz.get(0), xyz.get(1), xyz.get(2));
  }

  /** Reads the robot file of a folder. */
  public static RobotFile read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new DescriptionException(file + ": at most " + MAX_BYTES + " bytes are read");
    }
    return parse(file.toString(), bytes);
  }

  static RobotFile parse(String file, byte[] bytes) throws IOException {
    try {
      RobotFile read = MAPPER.readValue(bytes, RobotFile.class);
      if (read == null) {
        throw new DescriptionException(file + ": is empty");
      }
      return read;
    } catch (JsonProcessingException e) {
      String at = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new DescriptionException(file + at + ": " + e.getOriginalMessage(), e);
    }
  }

  /** Returns the same with another section about the drivers. */
  RobotFile withRos(ObjectNode drivers) {
    return new RobotFile(robot, meshes, base, arm, homeRad, tool, gripper, mount, drivers);
  }

  void write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve(FILE),
        "# Written by cobot robot import; may be changed by hand (worlds/README.md).\n"
            + MAPPER.writeValueAsString(this));
  }

  /** Returns the reader of the meshes that a description in this folder names. */
  RobotMeshes meshSource(Path folder) {
    Map<String, Path> packages = new LinkedHashMap<>();
    if (meshes != null && meshes.packages() != null) {
      meshes.packages().forEach((name, path) -> packages.put(name, folder.resolve(path)));
    }
    Path start =
        meshes == null || meshes.folder() == null ? folder : folder.resolve(meshes.folder());
    return RobotMeshes.beside(start, packages);
  }

  /**
   * Reads the robot of a folder.
   *
   * @throws DescriptionException when a file is not usable, or one does not fit the other
   */
  public static RobotModel load(Path folder) throws IOException {
    RobotFile file = read(folder);
    RobotDescription description =
        RobotDescription.read(folder.resolve(URDF), file.meshSource(folder));
    return file.model(folder.resolve(FILE).toString(), description);
  }

  /** Returns the robot of a description; {@code place} is the name that errors show. */
  RobotModel model(String place, RobotDescription description) throws DescriptionException {
    try {
      return new FittedRobot(this, description).model();
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(place + ": " + e.getMessage(), e);
    }
  }

  /** Returns a world in which the robot of a folder stands instead of the world's own. */
  public static World into(World world, Path folder) throws IOException {
    RobotFile file = read(folder);
    Transform place =
        file.mount == null && world.arm().isPresent()
            ? world.robot().tableFromBase()
            : file.place();
    return world.withRobot(
        new World.RobotMount(load(folder), folder.resolve(URDF), place),
        List.of(folder.resolve(FILE), folder.resolve(URDF)));
  }

  /** Where an arm stands in the shipped worlds. */
  static final Transform USUAL_PLACE =
      new Transform(
          CameraModel.TABLE, RobotModel.BASE, new Vector3(-0.45, 0, 0), Quaternion.IDENTITY);

  /** Returns where the base stands, unless a world with an arm of its own says it. */
  Transform place() {
    return mount == null
        ? USUAL_PLACE
        : new Transform(
            CameraModel.TABLE,
            RobotModel.BASE,
            vector(mount),
            Quaternion.fromRollPitchYaw(mount.get(3), mount.get(4), mount.get(5)));
  }
}
