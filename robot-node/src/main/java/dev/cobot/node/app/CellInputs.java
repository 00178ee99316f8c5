package dev.cobot.node.app;

import dev.cobot.node.topics.CameraCodec;
import dev.cobot.node.topics.JointStateMerger;
import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointState;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.world.World;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
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

  private final JointStateMerger merger;
  private final Transform tableFromCamera;
  private final Inbox inbox;
  private final LongSupplier clock;
  private final LongSupplier monotonic;
  private final StampWatch stamps;
  private final Map<CellInput, Reason> reasons = new EnumMap<>(CellInput.class);
  private final Map<CellInput, Long> warned = new EnumMap<>(CellInput.class);
  private final Set<CellInput> used = EnumSet.noneOf(CellInput.class);
  private CameraIntrinsics lens;

  /**
   * @param clock the clock in use, nanoseconds; 0 while a simulation's has not come yet
   * @param monotonic {@link System#nanoTime}, or the test's clock
   */
  CellInputs(World world, Inbox inbox, LongSupplier clock, LongSupplier monotonic) {
    merger = new JointStateMerger(world.robot().model());
    tableFromCamera = world.camera().tableFromCamera();
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
        use(CellInput.JOINTS);
      } else {
        note(CellInput.JOINTS, merger.lacks(), true);
      }
    } catch (IllegalArgumentException e) {
      note(CellInput.JOINTS, e.getMessage(), false);
    }
  }

  synchronized void take(CameraInfo info) {
    try {
      lens = CameraCodec.lens(info);
      use(CellInput.CAMERA_INFO);
    } catch (IllegalArgumentException e) {
      // The pictures that come now are this camera's, not the one's that was calibrated before.
      lens = null;
      note(CellInput.CAMERA_INFO, e.getMessage(), false);
    }
  }

  void take(Image image) {
    try {
      stamps.check(CellInput.PICTURES, image.header().stamp().toNanos(), clock.getAsLong());
      inbox.offer(CameraCodec.frame(image, lens(), tableFromCamera));
      use(CellInput.PICTURES);
    } catch (IllegalArgumentException e) {
      note(CellInput.PICTURES, e.getMessage(), false);
    }
  }

  private synchronized CameraIntrinsics lens() {
    if (lens == null) {
      Reason reason = reasons.get(CellInput.CAMERA_INFO);
      throw new IllegalArgumentException(
          reason == null ? "no camera info came yet" : reason.sentence());
    }
    return lens;
  }

  /**
   * Returns the first input of which nothing can be used yet, and why: that nothing came, or what
   * is wrong with what came.
   *
   * @param resolved what a topic is called after remapping
   */
  synchronized Optional<String> missing(UnaryOperator<String> resolved) {
    for (CellInput input : CellInput.values()) {
      if (used.contains(input)) {
        continue;
      }
      String topic = resolved.apply(input.topic());
      Reason reason = reasons.get(input);
      return Optional.of(
          reason == null
              ? "no "
                  + input.noun()
                  + " on "
                  + topic
                  + "; start the cell (cobot sim --ros URI for a simulated one), or remap the topic"
              : "the " + input.noun() + " on " + topic + " cannot be used: " + reason.sentence());
    }
    return Optional.empty();
  }

  private synchronized void use(CellInput input) {
    used.add(input);
    reasons.remove(input);
  }

  private synchronized void note(CellInput input, String sentence, boolean isLack) {
    long now = monotonic.getAsLong();
    Reason before = reasons.get(input);
    if (isLack
        && before != null
        && !before.isLack()
        && now - before.monotonicNanos() < REASON_NANOS) {
      return;
    }
    reasons.put(input, new Reason(sentence, isLack, now));
    inbox.refuse(input, sentence);
    Long last = warned.get(input);
    // A part of a state is no fault as long as the others come.
    if (!isLack && (last == null || now - last >= WARN_EVERY_NANOS)) {
      warned.put(input, now);
      log.warn("Of the {} something is not used: {}", input.noun(), sentence);
    }
  }
}
