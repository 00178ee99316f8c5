package dev.cobot.sim2real.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.scene.CameraModel;
import dev.cobot.sim2real.scene.Vector3;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameFilesTest {
  @TempDir Path directory;

  private static CameraModel camera(int width, int height) {
    return new CameraModel(
        CameraIntrinsics.ideal(width, height, 0.9),
        CameraModel.lookAt(new Vector3(0.95, -0.55, 0.75), Vector3.ZERO));
  }

  private static CameraFrame noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) random.nextInt(256);
    }
    return new CameraFrame(3, camera(width, height), rgb);
  }

  @Test
  void pngKeepsEveryByte() throws IOException {
    CameraFrame frame = noise(37, 21);
    Path file = directory.resolve("a.png");
    FrameFiles.writePng(frame, file);
    CameraFrame back = FrameFiles.readFrame(file, frame.camera(), 3);
    assertArrayEquals(frame.rgb(), back.rgb());
    assertEquals(frame.camera(), back.camera());
    assertEquals(3, back.stampNanos());
  }

  @Test
  void greyFilesKeepTheirSamples() throws IOException {
    BufferedImage grey = new BufferedImage(16, 9, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 16 * 9; i++) {
      grey.getRaster().setSample(i % 16, i / 16, 0, i);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(grey, "png", bytes);
    RgbImage image = FrameFiles.decode(bytes.toByteArray(), "grey.png");
    for (int i = 0; i < 16 * 9; i++) {
      assertEquals(i, image.rgb()[3 * i] & 0xff);
      assertEquals(i, image.rgb()[3 * i + 2] & 0xff);
    }
  }

  @Test
  void wrongSizeNamesBothSizes() throws IOException {
    Path file = directory.resolve("a.png");
    FrameFiles.writePng(noise(20, 10), file);
    CameraModel other = camera(30, 10);
    IOException e = assertThrows(IOException.class, () -> FrameFiles.readFrame(file, other, 0));
    assertTrue(e.getMessage().contains("30 x 10") && e.getMessage().contains("20 x 10"));
  }

  @Test
  void otherFormatsAreRefused() {
    IOException e =
        assertThrows(
            IOException.class, () -> FrameFiles.decode(new byte[] {66, 77, 1, 2, 3, 4}, "x.bmp"));
    assertTrue(e.getMessage().contains("PNG, JPEG"), e.getMessage());
  }

  @Test
  void hugeHeaderIsRefusedBeforeItIsUnpacked() throws IOException {
    Path file = directory.resolve("a.png");
    FrameFiles.writePng(noise(20, 10), file);
    byte[] bytes = Files.readAllBytes(file);
    // Width of the IHDR chunk, then its checksum.
    ByteBuffer.wrap(bytes).putInt(16, 2_000_000);
    CRC32 crc = new CRC32();
    crc.update(bytes, 12, 17);
    ByteBuffer.wrap(bytes).putInt(29, (int) crc.getValue());
    IOException e = assertThrows(IOException.class, () -> FrameFiles.decode(bytes, "huge.png"));
    assertTrue(e.getMessage().contains("2000000"), e.getMessage());
  }

  @Test
  void damagedFilesAreIoErrors() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    for (String format : List.of("png", "jpg")) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      CameraFrame frame = noise(24, 18);
      ImageIO.write(RgbImage.toBuffered(24, 18, frame.rgb()), format, out);
      for (int k = 0; k < 300; k++) {
        byte[] bytes = out.toByteArray();
        for (int n = 0; n < 4; n++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        byte[] damaged = java.util.Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
        try {
          RgbImage image = FrameFiles.decode(damaged, "damaged");
          assertEquals(3L * image.widthPixels() * image.heightPixels(), image.rgb().length);
        } catch (IOException e) {
          assertTrue(e.getMessage() != null);
        }
      }
    }
  }
}
