package dev.cobot.sim2real.world;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.robot.XmlElement;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.MeshBoxes;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a world file and the models that it includes. */
final class SdfReader {
  private static final double DEFAULT_STEP_SECONDS = 0.001;
  private static final String CELL_CAMERA = "cell_camera";

  /** Where the factory table has it: it looks back over the table at the arm. */
  private static final String CELL_CAMERA_POSE = "0.75 0 0.75 0 0.8198672644 3.1415926536";

  private static final Set<String> SOLIDS = Set.of("box", "cylinder", "sphere", "plane");
  private static final int OLDEST = 3;
  private static final int NEWEST = 12;
  private static final int MAX_NESTED = 8;
  private static final int MAX_MODELS = 2000;
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern VERSION = Pattern.compile("1\\.([0-9]{1,2})(?:\\.[0-9]{1,3})?");
  private static final Pattern MODEL_URI =
      Pattern.compile("(?:model://)?([A-Za-z0-9_-][A-Za-z0-9_ .-]{0,63})/?");

  /** Of a model on a server, as Gazebo fetches it, with or without its version. */
  private static final Pattern SERVED_URI =
      Pattern.compile(
          "https?://[^?#]{1,256}/models/([A-Za-z0-9_-][A-Za-z0-9_ .-]{0,63})(?:/[0-9]+|/tip)?/?");

  private final Path worldFile;

  /** Where the models of objects are. */
  private final List<Path> ownFolders;

  /** Where an include and a mesh are looked for; the first that has it counts. */
  private final List<Path> modelFolders;

  private final NavigableSet<Path> files = new TreeSet<>();
  private static final String OWN = "own";
  private static final String MODEL_FRAME = "__model__";

  private final List<String> ignored = new ArrayList<>();
  private final SdfLook look = new SdfLook(ignored);
  private final SdfCameras cameras = new SdfCameras(look, ignored);
  private final SdfSolids solids = new SdfSolids(ignored);
  private final SdfAssets assets;
  private final List<World.Fixture> fixtures = new ArrayList<>();
  private final List<SceneObject> objects = new ArrayList<>();
  private final Map<ObjectKind, Model> objectModels = new EnumMap<>(ObjectKind.class);
  private final Set<String> names = new HashSet<>();
  private final IdentityHashMap<XmlElement, Included> included = new IdentityHashMap<>();

  /** What each file of an included model holds; a file is read once. */
  private final Map<Path, XmlElement> roots = new HashMap<>();

  /** The folders whose models are objects of this world. */
  private final Set<Path> objectFolders = new HashSet<>();

  private int collected;
  private SdfFrames frames;
  private World.RobotMount robot;

  SdfReader(Path worldFile) {
    this(worldFile, System.getenv());
  }

  /**
   * @param environment where else models may be, see {@link World#modelFolders(Map)}
   */
  SdfReader(Path worldFile, Map<String, String> environment) {
    this.worldFile = worldFile.toAbsolutePath().normalize();
    this.ownFolders = World.modelFolders(this.worldFile);
    this.modelFolders =
        Stream.concat(ownFolders.stream(), World.modelFolders(environment).stream()).toList();
    this.assets = new SdfAssets(modelFolders, files, ignored);
  }

  World read() throws IOException {
    XmlElement sdf = sdf(worldFile);
    XmlElement world = sdf.requiredChild("world");
    sdf.noteIgnored(Set.of("world"), ignored);
    world.noteIgnored(
        Set.of("gravity", "physics", "scene", "light", "include", "model", "frame"), ignored);
    readObjectModels(world);
    Vector3 gravity = new Vector3(0, 0, -9.81);
    Optional<XmlElement> gravityElement = world.child("gravity");
    if (gravityElement.isPresent()) {
      gravity = Vector3.of(gravityElement.get().numbers(3));
    }
    double stepSeconds = stepSeconds(world.firstChild("physics"));
    look.world(world);
    frames = worldFrames(world);
    // Before the cameras, which see by all lights.
    for (XmlElement element : world.children("include")) {
      Included read = included(element);
      if (read.isLight()) {
        look.light(read.model(), read.posed());
      }
    }
    for (XmlElement element : world.children()) {
      if (element.name().equals("model")) {
        place(
            element,
            element.requiredAttribute("name"),
            frames.modelPose(element, placed(element), () -> modelFrames(element, OWN), "model"),
            bool(element, "static", false));
      } else if (element.name().equals("include")) {
        include(element);
      }
    }
    if (cameras.mounts().isEmpty()) {
      addCellCamera(world);
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
        cameras.mounts(),
        Optional.ofNullable(robot),
        List.copyOf(files),
        ignored);
  }

  /** Gazebo's worlds are looked at by its window and have no camera: the cell's own is put in. */
  private void addCellCamera(XmlElement world) throws IOException {
    if (modelDirectory(CELL_CAMERA).isEmpty()) {
      throw world.error("needs a model with a <sensor type=\"camera\">");
    }
    world.noteIgnored(
        "has no camera; models/" + CELL_CAMERA + " is put at " + CELL_CAMERA_POSE, ignored);
    String text =
        "<include><uri>model://%s</uri><name>camera</name><pose>%s</pose></include>"
            .formatted(CELL_CAMERA, CELL_CAMERA_POSE);
    include(XmlElement.parse(worldFile.toString(), text.getBytes(StandardCharsets.UTF_8)));
  }

  /** What SDF says of a world without {@code <physics>} is a step of a millisecond. */
  private double stepSeconds(Optional<XmlElement> physics) throws DescriptionException {
    if (physics.isEmpty() || physics.get().child("max_step_size").isEmpty()) {
      return DEFAULT_STEP_SECONDS;
    }
    physics.get().noteIgnored(Set.of("max_step_size", "real_time_update_rate"), ignored);
    XmlElement step = physics.get().requiredChild("max_step_size");
    double stepSeconds = step.positiveNumber();
    if (!(stepSeconds <= 0.02)) {
      throw step.error("must be in (0, 0.02] s, got " + stepSeconds);
    }
    Optional<XmlElement> rate = physics.get().child("real_time_update_rate");
    if (rate.isPresent() && Math.abs(rate.get().number() * stepSeconds - 1) > 1e-6) {
      rate.get().noteIgnored("is not real time; the pace is told to the simulator", ignored);
    }
    return stepSeconds;
  }

  /** What stands in the world has a frame each. */
  private SdfFrames worldFrames(XmlElement world) throws IOException {
    SdfFrames all = new SdfFrames("table", "world");
    for (XmlElement element : world.children()) {
      switch (element.name()) {
        case "model" ->
            all.putModel(
                element.attribute("name").orElse(""),
                element,
                placed(element),
                () -> modelFrames(element, OWN));
        case "frame" ->
            all.put(
                element.attribute("name").orElse(""),
                element,
                element.attribute("attached_to").orElse(""));
        case "include" -> {
          Included included = included(element);
          all.putModel(included.name(), included.posed(), included.placed(), scope(included));
        }
        default -> {
          // Has no frame.
        }
      }
    }
    return all;
  }

  private XmlElement sdf(Path file) throws IOException {
    files.add(file);
    XmlElement sdf = XmlElement.read(file);
    if (!sdf.name().equals("sdf")) {
      throw sdf.error("is no SDF; the file must start with <sdf version=\"1.6\">");
    }
    String version = sdf.requiredAttribute("version");
    if (!isKnown(version)) {
      throw sdf.error(
          "has version '" + version + "'; allowed: 1." + OLDEST + " to 1." + NEWEST + ", as 1.6");
    }
    return sdf;
  }

  private static boolean isKnown(String version) {
    Matcher matcher = VERSION.matcher(version.strip());
    return matcher.matches() && minor(matcher) >= OLDEST && minor(matcher) <= NEWEST;
  }

  private static int minor(Matcher version) {
    return Integer.parseInt(version.group(1));
  }

  /**
   * Reads the model of each kind of object. Other people's folders may have a model of such a name
   * that is no object, as a table is: one that the world does not include as an object is noted.
   */
  private void readObjectModels(XmlElement world) throws IOException {
    Set<String> included = new HashSet<>();
    for (XmlElement include : world.children("include")) {
      if (!bool(include, "static", false)) {
        include.firstChild("uri").ifPresent(uri -> included.add(uri.text()));
      }
    }
    for (ObjectKind kind : ObjectKind.values()) {
      for (Path models : ownFolders) {
        Path directory = models.resolve(kind.word());
        if (!Files.isDirectory(directory) || objectModels.containsKey(kind)) {
          continue;
        }
        int noted = ignored.size();
        try {
          XmlElement model = modelElement(modelFile(directory));
          if (!bool(model, "static", false)) {
            objectModels.put(kind, objectModel(model, kind));
            objectFolders.add(directory);
          }
        } catch (IOException e) {
          boolean own = directory.startsWith(World.shippedModels().orElse(directory));
          if (own || included.contains("model://" + kind.word())) {
            throw e;
          }
          ignored.subList(noted, ignored.size()).clear();
          ignored.add(e.getMessage() + "; it is no object of this world");
        }
      }
    }
  }

  private Model objectModel(XmlElement model, ObjectKind kind) throws IOException {
    if (model.child("pose").isPresent()) {
      throw model.error("is an object; give its <pose> where the world includes it");
    }
    Model read = model(model, kind.word());
    if (read.inertial() == null || read.collisions().isEmpty() || read.visuals().isEmpty()) {
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
    return read;
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
    XmlElement entry = newest(config);
    Path file = directory.resolve(entry.text()).normalize();
    if (!file.startsWith(folder)) {
      throw entry.error("names '" + entry.text() + "', which lies outside of " + folder);
    }
    return file;
  }

  /** Returns the entry of the newest version that is known, as a manifest may have several. */
  private XmlElement newest(XmlElement config) throws DescriptionException {
    List<XmlElement> entries = config.children("sdf");
    if (entries.size() < 2) {
      return config.requiredChild("sdf");
    }
    XmlElement newest = null;
    int best = -1;
    for (XmlElement entry : entries) {
      Matcher version = VERSION.matcher(entry.attribute("version").orElse("").strip());
      if (version.matches() && minor(version) > best && minor(version) <= NEWEST) {
        best = minor(version);
        newest = entry;
      }
    }
    if (newest == null) {
      throw entries.get(0).error("and the others beside it have no version from 1." + OLDEST);
    }
    return newest;
  }

  private XmlElement modelElement(Path file) throws IOException {
    XmlElement sdf = sdf(file);
    sdf.noteIgnored(Set.of("model"), ignored);
    return sdf.requiredChild("model");
  }

  /**
   * What an {@code <include>} brings.
   *
   * @param name of the instance
   * @param file of the model
   * @param kind of object that the model is, or null
   * @param model read from the file; null for a robot and for an object
   * @param posed where the pose stands: an include's replaces the model's own
   * @param placed the frame of the model that the pose places; empty for the model's own
   */
  private record Included(
      String name, Path file, ObjectKind kind, XmlElement model, XmlElement posed, String placed) {
    boolean isLight() {
      return model != null && model.name().equals("light");
    }
  }

  private Included included(XmlElement include) throws IOException {
    Included known = included.get(include);
    if (known != null) {
      return known;
    }
    include.noteIgnored(Set.of("uri", "name", "pose", "static", "placement_frame"), ignored);
    XmlElement uri = include.requiredChild("uri");
    Matcher matcher = MODEL_URI.matcher(uri.text());
    Matcher served = SERVED_URI.matcher(uri.text());
    if (served.matches() && modelDirectory(served.group(1)).isPresent()) {
      matcher = served;
      uri.noteIgnored(
          "is on a server, which is not asked; "
              + modelDirectory(served.group(1)).get()
              + " is taken",
          ignored);
    } else if (!matcher.matches() || matcher.group(1).contains("..")) {
      throw uri.error(
          "must read model://NAME with letters, digits, _ and -, got "
              + MeshFile.brief(uri.text())
              + (uri.text().startsWith("http")
                  ? "; what is on a server is not fetched: put the model into models/NAME, with"
                      + " NAME as it is there"
                  : ""));
    }
    String modelName = matcher.group(1);
    Optional<XmlElement> nameElement = include.child("name");
    Path directory =
        modelDirectory(modelName)
            .orElseThrow(
                () ->
                    uri.error(
                        "names no folder in any of "
                            + modelFolders
                            + "; GAZEBO_MODEL_PATH may name others"));
    Path file = modelFile(directory);
    ObjectKind kind = objectFolders.contains(directory) ? kindOf(modelName) : null;
    boolean isModel = kind == null && !file.toString().endsWith(".urdf");
    XmlElement model = isModel ? root(file) : null;
    Optional<String> own =
        model == null ? Optional.empty() : model.attribute("name").filter(n -> !n.isBlank());
    boolean posesItself = include.child("pose").isPresent() || model == null;
    Included read =
        new Included(
            nameElement.isPresent() ? nameElement.get().text() : own.orElse(modelName),
            file,
            kind,
            model,
            posesItself ? include : model,
            placedByInclude(include, model));
    included.put(include, read);
    return read;
  }

  /** Returns which frame of an included model is placed: the include says it before the model. */
  private static String placedByInclude(XmlElement include, XmlElement model)
      throws DescriptionException {
    Optional<XmlElement> placement = include.child("placement_frame");
    if (placement.isEmpty()) {
      return model == null ? "" : placed(model);
    }
    if (model == null) {
      throw placement.get().error("is not read of a robot or an object; give the <pose> instead");
    }
    if (include.child("pose").isEmpty()) {
      throw placement.get().error("needs a <pose> beside it, as SDF has it");
    }
    return placement.get().text();
  }

  /** Returns which of its frames a model's pose places; empty for its own. */
  private static String placed(XmlElement model) {
    return model.attribute("placement_frame").map(String::strip).orElse("");
  }

  /** The frames within what was included; a robot and an object have none. */
  private SdfFrames.Scope scope(Included read) {
    return read.model() == null
        ? () -> new SdfFrames(OWN, MODEL_FRAME)
        : () -> modelFrames(read.model(), OWN);
  }

  private Transform pose(Included read, SdfFrames around, String source) throws IOException {
    return around.modelPose(read.posed(), read.placed(), scope(read), source);
  }

  /** Returns the model of a file, or its light: Gazebo's sun is included as a model is. */
  private XmlElement root(Path file) throws IOException {
    XmlElement known = roots.get(file);
    if (known != null) {
      return known;
    }
    XmlElement sdf = sdf(file);
    Optional<XmlElement> light = sdf.firstChild("light");
    XmlElement root;
    if (light.isPresent() && sdf.firstChild("model").isEmpty()) {
      root = light.get();
    } else {
      sdf.noteIgnored(Set.of("model"), ignored);
      root = sdf.requiredChild("model");
    }
    roots.put(file, root);
    return root;
  }

  private void include(XmlElement include) throws IOException {
    Included read = included(include);
    if (read.model() == null && read.kind() == null) {
      if (robot != null) {
        throw include.error("is a second robot; a world has exactly one");
      }
      files.add(read.file());
      RobotModel.statesFile(read.file()).ifPresent(files::add);
      robot =
          new World.RobotMount(
              RobotModel.load(
                  read.file(),
                  RobotMeshes.beside(read.file().toAbsolutePath().getParent(), Map.of())),
              read.file(),
              frames.pose(include, RobotModel.BASE));
      return;
    }
    if (read.kind() == null) {
      if (read.isLight()) {
        return;
      }
      boolean isStatic = bool(include, "static", bool(read.model(), "static", false));
      place(read.model(), read.name(), pose(read, frames, "model"), isStatic);
      return;
    }
    requireNewName(include, read.name());
    Model model = objectModels.get(read.kind());
    Transform tableFromModel = frames.pose(include, "model");
    if (bool(include, "static", false)) {
      Model still =
          new Model(read.name(), true, model.inertial(), model.collisions(), model.visuals());
      fixtures.add(new World.Fixture(still, tableFromModel));
      return;
    }
    objects.add(
        new SceneObject(
            read.name(),
            read.kind(),
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

  /** Takes a model of no kind of object, as a fixture or a camera: it stands still. */
  private void place(XmlElement element, String name, Transform tableFromModel, boolean isStatic)
      throws IOException {
    requireNewName(element, name);
    if (!isStatic) {
      element.noteIgnored(
          "would move, but stands still here: only what is included from models/KIND moves, kinds "
              + List.of(ObjectKind.values()).stream().map(ObjectKind::word).toList(),
          ignored);
    }
    SdfFrames own = modelFrames(element, "model");
    long sensors =
        element.children("link").stream()
            .flatMap(l -> l.children("sensor").stream())
            .filter(SdfCameras::isCamera)
            .count();
    for (XmlElement link : element.children("link")) {
      for (XmlElement sensor : link.children("sensor")) {
        if (!SdfCameras.isCamera(sensor)) {
          sensor.noteIgnored("has an unsupported type; allowed: camera", ignored);
          continue;
        }
        String ownName = sensors == 1 ? name : name + "_" + sensor.requiredAttribute("name");
        String linkName = link.attribute("name").orElse("");
        Transform modelFromSensor =
            sensor.child("pose").flatMap(SdfFrames::relativeTo).isPresent()
                ? own.pose(sensor, linkName, "sensor")
                : own.pose(link, "link").after(SdfFrames.inside(sensor, "link", "sensor"));
        cameras.add(sensor, ownName, tableFromModel.after(modelFromSensor));
      }
    }
    fixtures.add(new World.Fixture(model(element, name, true), tableFromModel));
  }

  /** The frames of a model with those of the models in it. */
  private SdfFrames modelFrames(XmlElement model, String root) throws IOException {
    SdfFrames own = SdfFrames.ofModel(model, root);
    for (XmlElement child : model.children()) {
      if (child.name().equals("model")) {
        own.putModel(
            child.attribute("name").orElse(""),
            child,
            placed(child),
            () -> modelFrames(child, OWN));
      } else if (child.name().equals("include")) {
        Included read = included(child);
        own.putModel(read.name(), read.posed(), read.placed(), scope(read));
      }
    }
    return own;
  }

  private Model model(XmlElement element, String name) throws IOException {
    return model(element, name, bool(element, "static", false));
  }

  private Model model(XmlElement element, String name, boolean isStatic) throws IOException {
    Parts parts = new Parts(isStatic);
    List<XmlElement> links = element.children("link");
    boolean nested =
        element.firstChild("model").isPresent() || element.firstChild("include").isPresent();
    if ((links.isEmpty() && !(isStatic && nested)) || (!isStatic && (links.size() > 1 || nested))) {
      throw element.error(
          "needs " + (isStatic ? "a <link>" : "exactly one <link>, as it moves as one body"));
    }
    collect(element, Transform.identity("model", OWN), parts, 0);
    return new Model(name, isStatic, parts.inertial, parts.collisions, parts.visuals);
  }

  /** What the links of a model and of the models in it add up to. */
  private static final class Parts {
    private final boolean isStatic;
    private final List<Collision> collisions = new ArrayList<>();
    private final List<ModelVisual> visuals = new ArrayList<>();
    private Inertial inertial;

    Parts(boolean isStatic) {
      this.isStatic = isStatic;
    }
  }

  private void collect(XmlElement element, Transform modelFromOwn, Parts parts, int depth)
      throws IOException {
    if (depth > MAX_NESTED || ++collected > MAX_MODELS) {
      throw element.error(
          "is one too many: a world has at most "
              + MAX_MODELS
              + " models, nested "
              + MAX_NESTED
              + " deep");
    }
    element.noteIgnored(
        Set.of("static", "pose", "link", "frame", "model", "include", "joint"), ignored);
    for (XmlElement joint : element.children("joint")) {
      joint.noteIgnored("is not used; the model stands still as it is", ignored);
    }
    SdfFrames own = modelFrames(element, OWN);
    for (XmlElement link : element.children("link")) {
      link.noteIgnored(Set.of("pose", "inertial", "collision", "visual", "sensor"), ignored);
      if (depth > 0) {
        for (XmlElement sensor : link.children("sensor")) {
          sensor.noteIgnored("of a model in a model is not used", ignored);
        }
      }
      Link at = new Link(link, own, modelFromOwn, modelFromOwn.after(own.pose(link, "link")));
      Optional<XmlElement> inertialElement = link.child("inertial");
      if (inertialElement.isPresent() && !parts.isStatic) {
        parts.inertial = solids.inertial(inertialElement.get(), at.modelFromLink());
      }
      for (XmlElement collision : link.children("collision")) {
        collide(collision, at, parts);
      }
      for (XmlElement visual : link.children("visual")) {
        show(visual, at, parts);
      }
    }
    for (XmlElement nested : element.children()) {
      if (nested.name().equals("model")) {
        Transform at = own.modelPose(nested, placed(nested), () -> modelFrames(nested, OWN), OWN);
        collect(nested, modelFromOwn.after(at), parts, depth + 1);
      } else if (nested.name().equals("include")) {
        Included read = included(nested);
        if (read.model() == null || read.isLight()) {
          throw nested.error("includes an object, a robot or a light into a model");
        }
        collect(read.model(), modelFromOwn.after(pose(read, own, OWN)), parts, depth + 1);
      }
    }
  }

  /** A link with the frames around it. */
  private record Link(
      XmlElement element, SdfFrames frames, Transform modelFromOwn, Transform modelFromLink) {
    Transform pose(XmlElement posed) throws IOException {
      Optional<XmlElement> pose = posed.child("pose");
      return pose.isPresent() && SdfFrames.relativeTo(pose.get()).isPresent()
          ? modelFromOwn.after(frames.pose(posed, "shape"))
          : modelFromLink.after(SdfFrames.inside(posed, "link", "shape"));
    }
  }

  private void collide(XmlElement collision, Link link, Parts parts) throws IOException {
    collision.noteIgnored(Set.of("pose", "geometry", "surface"), ignored);
    XmlElement shape = SdfSolids.onlyShape(collision);
    if (parts.isStatic && shape.name().equals("mesh")) {
      for (MeshBoxes.Box box : assets.boxes(shape)) {
        Transform shapeFromBox =
            new Transform("shape", "box", box.centerMeters(), Quaternion.IDENTITY);
        parts.collisions.add(
            new Collision(
                new Shape.Box(box.sizeMeters()),
                link.pose(collision).after(shapeFromBox),
                solids.surface(collision)));
      }
      return;
    }
    if (parts.isStatic && !SOLIDS.contains(shape.name())) {
      shape.noteIgnored("does not collide; what is to stop others needs boxes", ignored);
      return;
    }
    parts.collisions.add(
        new Collision(SdfSolids.solid(collision), link.pose(collision), solids.surface(collision)));
  }

  private void show(XmlElement visual, Link link, Parts parts) throws IOException {
    visual.noteIgnored(Set.of("pose", "geometry", "material", "cast_shadows"), ignored);
    XmlElement element = SdfSolids.onlyShape(visual);
    if (parts.isStatic && !SOLIDS.contains(element.name()) && !element.name().equals("mesh")) {
      element.noteIgnored("is not drawn", ignored);
      return;
    }
    Transform pose = link.pose(visual);
    Optional<XmlElement> material = visual.child("material");
    try {
      if (!element.name().equals("mesh")) {
        parts.visuals.add(
            new ModelVisual(
                SdfSolids.shape(element),
                pose,
                assets.material(visual, material, Optional.empty())));
        return;
      }
      for (SdfAssets.Part part : assets.mesh(element)) {
        parts.visuals.add(
            new ModelVisual(part.shape(), pose, assets.material(visual, material, part.color())));
      }
    } catch (IllegalArgumentException e) {
      throw new DescriptionException(visual.error(e.getMessage()).getMessage(), e);
    }
  }

  /** Reads red, green, blue and, where it is given, how opaque it is, which is not used. */
  static ColorRgb color(XmlElement element) throws DescriptionException {
    double[] rgba = element.numbers(SPACE.split(element.text(), 5).length == 3 ? 3 : 4);
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
}
