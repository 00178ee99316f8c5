package dev.cobot.sim2real.shapes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Encodes 32 x 32 pictures as PNG. The JDK's encoder sets up streams, trees of metadata and its
 * deflater anew for each picture, which costs more than drawing it; here all is kept. One thread.
 */
final class ShapePng {
  private static final int SIDE = ShapeAttributes.IMAGE_PIXELS;
  private static final int LINE = 1 + 3 * SIDE;
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION);
  private final byte[] lines = new byte[SIDE * LINE];
  private final byte[] packed = new byte[2 * SIDE * LINE];
  private final ByteBuffer out = ByteBuffer.allocate(packed.length + 64);

  /** Returns the file's bytes of a (32, 32, 3) picture. */
  byte[] encode(byte[] rgb) {
    for (int row = 0; row < SIDE; row++) { // each line begins with its filter, none
      System.arraycopy(rgb, row * 3 * SIDE, lines, row * LINE + 1, 3 * SIDE);
    }
    deflater.reset();
    deflater.setInput(lines);
    deflater.finish();
    int length = deflater.deflate(packed);
    out.clear();
    out.put(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(SIDE).putInt(SIDE).put((byte) 8).put((byte) 2).put(new byte[3]);
    chunk("IHDR", header.array(), header.capacity());
    chunk("IDAT", packed, length);
    chunk("IEND", new byte[0], 0);
    out.flip();
    byte[] bytes = new byte[out.remaining()];
    out.get(bytes);
    return bytes;
  }

  private void chunk(String name, byte[] data, int length) {
    byte[] type = name.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(type);
    crc.update(data, 0, length);
    out.putInt(length).put(type).put(data, 0, length).putInt((int) crc.getValue());
  }
}
