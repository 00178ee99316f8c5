package dev.cobot.sim2real.shapes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HlsColorTest {
  /** The hash was taken from OpenCV 4.6.0: cvtColor of all 181 x 256 x 256 (H, L, S) in order. */
  @Test
  void everyColorIsOpenCvs() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] plane = new byte[3 * 256 * 256];
    for (int hue = 0; hue <= 180; hue++) {
      for (int i = 0; i < 256 * 256; i++) {
        int rgb = HlsColor.toRgb(hue, i >> 8, i & 0xff);
        plane[3 * i] = (byte) (rgb >> 16);
        plane[3 * i + 1] = (byte) (rgb >> 8);
        plane[3 * i + 2] = (byte) rgb;
      }
      digest.update(plane);
    }
    assertEquals(
        "057b8b95d12a333777371f0c87cd0d0b78d936c83336c031d3defd3669ea0a3f",
        HexFormat.of().formatHex(digest.digest()));
  }

  @Test
  void aFullCircleIsRed() {
    assertEquals(0xff0000, HlsColor.toRgb(0, 128, 255) & 0xff0000);
    assertEquals(HlsColor.toRgb(0, 100, 200), HlsColor.toRgb(180, 100, 200));
  }
}
