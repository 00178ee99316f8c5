package dev.cobot.sim2real.sim;

import java.util.Arrays;
import java.util.Objects;

/**
 * All that a simulated plant's future depends on, at one moment: a simulator of the same world,
 * objects, seed and options that takes it over goes on bit for bit. The bytes may be kept in files
 * and sent; {@link PlantSimulator#restoreState} checks them.
 */
public final class PlantState {
  public static final int MAX_BYTES = 8 << 20;

  private final byte[] bytes;

  private PlantState(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Wraps what {@link #toBytes} gave.
   *
   * @throws IllegalArgumentException for more than {@value #MAX_BYTES} bytes
   */
  public static PlantState of(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a saved state has at most " + MAX_BYTES + " bytes, got " + bytes.length);
    }
    return new PlantState(bytes.clone());
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlantState state && Arrays.equals(bytes, state.bytes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(bytes));
  }
}
