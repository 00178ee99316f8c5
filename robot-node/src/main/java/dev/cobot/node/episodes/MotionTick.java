package dev.cobot.node.episodes;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One tick of an episode's motion.
 *
 * @param stampNanos of the joint state, clock in use
 * @param positionsRad measured, one for each arm joint
 * @param velocitiesRadPerSecond measured
 * @param gripperOpeningMeters measured distance between the pads
 * @param releasedRad where the released motion has the joints a tick later; empty where nothing was
 *     released
 * @param closeGripper whether the gripper was to be closed, as last released
 */
public record MotionTick(
    long stampNanos,
    float[] positionsRad,
    float[] velocitiesRadPerSecond,
    float gripperOpeningMeters,
    float[] releasedRad,
    boolean closeGripper) {
  private static final int MAX_JOINTS = 64;
  private static final int RELEASED = 1;
  private static final int CLOSED = 2;

  /**
   * Packs ticks: for each its stamp (8 bytes), joints (1), flags (1), then floats; little-endian.
   */
  static byte[] pack(List<MotionTick> ticks) {
    int bytes = 0;
    for (MotionTick tick : ticks) {
      bytes +=
          Long.BYTES
              + 2
              + Float.BYTES * (2 * tick.positionsRad.length + 1 + tick.releasedRad.length);
    }
    ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (MotionTick tick : ticks) {
      out.putLong(tick.stampNanos).put((byte) tick.positionsRad.length);
      out.put(
          (byte) ((tick.releasedRad.length > 0 ? RELEASED : 0) | (tick.closeGripper ? CLOSED : 0)));
      put(out, tick.positionsRad);
      put(out, tick.velocitiesRadPerSecond);
      out.putFloat(tick.gripperOpeningMeters);
      put(out, tick.releasedRad);
    }
    return out.array();
  }

  private static void put(ByteBuffer out, float[] values) {
    for (float value : values) {
      out.putFloat(value);
    }
  }

  /**
   * Unpacks ticks.
   *
   * @throws IllegalArgumentException when the bytes are no whole ticks
   */
  static List<MotionTick> unpack(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<MotionTick> ticks = new ArrayList<>();
    try {
      while (in.hasRemaining()) {
        long stampNanos = in.getLong();
        int joints = in.get();
        int flags = in.get();
        if (!(joints >= 0 && joints <= MAX_JOINTS)) {
          throw new IllegalArgumentException(
              "a tick of motion has 0 to " + MAX_JOINTS + " joints, got " + joints);
        }
        float[] positions = floats(in, joints);
        float[] velocities = floats(in, joints);
        float opening = in.getFloat();
        ticks.add(
            new MotionTick(
                stampNanos,
                positions,
                velocities,
                opening,
                floats(in, (flags & RELEASED) == 0 ? 0 : joints),
                (flags & CLOSED) != 0));
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a tick of motion is cut off", e);
    }
    return ticks;
  }

  private static float[] floats(ByteBuffer in, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.getFloat();
    }
    return values;
  }
}
