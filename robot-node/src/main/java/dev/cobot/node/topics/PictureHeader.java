package dev.cobot.node.topics;

import java.nio.ByteBuffer;

/**
 * What the head of a PNG or JPEG file says, read before anything is unpacked.
 *
 * @param channels 1 or 2 of a grey picture, 3 or 4 of a coloured one; of a palette 3
 * @param bits of one value
 */
record PictureHeader(
    PictureFormat.Kind kind, long widthPixels, long heightPixels, int channels, int bits) {
  private static final long PNG_MAGIC = 0x89504e470d0a1a0aL;
  private static final int PNG_HEAD_BYTES = 26;
  private static final int JPEG_START = 0xffd8;

  /**
   * Reads the head of a file.
   *
   * @throws IllegalArgumentException when the bytes do not begin as a PNG or JPEG does
   */
  static PictureHeader of(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    if (file.length >= PNG_HEAD_BYTES && in.getLong(0) == PNG_MAGIC) {
      int channels =
          switch (file[25]) {
            case 0 -> 1;
            case 4 -> 2;
            case 6 -> 4;
            default -> 3;
          };
      return new PictureHeader(
          PictureFormat.Kind.PNG,
          Integer.toUnsignedLong(in.getInt(16)),
          Integer.toUnsignedLong(in.getInt(20)),
          channels,
          file[24]);
    }
    if (file.length >= 2 && (in.getShort(0) & 0xffff) == JPEG_START) {
      return ofJpeg(in);
    }
    throw new IllegalArgumentException(
        "the compressed picture is no picture that can be read; allowed: jpeg, png; got "
            + file.length
            + " bytes of something else");
  }

  // Segments follow each other, each with a marker and a length, up to the frame's (SOF).
  private static PictureHeader ofJpeg(ByteBuffer in) {
    int at = 2;
    while (at + 10 <= in.limit() && in.get(at) == (byte) 0xff) {
      int marker = in.get(at + 1) & 0xff;
      // C4, C8 and CC are tables.
      boolean isFrame = marker == 0xc0 || (marker > 0xc0 && marker <= 0xcf && marker % 4 != 0);
      if (marker == 0xff) {
        at++; // a fill byte
      } else if (isFrame) {
        return new PictureHeader(
            PictureFormat.Kind.JPEG,
            in.getShort(at + 7) & 0xffff,
            in.getShort(at + 5) & 0xffff,
            in.get(at + 9) & 0xff,
            in.get(at + 4) & 0xff);
      } else {
        at += 2 + Math.max(2, in.getShort(at + 2) & 0xffff);
      }
    }
    throw new IllegalArgumentException(
        "the compressed picture is a damaged JPEG: it does not say its size");
  }

  boolean isGrey() {
    return channels < 3;
  }
}
