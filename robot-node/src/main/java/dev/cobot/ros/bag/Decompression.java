package dev.cobot.ros.bag;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** Takes chunks out of their compression, with no more memory than the content that comes out. */
final class Decompression {
  private static final int FIRST_BYTES = 64 << 10;
  private static final int STEP_BYTES = 64 << 10;

  private Decompression() {}

  /**
   * The content of a chunk.
   *
   * @param stored the compressed bytes from {@code offset} on, {@code length} of them
   * @param bytes how long the content must be; within the limits
   * @param partial whether the stored bytes may be cut: then as much as is whole comes out, up to
   *     {@code bytes}
   * @throws IOException if the content is damaged, longer or shorter
   */
  static GrowingBytes decompress(
      BagCompression compression, byte[] stored, int offset, int length, int bytes, boolean partial)
      throws IOException {
    GrowingBytes out = new GrowingBytes(Math.min(bytes, FIRST_BYTES));
    try {
      switch (compression) {
        case NONE -> out.write(stored, offset, length);
        case BZ2 -> {
          try (InputStream in =
              new BZip2CompressorInputStream(new ByteArrayInputStream(stored, offset, length))) {
            drain(in, bytes, partial, out);
          }
        }
        case LZ4 -> Lz4Frame.decompress(stored, offset, length, bytes, partial, out);
        case ZSTD -> zstd(stored, offset, length, bytes, out);
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException e) {
      // What the libraries throw at bytes that nobody compressed.
      throw new IOException("the compressed bytes are damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      if (!(partial && out.size() > 0)) {
        throw e;
      }
    }
    if (!partial && out.size() != bytes) {
      throw new IOException("its content is " + out.size() + " bytes long, announced are " + bytes);
    }
    return out;
  }

  private static void zstd(byte[] stored, int offset, int length, int bytes, GrowingBytes out)
      throws IOException {
    try {
      long announced = ZstdDecompressor.getDecompressedSize(stored, offset, length);
      if (announced > bytes) {
        throw tooLarge(bytes);
      }
      out.reserve(bytes);
      out.advance(new ZstdDecompressor().decompress(stored, offset, length, out.array(), 0, bytes));
    } catch (MalformedInputException e) {
      throw new IOException("the zstd frame is damaged: " + e.getMessage(), e);
    }
  }

  /** Reads a stream to its end; more than {@code bytes} in it is refused before it is read. */
  static void drain(InputStream in, int bytes, boolean partial, GrowingBytes out)
      throws IOException {
    try {
      while (out.size() < bytes) {
        out.reserve(Math.min(STEP_BYTES, bytes - out.size()));
        int room = Math.min(bytes - out.size(), out.array().length - out.size());
        int n = in.read(out.array(), out.size(), room);
        if (n < 0) {
          return;
        }
        out.advance(n);
      }
      if (in.read() >= 0) {
        throw tooLarge(bytes);
      }
    } catch (IOException e) {
      if (!partial) {
        throw e;
      }
    }
  }

  static IOException tooLarge(int bytes) {
    return new IOException("its content is longer than the " + bytes + " bytes announced");
  }
}
