package dev.cobot.sim2real.world;

import dev.cobot.sim2real.render.RenderOptions;
import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.XmlElement;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.Material;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Shape;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.Model.Collision;
import dev.cobot.sim2real.world.Model.Inertial;
import dev.cobot.sim2real.world.Model.ModelVisual;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a world file and the models that it includes. */
final class SdfReader {
  private static final double DEFAULT_FRICTION = 0.6;
  private static final int MAX_CAMERAS = 8;
  private static final Pattern MODEL_URI = Pattern.compile("model://([A-Za-z0-9_-]{1,64})");
  // The axes of a camera link (x forward, z up) seen from its optical frame (z forward, y down).
  private static final Quaternion LINK_FROM_OPTICAL =
      Quaternion.fromRollPitchYaw(-Math.PI / 2, 0, -Math.PI / 2);

  private final Path worldFile;
  private final List<Path> modelFolders;
  private final NavigableSet<Path> files = new TreeSet<>();
  private final List<String> ignored = new ArrayList<>();
  private final SdfLook look = new SdfLook(ignored);
  private final SdfAssets assets;
  private final List<World.Fixture> fixtures = new ArrayList<>();
  private final List<SceneObject> objects = new ArrayList<>();
  private final Map<ObjectKind, Model> objectModels = new EnumMap<>(ObjectKind.class);
  private final Set<String> names = new HashSet<>();
  private final List<World.CameraMount> cameras = new ArrayList<>();
  private World.RobotMount robot;

  SdfReader(Path worldFile) {
    this.worldFile = worldFile.toAbsolutePath().normalize();
    this.modelFolders = World.modelFolders(this.worldFile);
    this.assets = new SdfAssets(modelFolders, files, ignored);
  }

  World read() throws IOException {
    XmlElement sdf = sdf(worldFile);
    XmlElement world = sdf.requiredChild("world");
    sdf.noteIgnored(Set.of("world"), ignored);
    world.noteIgnored(Set.of("gravity", "physics", "scene", "light", "include", "model"), ignored);
    readObjectModels();
    Vector3 gravity = new Vector3(0, 0, -9.81);
    Optional<XmlElement> gravityElement = world.child("gravity");
    if (gravityElement.isPresent()) {
      gravity = Vector3.of(gravityElement.get().numbers(3));
    }
    XmlElement physics = world.requiredChild("physics");
    physics.noteIgnored(Set.of("max_step_size", "real_time_update_rate"), ignored);
    XmlElement step = physics.requiredChild("max_step_size");
    double stepSeconds = step.positiveNumber();
    if (!(stepSeconds <= 0.02)) {
      throw step.error("must be in (0, 0.02] s, got " + stepSeconds);
    }
    Optional<XmlElement> rate = physics.child("real_time_update_rate");
    if (rate.isPresent() && Math.abs(rate.get().number() * stepSeconds - 1) > 1e-6) {
      rate.get().noteIgnored("is not real time; the pace is told to the simulator", ignored);
    }
    look.world(world);
    for (XmlElement element : world.children()) {
      if (element.name().equals("model")) {
        place(element, element.requiredAttribute("name"), pose(element, "table", "model"));
      } else if (element.name().equals("include")) {
        include(element);
      }
    }
    if (cameras.isEmpty()) {
      throw world.error("needs a model with a <sensor type=\"camera\">");
    }
    if (robot != null && fixtures.stream().noneMatch(f -> f.model().name().equals("table"))) {
      throw world.error("has a robot, so it needs a static <model name=\"table\">");
    }
    return new World(
        world.requiredAttribute("name"),
        worldFile,
        gravity,
        stepSeconds,
        fixtures,
        objectModels,
        objects,
        cameras,
        Optional.ofNullable(robot),
        List.copyOf(files),
        ignored);
  }

  private XmlElement sdf(Path file) throws IOException {
    files.add(file);
    XmlElement sdf = XmlElement.read(file);
    if (!sdf.name().equals("sdf")) {
      throw sdf.error("is no SDF; the file must start with <sdf version=\"1.6\">");
    }
    String version = sdf.requiredAttribute("version");
    if (!version.matches("1\\.[4-7]")) {
      throw sdf.error("has version '" + version + "'; allowed: 1.4, 1.5, 1.6, 1.7");
    }
    return sdf;
  }

  private void readObjectModels() throws IOException {
    for (ObjectKind kind : ObjectKind.values()) {
      Optional<Path> directory = modelDirectory(kind.word());
      if (directory.isPresent()) {
        XmlElement model = modelElement(modelFile(directory.get()));
        if (model.child("pose").isPresent()) {
          throw model.error("is an object; give its <pose> where the world includes it");
        }
        Model read = model(model, kind.word());
        if (read.isStatic()
            || read.inertial() == null
            || read.collisions().isEmpty()
            || read.visuals().isEmpty()) {
          throw model.error(
              "is an object, so it must not be static and needs <inertial>, <collision>, <visual>");
        }
        if (!kind.canMeasure(read.sizeMeters())) {
          Vector3 size = read.sizeMeters();
          throw model.error(
              String.format(
                  Locale.ROOT,
                  "is %.4g x %.4g x %.4g m; the sides of a %s are %s to %s m; SDF is in metres",
                  size.x(),
                  size.y(),
                  size.z(),
                  kind.word(),
                  kind.shortestMeters(),
                  kind.longestMeters()));
        }
        objectModels.put(kind, read);
      }
    }
  }

  /** Returns the folder of a model from the first place that has it. */
  private Optional<Path> modelDirectory(String modelName) {
    return modelFolders.stream()
        .map(models -> models.resolve(modelName))
        .filter(Files::isDirectory)
        .findFirst();
  }

  /** Returns the file that a model's manifest names; it lies beside the folder of all models. */
  private Path modelFile(Path directory) throws IOException {
    Path folder = directory.getParent().getParent();
    files.add(directory.resolve("model.config"));
    XmlElement config = XmlElement.read(directory.resolve("model.config"));
    XmlElement entry = config.requiredChild("sdf");
    Path file = directory.resolve(entry.text()).normalize();
    if (!file.startsWith(folder)) {
      throw entry.error("names '" + entry.text() + "', which lies outside of " + folder);
    }
    return file;
  }

  private XmlElement modelElement(Path file) throws IOException {
    XmlElement sdf = sdf(file);
    sdf.noteIgnored(Set.of("model"), ignored);
    return sdf.requiredChild("model");
  }

  private void include(XmlElement include) throws IOException {
    include.noteIgnored(Set.of("uri", "name", "pose", "static"), ignored);
    XmlElement uri = include.requiredChild("uri");
    Matcher matcher = MODEL_URI.matcher(uri.text());
    if (!matcher.matches()) {
      throw uri.error("must read model://NAME with letters, digits, _ and -, got " + uri.text());
    }
    String modelName = matcher.group(1);
    Optional<XmlElement> nameElement = include.child("name");
    String name = nameElement.isPresent() ? nameElement.get().text() : modelName;
    Path file =
        modelFile(
            modelDirectory(modelName)
                .orElseThrow(() -> uri.error("names no folder in any of " + modelFolders)));
    if (file.toString().endsWith(".urdf")) {
      if (robot != null) {
        throw include.error("is a second robot; a world has exactly one");
      }
      files.add(file);
      RobotModel.statesFile(file).ifPresent(files::add);
      robot =
          new World.RobotMount(
              RobotModel.load(
                  file, RobotMeshes.beside(file.toAbsolutePath().getParent(), Map.of())),
              file,
              pose(include, CameraModel.TABLE, RobotModel.BASE));
      return;
    }
    ObjectKind kind = kindOf(modelName);
    if (kind == null) {
      XmlElement model = modelElement(file);
      place(model, name, pose(include, "table", "include").after(pose(model, "include", "model")));
      return;
    }
    requireNewName(include, name);
    Model model = objectModels.get(kind);
    Transform tableFromModel = pose(include, "table", "model");
    objects.add(
        new SceneObject(
            name,
            kind,
            tableFromModel.apply(model.boxCenterMeters()),
            tableFromModel.rotation(),
            model.mainColor(),
            model.sizeMeters()));
  }

  private static ObjectKind kindOf(String modelName) {
    for (ObjectKind kind : ObjectKind.values()) {
      if (kind.word().equals(modelName)) {
        return kind;
      }
    }
    return null;
  }

  private void requireNewName(XmlElement element, String name) throws DescriptionException {
    if (!names.add(name)) {
      throw element.error("is the second model named '" + name + "'; give it another <name>");
    }
  }

  /** Takes a model that stands in the world file itself: a fixture or a camera. */
  private void place(XmlElement element, String name, Transform tableFromModel) throws IOException {
    requireNewName(element, name);
    long sensors =
        element.children("link").stream().mapToLong(l -> l.children("sensor").size()).sum();
    for (XmlElement link : element.children("link")) {
      for (XmlElement sensor : link.children("sensor")) {
        Transform modelFromLink = pose(link, "model", "link");
        String ownName = sensors == 1 ? name : name + "_" + sensor.requiredAttribute("name");
        camera(
            sensor,
            ownName,
            tableFromModel.after(modelFromLink).after(pose(sensor, "link", "sensor")));
      }
    }
    Model model = model(element, name);
    if (!model.isStatic()) {
      throw element.error(
          "moves, so it must be included from models/KIND; allowed kinds: "
              + List.of(ObjectKind.values()).stream().map(ObjectKind::word).toList());
    }
    fixtures.add(new World.Fixture(model, tableFromModel));
  }

  private Model model(XmlElement element, String name) throws IOException {
    element.noteIgnored(Set.of("static", "pose", "link"), ignored);
    boolean isStatic = bool(element, "static", false);
    Inertial inertial = null;
    List<Collision> collisions = new ArrayList<>();
    List<ModelVisual> visuals = new ArrayList<>();
    List<XmlElement> links = element.children("link");
    if (links.isEmpty() || (!isStatic && links.size() > 1)) {
      throw element.error(
          "needs " + (isStatic ? "a <link>" : "exactly one <link>, as it moves as one body"));
    }
    for (XmlElement link : links) {
      link.noteIgnored(Set.of("pose", "inertial", "collision", "visual", "sensor"), ignored);
      Transform modelFromLink = pose(link, "model", "link");
      Optional<XmlElement> inertialElement = link.child("inertial");
      if (inertialElement.isPresent()) {
        inertial = inertial(inertialElement.get(), modelFromLink);
      }
      for (XmlElement collision : link.children("collision")) {
        collision.noteIgnored(Set.of("pose", "geometry", "surface"), ignored);
        collisions.add(
            new Collision(
                solid(collision),
                modelFromLink.after(pose(collision, "link", "shape")),
                surface(collision)));
      }
      for (XmlElement visual : link.children("visual")) {
        visual.noteIgnored(Set.of("pose", "geometry", "material"), ignored);
        Material material = assets.material(visual.requiredChild("material"));
        try {
          visuals.add(
              new ModelVisual(
                  visible(visual), modelFromLink.after(pose(visual, "link", "shape")), material));
        } catch (IllegalArgumentException e) {
          throw new DescriptionException(visual.error(e.getMessage()).getMessage(), e);
        }
      }
    }
    return new Model(name, isStatic, inertial, collisions, visuals);
  }

  private Inertial inertial(XmlElement element, Transform modelFromLink)
      throws DescriptionException {
    element.noteIgnored(Set.of("pose", "mass", "inertia"), ignored);
    Transform linkFromInertial = pose(element, "link", "inertial");
    Transform modelFromInertial = modelFromLink.after(linkFromInertial);
    if (modelFromInertial.rotation().angleTo(Quaternion.IDENTITY) > 1e-6) {
      throw element.error("must not be turned against the model; give the inertia in its axes");
    }
    double mass = element.requiredChild("mass").positiveNumber();
    XmlElement inertia = element.requiredChild("inertia");
    double xx = inertia.requiredChild("ixx").positiveNumber();
    double yy = inertia.requiredChild("iyy").positiveNumber();
    double zz = inertia.requiredChild("izz").positiveNumber();
    double xy = optionalNumber(inertia, "ixy");
    double xz = optionalNumber(inertia, "ixz");
    double yz = optionalNumber(inertia, "iyz");
    double determinant =
        xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz);
    if (!(xx * yy > xy * xy && determinant > 0)) {
      throw inertia.error("must be positive definite");
    }
    return new Inertial(mass, modelFromInertial.translation(), List.of(xx, yy, zz, xy, xz, yz));
  }

  private static double optionalNumber(XmlElement parent, String name) throws DescriptionException {
    Optional<XmlElement> child = parent.child(name);
    return child.isPresent() ? child.get().number() : 0;
  }

  private Model.Surface surface(XmlElement collision) throws DescriptionException {
    Model.Surface hard = Model.Surface.hard(friction(collision), restitution(collision));
    XmlElement element = collision;
    for (String step : List.of("surface", "contact", "ode")) {
      Optional<XmlElement> next = element.child(step);
      if (next.isEmpty()) {
        return hard;
      }
      element = next.get();
    }
    element.noteIgnored(Set.of("kp", "kd"), ignored);
    double stiffness = positive(element.requiredChild("kp"));
    double damping = positive(element.requiredChild("kd"));
    return new Model.Surface(hard.friction(), hard.restitution(), stiffness, damping);
  }

  private static double positive(XmlElement element) throws DescriptionException {
    double value = element.number();
    if (!(value > 0 && value <= 1e12)) {
      throw element.error("must be in (0, 1e12], got " + value);
    }
    return value;
  }

  private double friction(XmlElement collision) throws DescriptionException {
    XmlElement element = collision;
    for (String step : List.of("surface", "friction", "ode", "mu")) {
      Optional<XmlElement> next = element.child(step);
      if (next.isEmpty()) {
        return DEFAULT_FRICTION;
      }
      element.noteIgnored(Set.of(step, "pose", "geometry", "mu2", "bounce", "contact"), ignored);
      element = next.get();
    }
    double mu = element.number();
    if (!(mu >= 0 && mu <= 10)) {
      throw element.error("must be in [0, 10], got " + mu);
    }
    return mu;
  }

  private double restitution(XmlElement collision) throws DescriptionException {
    Optional<XmlElement> surface = collision.child("surface");
    Optional<XmlElement> bounce =
        surface.isPresent() ? surface.get().child("bounce") : Optional.empty();
    if (bounce.isEmpty()) {
      return 0;
    }
    bounce.get().noteIgnored(Set.of("restitution_coefficient"), ignored);
    XmlElement element = bounce.get().requiredChild("restitution_coefficient");
    double restitution = element.number();
    if (!(restitution >= 0 && restitution <= 1)) {
      throw element.error("must be in [0, 1], got " + restitution);
    }
    return restitution;
  }

  private Shape visible(XmlElement visual) throws IOException {
    XmlElement element = onlyShape(visual);
    return element.name().equals("mesh") ? assets.mesh(element) : shape(element);
  }

  private static Shape solid(XmlElement collision) throws DescriptionException {
    XmlElement element = onlyShape(collision);
    if (element.name().equals("mesh")) {
      throw element.error(
          "cannot collide; make the <collision> of <box>, <cylinder> and <sphere> and keep the mesh"
              + " for the <visual>");
    }
    return shape(element);
  }

  private static XmlElement onlyShape(XmlElement owner) throws DescriptionException {
    XmlElement geometry = owner.requiredChild("geometry");
    if (geometry.children().size() != 1) {
      throw geometry.error("needs exactly one of <box>, <cylinder>, <sphere>, <plane>, <mesh>");
    }
    return geometry.children().get(0);
  }

  private static Shape shape(XmlElement element) throws DescriptionException {
    try {
      return switch (element.name()) {
        case "box" -> new Shape.Box(Vector3.of(element.requiredChild("size").numbers(3)));
        case "cylinder" ->
            new Shape.Cylinder(
                element.requiredChild("radius").number(), element.requiredChild("length").number());
        case "sphere" -> new Shape.Sphere(element.requiredChild("radius").number());
        case "plane" -> {
          double[] size = element.requiredChild("size").numbers(2);
          yield new Shape.Plane(
              Vector3.of(element.requiredChild("normal").numbers(3)), size[0], size[1]);
        }
        default ->
            throw element.error(
                "is not supported; use <box>, <cylinder>, <sphere>, <plane> or <mesh>");
      };
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(element.error(e.getMessage()).getMessage(), e);
    }
  }

  private void camera(XmlElement sensor, String name, Transform tableFromSensor)
      throws DescriptionException {
    if (!sensor.requiredAttribute("type").equals("camera")) {
      throw sensor.error("has an unsupported type; allowed: camera");
    }
    if (cameras.size() == MAX_CAMERAS) {
      throw sensor.error("is one too many; a world has at most " + MAX_CAMERAS + " cameras");
    }
    String id = cameras.isEmpty() ? CameraModel.ONLY : idOf(name);
    if (cameras.stream().anyMatch(c -> c.model().id().equals(id))) {
      throw sensor.error(
          "is the second camera with the id '"
              + id
              + "'; the first camera of a world is 'camera' and the others are called like their"
              + " models, so give this one's model another <name>");
    }
    sensor.noteIgnored(Set.of("pose", "camera"), ignored);
    XmlElement element = sensor.requiredChild("camera");
    element.noteIgnored(Set.of("horizontal_fov", "image", "clip", "noise", "distortion"), ignored);
    XmlElement fov = element.requiredChild("horizontal_fov");
    double horizontalFovRad = fov.positiveNumber();
    if (!(horizontalFovRad < 3)) {
      throw fov.error("must be in (0, 3) rad, got " + horizontalFovRad);
    }
    XmlElement image = element.requiredChild("image");
    image.noteIgnored(Set.of("width", "height", "format"), ignored);
    Optional<XmlElement> format = image.child("format");
    if (format.isPresent() && !format.get().text().equals("R8G8B8")) {
      format.get().noteIgnored("is not R8G8B8, which all pictures are", ignored);
    }
    RenderOptions seen = look.ofCamera(element);
    CameraIntrinsics lens;
    try {
      lens = lens(element, image, horizontalFovRad);
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(image.error(e.getMessage()).getMessage(), e);
    }
    try {
      CameraModel model =
          new CameraModel(
              id,
              lens,
              new Transform(
                  CameraModel.TABLE,
                  CameraModel.OPTICAL,
                  tableFromSensor.translation(),
                  tableFromSensor.rotation().after(LINK_FROM_OPTICAL)));
      cameras.add(new World.CameraMount(model, seen));
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(sensor.error(e.getMessage()).getMessage(), e);
    }
  }

  /** Returns a name in small letters, digits and underscores. */
  private static String idOf(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
  }

  // Brown's model has one centre: that of the distortion is the principal point as well.
  private CameraIntrinsics lens(XmlElement camera, XmlElement image, double horizontalFovRad)
      throws DescriptionException {
    CameraIntrinsics ideal =
        CameraIntrinsics.ideal(
            pixels(image.requiredChild("width")),
            pixels(image.requiredChild("height")),
            horizontalFovRad);
    Optional<XmlElement> element = camera.child("distortion");
    if (element.isEmpty()) {
      return ideal;
    }
    XmlElement distortion = element.get();
    distortion.noteIgnored(Set.of("k1", "k2", "k3", "p1", "p2", "center"), ignored);
    List<Double> values = new ArrayList<>();
    for (String name : List.of("k1", "k2", "p1", "p2", "k3")) {
      double value = optionalNumber(distortion, name);
      if (!(Math.abs(value) <= 10)) {
        throw distortion.requiredChild(name).error("must be in [-10, 10], got " + value);
      }
      values.add(value);
    }
    double[] center = {0.5, 0.5};
    Optional<XmlElement> centerElement = distortion.child("center");
    if (centerElement.isPresent()) {
      center = centerElement.get().numbers(2);
      if (!(center[0] >= 0 && center[0] <= 1 && center[1] >= 0 && center[1] <= 1)) {
        throw centerElement
            .get()
            .error(
                "must be two shares of the picture in [0, 1], got " + center[0] + " " + center[1]);
      }
    }
    return new CameraIntrinsics(
        ideal.widthPixels(),
        ideal.heightPixels(),
        ideal.fx(),
        ideal.fy(),
        center[0] * ideal.widthPixels() - 0.5,
        center[1] * ideal.heightPixels() - 0.5,
        values);
  }

  private static int pixels(XmlElement element) throws DescriptionException {
    double value = element.number();
    if (!(value >= 1 && value <= CameraIntrinsics.MAX_SIDE_PIXELS && value == Math.rint(value))) {
      throw element.error(
          "must be a whole number of pixels up to "
              + CameraIntrinsics.MAX_SIDE_PIXELS
              + ", got "
              + value);
    }
    return (int) value;
  }

  static ColorRgb color(XmlElement element) throws DescriptionException {
    double[] rgba = element.numbers(4);
    try {
      return new ColorRgb(rgba[0], rgba[1], rgba[2]);
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(element.error(e.getMessage()).getMessage(), e);
    }
  }

  static boolean bool(XmlElement parent, String name, boolean otherwise)
      throws DescriptionException {
    Optional<XmlElement> element = parent.child(name);
    if (element.isEmpty()) {
      return otherwise;
    }
    return switch (element.get().text()) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw element.get().error("must be true, false, 1 or 0");
    };
  }

  static Transform pose(XmlElement parent, String target, String source)
      throws DescriptionException {
    Optional<XmlElement> pose = parent.child("pose");
    if (pose.isEmpty()) {
      return Transform.identity(target, source);
    }
    double[] p = pose.get().numbers(6);
    return new Transform(
        target,
        source,
        new Vector3(p[0], p[1], p[2]),
        Quaternion.fromRollPitchYaw(p[3], p[4], p[5]));
  }
}
