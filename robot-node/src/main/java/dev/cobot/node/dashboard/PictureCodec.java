package dev.cobot.node.dashboard;

import dev.cobot.sim2real.scene.CameraFrame;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Pictures as messages: the length of the camera's id (1 byte), the id (ASCII), the stamp (8 bytes,
 * a big-endian double, seconds), then a JPEG. Of one thread.
 */
final class PictureCodec {
  private static final float QUALITY = 0.8f;
  private final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();

  byte[] encode(CameraFrame frame) {
    BufferedImage image =
        new BufferedImage(frame.widthPixels(), frame.heightPixels(), BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    byte[] rgb = frame.rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      bgr[i] = rgb[i + 2];
      bgr[i + 1] = rgb[i + 1];
      bgr[i + 2] = rgb[i];
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream header = new DataOutputStream(bytes);
        MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      byte[] id = frame.camera().id().getBytes(StandardCharsets.US_ASCII);
      header.writeByte(id.length);
      header.write(id);
      header.writeDouble(frame.stampNanos() * 1e-9);
      header.flush();
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException("A picture cannot be encoded in memory", e);
    }
    return bytes.toByteArray();
  }
}
