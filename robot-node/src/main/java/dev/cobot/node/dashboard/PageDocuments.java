package dev.cobot.node.dashboard;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.Role;
import dev.cobot.node.dashboard.CellMemory.Snapshot;
import dev.cobot.node.dashboard.CellMemory.Topic;
import dev.cobot.node.event.CellHealth;
import dev.cobot.node.event.CellStatus;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.event.PartHealth;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.robot.Kinematics;
import dev.cobot.sim2real.robot.RobotModel;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.ColorRgb;
import dev.cobot.sim2real.scene.ObjectAttributes;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What the page is told, one JSON document a topic. Each is whole: it needs none before it. What is
 * not known is null. Of one thread.
 */
final class PageDocuments {
  /** As the loop itself counts an input as silent. */
  private static final double JOINTS_SILENT_SECONDS = 0.5;

  private static final double CAMERA_SILENT_SECONDS = 1;

  /** So long after a stop a plan can go on. */
  private static final long LEFT_MILLIS = 300_000;

  private static final JsonMapper JSON = new JsonMapper();

  private final World world;
  private final GateLimits gate;
  private final Kinematics kinematics;
  private final Transform tableFromBase;

  PageDocuments(World world, GateLimits gate) {
    this.world = world;
    this.gate = gate;
    kinematics = new Kinematics(world.robot().model());
    tableFromBase = world.robot().tableFromBase();
  }

  /** Returns what does not change: the cell. */
  ObjectNode cell() {
    ObjectNode node = begin("cell");
    node.put("world", world.name());
    node.put("robot", world.robot().model().name());
    ObjectNode box = node.putObject("workspace");
    box.set("xMeters", JSON.valueToTree(gate.workspace().xMeters()));
    box.set("yMeters", JSON.valueToTree(gate.workspace().yMeters()));
    box.set("zMeters", JSON.valueToTree(gate.workspace().zMeters()));
    node.set("baseMeters", point(tableFromBase.translation()));
    node.set("tickEdgesMillis", JSON.valueToTree(TickMemory.EDGES_MILLIS));
    return node;
  }

  ObjectNode status(Snapshot now) {
    ObjectNode node = begin(Topic.STATUS.word());
    CellStatus status = now.status();
    node.put("mode", status == null ? null : status.mode().name().toLowerCase(Locale.ROOT));
    node.put("gateStop", now.gateStop());
    number(node, "progress", now.progress());
    boolean runs = status != null && status.command().isPresent() && status.report().isEmpty();
    if (runs) {
      node.putObject("command")
          .put("id", status.command().get().id())
          .put("text", status.command().get().text())
          .put("understood", now.understood())
          .put("phase", status.phase());
    } else {
      node.putNull("command");
    }
    return node;
  }

  ObjectNode talk(Snapshot now, long nowMillis) {
    ObjectNode node = begin(Topic.TALK.word());
    node.put("canGoOn", canGoOn(now.entries(), nowMillis));
    ArrayNode entries = node.putArray("entries");
    for (TalkEntry entry : now.entries()) {
      ObjectNode said = entries.addObject();
      said.put("id", entry.id())
          .put("text", entry.text())
          .put("epochMillis", entry.epochMillis())
          .put("understood", entry.understood());
      if (entry.answer().isPresent()) {
        said.set("answer", answer(entry.answer().get()));
      } else {
        said.putNull("answer");
      }
    }
    return node;
  }

  private static ObjectNode answer(TalkEntry.Answer answer) {
    ObjectNode node = JSON.createObjectNode();
    node.put("outcome", answer.outcome())
        .put("reason", answer.reason())
        .put("detail", answer.detail())
        .put("question", answer.question())
        .put("isPlan", answer.isPlan())
        .put("motionSeconds", answer.motionSeconds())
        .put("durationSeconds", answer.durationSeconds())
        .put("stops", answer.stops())
        .put("clipped", answer.clipped());
    ArrayNode parts = node.putArray("parts");
    answer
        .parts()
        .forEach(p -> parts.addObject().put("words", p.words()).put("outcome", p.outcome()));
    ArrayNode phases = node.putArray("phases");
    for (CommandReport.Phase phase : answer.phases()) {
      phases.addObject().put("name", phase.name()).put("seconds", phase.seconds());
    }
    node.set("clips", JSON.valueToTree(answer.clips()));
    ArrayNode rehearsals = node.putArray("rehearsals");
    for (TalkEntry.Rehearsal rehearsal : answer.rehearsals()) {
      ObjectNode told = rehearsals.addObject();
      told.put("words", rehearsal.words())
          .put("twins", rehearsal.twins())
          .put("successes", rehearsal.successes())
          .put("minRate", rehearsal.minRate())
          .put("verdict", rehearsal.verdict());
      told.putArray("interval").add(rehearsal.low()).add(rehearsal.high());
      told.set("failures", JSON.valueToTree(rehearsal.failures()));
    }
    return node;
  }

  /** Whether "go on" does what is left of a plan: as the loop decides, from what is known here. */
  private static boolean canGoOn(List<TalkEntry> entries, long nowMillis) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      Optional<TalkEntry.Answer> answer = entries.get(i).answer();
      if (answer.isEmpty() || nowMillis - entries.get(i).epochMillis() > LEFT_MILLIS) {
        return false;
      }
      if (answer.get().left() || answer.get().motionSeconds() > 0) {
        return answer.get().left();
      }
    }
    return false;
  }

  ObjectNode scene(Snapshot now) {
    ObjectNode node = begin(Topic.SCENE.word());
    node.put("lookedSeconds", now.lookedNanos() == 0 ? null : now.lookedNanos() * 1e-9);
    ArrayNode objects = node.putArray("objects");
    long newest = Track.newestNanos(now.tracks());
    for (Track track : now.tracks()) {
      ObjectNode object = object(objects.addObject(), track.attributes());
      object.put("lastSeenSeconds", track.lastSeenNanos() * 1e-9);
      object.put("sightings", track.sightings());
      object.put("held", track.held());
      object.put("remembered", track.isRemembered(newest));
      attention(object, track.id(), now.grounding());
      ObjectNode pictures = object.putObject("pictures");
      for (CameraFrame frame : now.frames().values()) {
        ObjectNode picture = pictures.putObject(frame.camera().id());
        picture.set("outline", tenths(TableShapes.outline(track.attributes(), frame.camera())));
        picture.set("sigmas", tenths(TableShapes.ellipse(track.attributes(), frame.camera())));
      }
    }
    return node;
  }

  private static ObjectNode object(ObjectNode node, ObjectAttributes object) {
    ColorRgb rgb = object.color();
    node.put("id", object.id());
    node.put("kind", object.kind().word());
    node.put("color", ColorName.nearest(rgb).word());
    node.putArray("rgb").add(rgb.red()).add(rgb.green()).add(rgb.blue());
    node.set("positionMeters", point(object.positionMeters()));
    node.set("sigmaMeters", point(object.uncertainty().positionMeters()));
    // A body of revolution has no yaw that could be told.
    boolean hasYaw = object.kind().yawSymmetryOrder() > 0;
    number(node, "yawRad", hasYaw ? object.yawRad() : Double.NaN);
    number(node, "sigmaYawRad", hasYaw ? object.uncertainty().yawRad() : Double.NaN);
    node.put("score", object.score());
    double[] heights = TableShapes.heights(object);
    node.putArray("zMeters").add(rounded(heights[0], 1e4)).add(rounded(heights[1], 1e4));
    ArrayNode footprint = node.putArray("footprintMeters");
    TableShapes.footprint(object)
        .forEach(p -> footprint.addArray().add(rounded(p[0], 1e4)).add(rounded(p[1], 1e4)));
    return node;
  }

  private static void attention(ObjectNode object, String id, Grounding grounding) {
    ObjectNode attention = object.putObject("attention");
    object.putNull("role");
    if (grounding == null) {
      return;
    }
    for (Role role : Role.values()) {
      if (grounding.roles().containsKey(role)) {
        attention.put(role.word(), grounding.weight(role, id));
        if (grounding.meant(role).filter(track -> track.id().equals(id)).isPresent()
            && object.path("role").isNull()) {
          object.put("role", role.word());
        }
      }
    }
  }

  ObjectNode weights(Snapshot now) {
    ObjectNode node = begin(Topic.WEIGHTS.word());
    for (Role role : Role.values()) {
      series(
          node,
          role.word(),
          now.samples(),
          CellMemory.Sample::stampNanos,
          sample -> sample.objects().getOrDefault(role, Map.of()));
    }
    series(
        node, "domains", now.samples(), CellMemory.Sample::stampNanos, CellMemory.Sample::domains);
    series(
        node,
        "surprise",
        now.surprises(),
        CellMemory.Surprise::stampNanos,
        CellMemory.Surprise::sigmas);
    return node;
  }

  /** One row a sample: the time, then a value a name, null where it was not there. */
  private static <S> void series(
      ObjectNode node,
      String what,
      List<S> samples,
      ToLongFunction<S> stampNanos,
      Function<S, Map<String, Double>> values) {
    ObjectNode series = node.putObject(what);
    Set<String> names = new LinkedHashSet<>();
    samples.forEach(sample -> names.addAll(values.apply(sample).keySet()));
    series.set("names", JSON.valueToTree(names));
    ArrayNode rows = series.putArray("rows");
    for (S sample : samples) {
      ArrayNode row = rows.addArray().add(rounded(stampNanos.applyAsLong(sample) * 1e-9, 100));
      for (String name : names) {
        Double weight = values.apply(sample).get(name);
        if (weight == null) {
          row.addNull();
        } else {
          row.add(rounded(weight, 1000));
        }
      }
    }
  }

  /**
   * @param parts what else tells of itself
   * @param ticks how long they took, and their stages
   */
  ObjectNode health(Snapshot now, List<PartHealth> parts, List<TickMemory.Spread> ticks) {
    ObjectNode node = begin(Topic.HEALTH.word());
    CellHealth health = now.health();
    ObjectNode safety = node.putObject("gate");
    ObjectNode loop = node.putObject("ticks");
    ArrayNode all = node.putArray("parts");
    safety.set("clips", JSON.valueToTree(now.clips()));
    ArrayNode latencies = loop.putArray("latencies");
    for (TickMemory.Spread spread : ticks) {
      ObjectNode latency = latencies.addObject();
      latency.put("part", spread.part()).put("ticks", spread.ticks());
      number(latency, "p50Millis", spread.p50Millis());
      number(latency, "p99Millis", spread.p99Millis());
      latency.set("counts", JSON.valueToTree(spread.counts()));
    }
    if (health != null) {
      safety.put("stopCount", health.gateStops()).put("clipCount", health.gateClips());
      loop.put("late", health.lateTicks());
      age(all, "joints", health.jointAgeSeconds(), JOINTS_SILENT_SECONDS);
      age(all, "camera", health.imageAgeSeconds(), CAMERA_SILENT_SECONDS);
    }
    for (PartHealth part : parts) {
      ObjectNode told = all.addObject();
      told.put("part", part.part()).put("isWell", part.isWell()).put("message", part.message());
      told.set("values", JSON.valueToTree(part.values()));
    }
    return node;
  }

  /** An input of the cell; the page says in its language how it is. */
  private static void age(ArrayNode parts, String part, double seconds, double limitSeconds) {
    ObjectNode node = parts.addObject();
    node.put("part", part).put("isWell", seconds <= limitSeconds).putNull("message");
    number(node, "ageSeconds", seconds);
  }

  ObjectNode arm(Snapshot now) {
    ObjectNode node = begin(Topic.ARM.word());
    ArmState arm = now.arm();
    double fingerMeters = arm.gripperOpeningMeters() / 2;
    Map<String, Transform> links =
        kinematics.baseFromLinks(arm.positionsRad(), fingerMeters, fingerMeters);
    node.put("stampSeconds", arm.stampNanos() * 1e-9);
    node.put("openingMeters", arm.gripperOpeningMeters());
    Transform hand = tableFromBase.after(kinematics.baseFromTool(arm.positionsRad()));
    node.set("handMeters", point(hand.translation()));
    Vector3 x = hand.rotation().rotate(new Vector3(1, 0, 0));
    node.put("handYawRad", StrictMath.atan2(x.y(), x.x()));
    ArrayNode joints = node.putArray("jointsMeters");
    joints.add(point(tableFromBase.translation()));
    for (RobotModel.Joint joint : kinematics.robot().armJoints()) {
      joints.add(point(tableFromBase.apply(links.get(joint.child()).translation())));
    }
    joints.add(point(hand.translation()));
    return node;
  }

  private static ObjectNode begin(String topic) {
    return JSON.createObjectNode().put("topic", topic);
  }

  private static ArrayNode point(Vector3 meters) {
    return JSON.createArrayNode()
        .add(rounded(meters.x(), 1e5))
        .add(rounded(meters.y(), 1e5))
        .add(rounded(meters.z(), 1e5));
  }

  private static ArrayNode tenths(List<double[]> pixels) {
    ArrayNode node = JSON.createArrayNode();
    pixels.forEach(p -> node.addArray().add(rounded(p[0], 10)).add(rounded(p[1], 10)));
    return node;
  }

  private static double rounded(double value, double perUnit) {
    return Math.rint(value * perUnit) / perUnit;
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
