package dev.cobot.sim2real.world;

import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.scene.Visual;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A world file as read, ready for a simulator and a renderer.
 *
 * @param gravityMetersPerSecond2 table frame
 * @param stepSeconds the physics step
 * @param fixtures the static models, each with its pose in {@link Fixture#tableFromModel}
 * @param objectModels the geometry of each kind of object that the models folder knows
 * @param nominalObjects the movable objects where the file puts them
 * @param cameraMounts the cameras in the file's order, at least one; the first has the id {@link
 *     CameraModel#ONLY}, and no two have the same
 * @param arm the robot; a world that is only looked at has none
 * @param files all that was read, the world's own among them, in the order of their paths
 * @param ignored what the files say and this reader does not use, one place a line
 */
public record World(
    String name,
    Path file,
    Vector3 gravityMetersPerSecond2,
    double stepSeconds,
    List<Fixture> fixtures,
    Map<ObjectKind, Model> objectModels,
    List<SceneObject> nominalObjects,
    List<CameraMount> cameraMounts,
    Optional<RobotMount> arm,
    List<Path> files,
    List<String> ignored) {
  /** In which variables people say where their models are, of Gazebo old and new. */
  private static final List<String> MODEL_PATHS =
      List.of("GAZEBO_MODEL_PATH", "GZ_SIM_RESOURCE_PATH", "IGN_GAZEBO_RESOURCE_PATH", "SDF_PATH");

  public World {
    fixtures = List.copyOf(fixtures);
    objectModels = Map.copyOf(objectModels);
    nominalObjects = List.copyOf(nominalObjects);
    cameraMounts = List.copyOf(cameraMounts);
    if (cameraMounts.isEmpty()) {
      throw new IllegalArgumentException(name + ": a world needs a camera, got none");
    }
    files = List.copyOf(files);
    ignored = List.copyOf(ignored);
  }

  /** A static model with its pose, {@code table} from {@code model}. */
  public record Fixture(Model model, Transform tableFromModel) {}

  /**
   * A camera where it stands.
   *
   * @param look what it sees the world by: the lamps and the background that all cameras share, and
   *     its own sensor and range of depth
   */
  public record CameraMount(CameraModel model, RenderOptions look) {}

  /** A robot with the pose of its base, {@code table} from {@code base_link}. */
  public record RobotMount(RobotModel model, Path urdf, Transform tableFromBase) {}

  /**
   * Reads a world file. Models are looked up in the folder {@code models} beside it, then in the
   * shipped one: {@code worlds/models} of the folder that the system property {@code cobot.home}
   * names.
   *
   * @throws DescriptionException when a file is not usable; the message names file, line, element
   */
  public static World load(Path worldFile) throws IOException {
    return new SdfReader(worldFile).read();
  }

  /** Returns the folders in which a world's models are looked up, in this order. */
  static List<Path> modelFolders(Path worldFile) {
    Path beside = worldFile.toAbsolutePath().normalize().resolveSibling("models");
    Optional<Path> shipped = shippedModels();
    return shipped.isEmpty() || shipped.get().equals(beside)
        ? List.of(beside)
        : List.of(beside, shipped.get());
  }

  /**
   * Returns the folders that an environment names for models, as Gazebo and libsdformat have them;
   * those that are not there are left out.
   */
  static List<Path> modelFolders(Map<String, String> environment) {
    return MODEL_PATHS.stream()
        .map(environment::get)
        .filter(Objects::nonNull)
        .flatMap(paths -> Pattern.compile(File.pathSeparator, Pattern.LITERAL).splitAsStream(paths))
        .filter(path -> !path.isBlank())
        .map(path -> Path.of(path).toAbsolutePath().normalize())
        .filter(Files::isDirectory)
        .distinct()
        .toList();
  }

  /** Returns the folder of the models that come with Cobot, where that is known. */
  static Optional<Path> shippedModels() {
    return Optional.ofNullable(System.getProperty("cobot.home"))
        .map(home -> Path.of(home).toAbsolutePath().normalize().resolve("worlds/models"));
  }

  /** Returns the same world, looked at by other cameras. */
  public World withCameraMounts(List<CameraMount> mounts) {
    return new World(
        name,
        file,
        gravityMetersPerSecond2,
        stepSeconds,
        fixtures,
        objectModels,
        nominalObjects,
        mounts,
        arm,
        files,
        ignored);
  }

  /**
   * Returns the same world with another robot instead of its own, or with one at all.
   *
   * @param robotFiles what the robot was read from
   */
  public World withRobot(RobotMount robot, List<Path> robotFiles) {
    List<Path> all = new ArrayList<>(files);
    all.addAll(robotFiles);
    return new World(
        name,
        file,
        gravityMetersPerSecond2,
        stepSeconds,
        fixtures,
        objectModels,
        nominalObjects,
        cameraMounts,
        Optional.of(robot),
        all,
        ignored);
  }

  /** Returns the cameras in the file's order. */
  public List<CameraModel> cameras() {
    return cameraMounts.stream().map(CameraMount::model).toList();
  }

  /** Returns the first camera. */
  public CameraModel camera() {
    return cameraMounts.get(0).model();
  }

  /** Returns the camera of this id with its look. */
  public CameraMount cameraMount(String id) {
    return cameraMounts.stream()
        .filter(mount -> mount.model().id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    file
                        + " has no camera '"
                        + id
                        + "'; there are "
                        + cameras().stream().map(CameraModel::id).toList()));
  }

  /** Returns the picture that the file describes, as the first camera sees it. */
  public RenderOptions look() {
    return cameraMounts.get(0).look();
  }

  /** Returns the robot; a world without one is an error. */
  public RobotMount robot() {
    return arm.orElseThrow(
        () ->
            new IllegalArgumentException(
                file
                    + " has no robot, which this needs; <include> a model whose model.config names"
                    + " a .urdf file"));
  }

  /** Returns the geometry of a kind of object. */
  public Model objectModel(ObjectKind kind) {
    Model model = objectModels.get(kind);
    if (model == null) {
      throw new IllegalArgumentException(
          "there is no model of a "
              + kind.word()
              + " in any of "
              + modelFolders(file)
              + "; there are "
              + objectModels.keySet().stream().map(ObjectKind::word).sorted().toList());
    }
    return model;
  }

  /** Returns what a camera sees of the static models. */
  public List<Visual> fixtureVisuals() {
    List<Visual> visuals = new ArrayList<>();
    for (Fixture fixture : fixtures) {
      for (Model.ModelVisual visual : fixture.model().visuals()) {
        visuals.add(
            new Visual(
                fixture.model().name(),
                visual.shape(),
                fixture.tableFromModel().after(visual.modelFromShape()),
                visual.material()));
      }
    }
    return visuals;
  }

  /** Returns what a camera sees of an object: its model in its pose and colour. */
  public List<Visual> visuals(SceneObject object) {
    Model model = objectModel(object.kind());
    Vector3 center = object.rotation().rotate(model.boxCenterMeters());
    Transform tableFromModel =
        new Transform(
            CameraModel.TABLE, "model", object.positionMeters().minus(center), object.rotation());
    List<Visual> visuals = new ArrayList<>();
    for (Model.ModelVisual visual : model.visuals()) {
      visuals.add(
          new Visual(
              object.id(),
              visual.shape(),
              tableFromModel.after(visual.modelFromShape()),
              visual.color().equals(model.mainColor())
                  ? visual.material().withColor(object.color())
                  : visual.material()));
    }
    return visuals;
  }

  /** Returns an object of this world's geometry that stands on the table. */
  public SceneObject standing(
      String id, ObjectKind kind, double xMeters, double yMeters, double yawRad, ColorRgb color) {
    Vector3 size = objectModel(kind).sizeMeters();
    return new SceneObject(
        id,
        kind,
        new Vector3(xMeters, yMeters, size.z() / 2),
        Quaternion.fromYaw(yawRad),
        color,
        size);
  }
}
