package dev.cobot.sim2real.world;

import dev.cobot.sim2real.robot.DescriptionException;
import dev.cobot.sim2real.robot.XmlElement;
import dev.cobot.sim2real.scene.Quaternion;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The frames that the poses of one scope may be relative to, of a world or of a model. What SDF 1.7
 * calls {@code relative_to} and 1.5 {@code frame} is resolved as libsdformat does; a name that this
 * scope does not have is an error.
 */
final class SdfFrames {
  private static final int MAX_CHAIN = 64;
  private static final int MAX_PARTS = 16;
  private static final String WITHIN = "::";

  /**
   * What gives a frame its pose, and what that is relative to unless it says so itself.
   *
   * @param scope the frames within, if it is a model; null otherwise
   * @param placed the frame within that the pose places; empty for the model's own
   */
  private record Named(XmlElement posed, String otherwise, Scope scope, String placed) {}

  /** The frames of a model in this scope, made when they are asked for. */
  @FunctionalInterface
  interface Scope {
    SdfFrames frames() throws IOException;
  }

  private final String root;
  private final String rootName;
  private final Map<String, Named> named = new HashMap<>();
  private final Map<String, Transform> known = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  /**
   * @param root the frame that the transforms lead to
   * @param rootName how poses call it: {@code world}, {@code __model__}
   */
  SdfFrames(String root, String rootName) {
    this.root = root;
    this.rootName = rootName;
  }

  /** The frames of a model: its links, joints and frames. Nested models are put by the caller. */
  static SdfFrames ofModel(XmlElement model, String root) {
    SdfFrames frames = new SdfFrames(root, "__model__");
    for (XmlElement child : model.children()) {
      String name = child.attribute("name").orElse("");
      switch (child.name()) {
        case "link" -> frames.put(name, child, "");
        case "joint" ->
            frames.put(name, child, child.firstChild("child").map(XmlElement::text).orElse(""));
        case "frame" -> frames.put(name, child, child.attribute("attached_to").orElse(""));
        default -> {
          // Has no frame of its own.
        }
      }
    }
    return frames;
  }

  void put(String name, XmlElement posed, String otherwise) {
    if (!name.isBlank()) {
      named.putIfAbsent(name, new Named(posed, otherwise, null, ""));
    }
  }

  /**
   * Takes in a model of this scope, whose frames poses may name as {@code NAME::FRAME}.
   *
   * @param placed see {@link #modelPose}
   */
  void putModel(String name, XmlElement posed, String placed, Scope scope) {
    if (!name.isBlank()) {
      named.putIfAbsent(name, new Named(posed, "", scope, placed));
    }
  }

  /**
   * Returns the pose of a model.
   *
   * @param placed the frame within the model that the element's pose places, its {@code
   *     placement_frame}; empty for the model's own
   */
  Transform modelPose(XmlElement posed, String placed, Scope scope, String source)
      throws IOException {
    Transform at = pose(posed, source);
    if (placed.isEmpty()) {
      return at;
    }
    Transform within = scope.frames().frame(posed, placed);
    return at.after(
        new Transform(source, source, within.translation(), within.rotation()).inverse());
  }

  /** Returns the pose of an element, which is relative to the scope's root unless it says so. */
  Transform pose(XmlElement posed, String source) throws IOException {
    return pose(posed, "", source);
  }

  /**
   * Returns the pose of an element.
   *
   * @param otherwise what it is relative to unless it says so; empty for the scope's root
   */
  Transform pose(XmlElement posed, String otherwise, String source) throws IOException {
    Optional<XmlElement> pose = posed.child("pose");
    String base = pose.isPresent() ? relativeTo(pose.get()).orElse(otherwise) : otherwise;
    Transform own =
        pose.isPresent() ? read(pose.get(), "base", source) : Transform.identity("base", source);
    return frame(pose.orElse(posed), base).after(own);
  }

  private Transform frame(XmlElement at, String name) throws IOException {
    if (name.isEmpty() || name.equals(rootName)) {
      return Transform.identity(root, "base");
    }
    Transform found = known.get(name);
    if (found != null) {
      return found;
    }
    int cut = name.indexOf(WITHIN);
    if (cut > 0) {
      return within(at, name, name.substring(0, cut), name.substring(cut + WITHIN.length()));
    }
    Named frame = named.get(name);
    if (frame == null) {
      throw at.error(
          "is relative to '"
              + MeshFile.brief(name)
              + "', which is no frame here; there are "
              + rootName
              + " and "
              + new TreeSet<>(named.keySet()).stream().limit(20).toList());
    }
    if (!open.add(name)) {
      throw at.error("is relative to itself by way of '" + MeshFile.brief(name) + "'");
    }
    if (open.size() > MAX_CHAIN) {
      throw at.error("is relative to a frame of a frame more than " + MAX_CHAIN + " times");
    }
    Transform resolved =
        frame.scope() == null
            ? pose(frame.posed(), frame.otherwise(), "base")
            : modelPose(frame.posed(), frame.placed(), frame.scope(), "base");
    open.remove(name);
    known.put(name, resolved);
    return resolved;
  }

  /** Returns the frame of a model in this scope: {@code MODEL::FRAME}. */
  private Transform within(XmlElement at, String name, String model, String rest)
      throws IOException {
    if (name.split(WITHIN, MAX_PARTS + 1).length > MAX_PARTS) {
      throw at.error("names a frame more than " + MAX_PARTS + " models deep");
    }
    Named frame = named.get(model);
    if (frame == null || frame.scope() == null) {
      throw at.error(
          "is relative to '"
              + MeshFile.brief(name)
              + "', but there is no model '"
              + MeshFile.brief(model)
              + "' here; there are "
              + named.entrySet().stream()
                  .filter(entry -> entry.getValue().scope() != null)
                  .map(Map.Entry::getKey)
                  .sorted()
                  .limit(20)
                  .toList());
    }
    Transform inner = frame.scope().frames().frame(at, rest);
    Transform resolved =
        frame(at, model)
            .after(new Transform("base", "base", inner.translation(), inner.rotation()));
    known.put(name, resolved);
    return resolved;
  }

  /** Returns the pose of an element inside of another one, where no frame has a name. */
  static Transform inside(XmlElement posed, String target, String source)
      throws DescriptionException {
    Optional<XmlElement> pose = posed.child("pose");
    if (pose.isEmpty()) {
      return Transform.identity(target, source);
    }
    Optional<String> other = relativeTo(pose.get());
    if (other.isPresent()) {
      throw pose.get()
          .error("is relative to '" + MeshFile.brief(other.get()) + "', which is not read here");
    }
    return read(pose.get(), target, source);
  }

  /** What a pose says that it is relative to. */
  static Optional<String> relativeTo(XmlElement pose) {
    return pose.attribute("relative_to")
        .or(() -> pose.attribute("frame"))
        .map(String::strip)
        .filter(name -> !name.isEmpty());
  }

  /** Reads the numbers of a pose. */
  static Transform read(XmlElement pose, String target, String source) throws DescriptionException {
    if (pose.text().isEmpty()) {
      return Transform.identity(target, source);
    }
    String format = pose.attribute("rotation_format").orElse("euler_rpy");
    if (format.equals("quat_xyzw")) {
      double[] p = pose.numbers(7);
      try {
        return new Transform(
            target, source, new Vector3(p[0], p[1], p[2]), new Quaternion(p[3], p[4], p[5], p[6]));
      } catch (IllegalArgumentException e) {
        throw new DescriptionException(pose.error(e.getMessage()).getMessage(), e);
      }
    } else if (!format.equals("euler_rpy")) {
      throw pose.error("has the rotation_format '" + format + "'; allowed: euler_rpy, quat_xyzw");
    }
    double[] p = pose.numbers(6);
    String degrees = pose.attribute("degrees").orElse("false");
    double unit = degrees.equals("true") || degrees.equals("1") ? Math.PI / 180 : 1;
    return new Transform(
        target,
        source,
        new Vector3(p[0], p[1], p[2]),
        Quaternion.fromRollPitchYaw(unit * p[3], unit * p[4], unit * p[5]));
  }
}
