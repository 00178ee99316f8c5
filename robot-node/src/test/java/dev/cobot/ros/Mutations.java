package dev.cobot.ros;

import java.util.Arrays;
import java.util.Random;

/** Damage as a broken or hostile peer might do it. */
public final class Mutations {
  private Mutations() {}

  /** A copy with some bytes changed, cut, doubled, or a length field blown up. */
  public static byte[] of(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    for (int n = random.nextInt(4); n >= 0; n--) {
      if (bytes.length == 0) {
        return bytes;
      }
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> {
          byte[] longer = Arrays.copyOf(bytes, bytes.length + at);
          System.arraycopy(bytes, 0, longer, bytes.length, at);
          bytes = longer;
        }
        default -> {
          byte[] number = {-1, -1, -1, (byte) random.nextInt(256)};
          System.arraycopy(number, 0, bytes, at, Math.min(4, bytes.length - at));
        }
      }
    }
    return bytes;
  }
}
