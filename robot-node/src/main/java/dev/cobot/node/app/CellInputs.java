package dev.cobot.node.app;

import dev.cobot.node.topics.CameraCodec;
import dev.cobot.node.topics.CameraTopics;
import dev.cobot.node.topics.JointStateMerger;
import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.CompressedImage;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointState;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what the cell sends: what can be used goes to the inbox, and of what cannot the reason
 * is kept and told. Any thread.
 */
final class CellInputs {
  private static final Logger log = LoggerFactory.getLogger(CellInputs.class);
  private static final long WARN_EVERY_NANOS = 5_000_000_000L;

  /** For so long what is wrong with one message says more than what another one lacks. */
  private static final long REASON_NANOS = 1_000_000_000L;

  private record Reason(String sentence, boolean isLack, long monotonicNanos) {}

  /**
   * The topic that the cell sends something on, or the topics.
   *
   * @param camera the id of its camera, empty for the joints
   */
  private record Source(CellInput input, String camera, List<String> topics) {
    Source(CellInput input, String camera, String topic) {
      this(input, camera, List.of(topic));
    }

    String noun() {
      return camera.isEmpty() || camera.equals(CameraModel.ONLY)
          ? input.noun()
          : input.noun() + " of '" + camera + "'";
    }
  }

  /** What is known of one camera. */
  private static final class Eye {
    private final Source info;
    private final Source pictures;
    private final Transform tableFromCamera;
    private CameraIntrinsics lens;

    Eye(String id, CameraTopics topics, Transform tableFromCamera) {
      info = new Source(CellInput.CAMERA_INFO, id, topics.info());
      pictures = new Source(CellInput.PICTURES, id, topics.image());
      this.tableFromCamera = tableFromCamera;
    }
  }

  private final Source joints;
  private final JointStateMerger merger;
  private final Inbox inbox;
  private final LongSupplier clock;
  private final LongSupplier monotonic;
  private final StampWatch stamps;
  private final Map<String, Eye> eyes = new LinkedHashMap<>();
  private final List<Source> sources = new ArrayList<>();
  private final Map<Source, Reason> reasons = new HashMap<>();
  private final Map<Source, Long> warned = new HashMap<>();
  private final Set<Source> used = new HashSet<>();

  /**
   * @param jointTopics where joint states come from
   * @param merger makes states of the whole arm of them
   * @param cameras the topics of the world's cameras that are listened to, by id
   * @param clock the clock in use, nanoseconds; 0 while a simulation's has not come yet
   * @param monotonic {@link System#nanoTime}, or the test's clock
   */
  CellInputs(
      World world,
      List<String> jointTopics,
      JointStateMerger merger,
      Map<String, CameraTopics> cameras,
      Inbox inbox,
      LongSupplier clock,
      LongSupplier monotonic) {
    joints = new Source(CellInput.JOINTS, "", jointTopics);
    sources.add(joints);
    this.merger = merger;
    cameras.forEach(
        (id, topics) -> {
          Eye eye = new Eye(id, topics, world.cameraMount(id).model().tableFromCamera());
          eyes.put(id, eye);
          sources.add(eye.info);
          sources.add(eye.pictures);
        });
    this.inbox = inbox;
    this.clock = clock;
    this.monotonic = monotonic;
    stamps = new StampWatch(monotonic);
  }

  synchronized void take(JointState message) {
    try {
      stamps.check(CellInput.JOINTS, message.header().stamp().toNanos(), clock.getAsLong());
      Optional<ArmState> state = merger.update(message);
      if (state.isPresent()) {
        inbox.offer(state.get());
        use(joints);
      } else {
        note(joints, merger.lacks(), true);
      }
    } catch (IllegalArgumentException e) {
      note(joints, e.getMessage(), false);
    }
  }

  synchronized void take(String camera, CameraInfo info) {
    Eye eye = eyes.get(camera);
    try {
      eye.lens = CameraCodec.lens(info);
      use(eye.info);
    } catch (IllegalArgumentException e) {
      // The pictures that come now are this camera's, not the one's that was calibrated before.
      eye.lens = null;
      note(eye.info, e.getMessage(), false);
    }
  }

  /** Returns whether the picture is used. */
  boolean take(String camera, Image image) {
    return take(camera, image.header(), model -> CameraCodec.frame(image, model));
  }

  /** Returns whether the picture is used. */
  boolean take(String camera, CompressedImage image) {
    return take(camera, image.header(), model -> CameraCodec.frame(image, model));
  }

  private boolean take(String camera, Header header, Function<CameraModel, CameraFrame> picture) {
    Eye eye = eyes.get(camera);
    try {
      stamps.check(CellInput.PICTURES, header.stamp().toNanos(), clock.getAsLong());
      inbox.offer(picture.apply(new CameraModel(camera, lens(eye), eye.tableFromCamera)));
      use(eye.pictures);
      return true;
    } catch (IllegalArgumentException e) {
      note(eye.pictures, e.getMessage(), false);
      return false;
    }
  }

  private synchronized CameraIntrinsics lens(Eye eye) {
    if (eye.lens == null) {
      Reason reason = reasons.get(eye.info);
      throw new IllegalArgumentException(
          reason == null ? "no camera info came yet" : reason.sentence());
    }
    return eye.lens;
  }

  /**
   * Returns the first input of which nothing can be used yet, and why: that nothing came, or what
   * is wrong with what came.
   *
   * @param resolved what a topic is called after remapping
   */
  synchronized Optional<String> missing(UnaryOperator<String> resolved) {
    for (Source source : sources) {
      if (used.contains(source)) {
        continue;
      }
      String topic = source.topics().stream().map(resolved).collect(Collectors.joining(" and "));
      Reason reason = reasons.get(source);
      return Optional.of(
          reason == null
              ? "no "
                  + source.noun()
                  + " on "
                  + topic
                  + "; start the cell (cobot sim --ros URI for a simulated one), or remap the topic"
              : "the " + source.noun() + " on " + topic + " cannot be used: " + reason.sentence());
    }
    return Optional.empty();
  }

  private synchronized void use(Source source) {
    used.add(source);
    reasons.remove(source);
  }

  private synchronized void note(Source source, String sentence, boolean isLack) {
    long now = monotonic.getAsLong();
    Reason before = reasons.get(source);
    if (isLack
        && before != null
        && !before.isLack()
        && now - before.monotonicNanos() < REASON_NANOS) {
      return;
    }
    reasons.put(source, new Reason(sentence, isLack, now));
    inbox.refuse(source.input(), sentence);
    Long last = warned.get(source);
    // A part of a state is no fault as long as the others come.
    if (!isLack && (last == null || now - last >= WARN_EVERY_NANOS)) {
      warned.put(source, now);
      log.warn("Of the {} something is not used: {}", source.noun(), sentence);
    }
  }
}
