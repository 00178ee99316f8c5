package dev.cobot.sim2real.sim;

import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.world.World;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Writes the parts of a simulator one after the other into a saved state and reads them from one
 * that a simulator of the same make wrote.
 */
final class StateArchive {
  private static final int MAGIC = 0x43425333; // CBS3
  private static final long MAX_STEPS = 1L << 50;

  private final long fingerprint;
  private final List<Checkpointed> parts;

  /**
   * @param fingerprint tells simulators apart whose states must not be mixed up
   * @param parts in the order of the bytes
   */
  StateArchive(long fingerprint, List<Checkpointed> parts) {
    this.fingerprint = fingerprint;
    this.parts = List.copyOf(parts);
  }

  static long fingerprint(
      World world,
      List<SceneObject> objects,
      long seed,
      SimulatorOptions options,
      Optional<ArmStart> start) {
    String text =
        world.name()
            + world.robot().model().name()
            + world.stepSeconds()
            + objects
            + options
            + start.map(ArmStart::toString).orElse("");
    return new SeedStreams(seed).stream(text).nextLong();
  }

  PlantState save(long steps) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeLong(fingerprint);
      out.writeLong(steps);
      for (Checkpointed part : parts) {
        part.save(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return PlantState.of(bytes.toByteArray());
  }

  /**
   * Takes over a saved state.
   *
   * @param before the steps so far
   * @return the steps of the saved state
   * @throws IllegalArgumentException when it is damaged or of another simulator; the parts are as
   *     they were
   */
  long restore(PlantState state, long before) {
    PlantState present = save(before);
    try {
      return read(state);
    } catch (IOException e) {
      try {
        read(present);
      } catch (IOException impossible) {
        throw new IllegalStateException("a state that was just saved cannot be read", impossible);
      }
      throw new IllegalArgumentException("the saved state cannot be used: " + e.getMessage(), e);
    }
  }

  private long read(PlantState state) throws IOException {
    byte[] bytes = state.toBytes();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC) {
        throw new IOException("it is no saved state of this version");
      }
      if (in.readLong() != fingerprint) {
        throw new IOException(
            "it is of another world, other objects, another seed or other options");
      }
      long steps = in.readLong();
      if (steps < 0 || steps > MAX_STEPS) {
        throw new IOException("its number of steps must be in [0, " + MAX_STEPS + "]");
      }
      for (Checkpointed part : parts) {
        part.restore(in);
      }
      if (in.read() >= 0) {
        throw new IOException("it goes on after its end");
      }
      return steps;
    } catch (EOFException e) {
      throw new IOException("it ends too early", e);
    }
  }
}
