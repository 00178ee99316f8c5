package dev.cobot.ros.bag;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.commons.codec.digest.XXHash32;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/**
 * LZ4's frame format 1.6. Written as roslz4 does, with independent blocks and a checksum over the
 * content, for roslz4 reads nothing else; read with linked blocks, block checksums and several
 * frames too.
 */
final class Lz4Frame {
  private static final int MAGIC = 0x184D2204;
  private static final int SKIPPABLE_MAGIC = 0x184D2A50;

  /** Magic, descriptor and end mark; magic and length of one that is skipped. */
  private static final int MIN_FRAME_BYTES = 8;

  private static final int VERSION = 0x40;
  private static final int INDEPENDENT_BLOCKS = 0x20;
  private static final int BLOCK_CHECKSUMS = 0x10;
  private static final int CONTENT_SIZE = 0x08;
  private static final int CONTENT_CHECKSUM = 0x04;
  private static final int DICTIONARY = 0x01;
  private static final int ONE_MEBIBYTE_BLOCKS = 6;
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int STORED_BLOCK = 1 << 31;

  private final Lz4Compressor compressor = new Lz4Compressor();

  /** Appends one frame. */
  void compress(byte[] bytes, int length, GrowingBytes out) {
    byte[] descriptor = {
      (byte) (VERSION | INDEPENDENT_BLOCKS | CONTENT_CHECKSUM), (byte) (ONE_MEBIBYTE_BLOCKS << 4)
    };
    out.putInt(MAGIC).put(descriptor).putByte(hash(descriptor, 0, descriptor.length) >>> 8);
    for (int at = 0; at < length; at += BLOCK_BYTES) {
      int block = Math.min(BLOCK_BYTES, length - at);
      out.reserve(Integer.BYTES + compressor.maxCompressedLength(block));
      int start = out.size();
      out.putInt(0);
      int room = out.array().length - out.size();
      int packed = compressor.compress(bytes, at, block, out.array(), out.size(), room);
      if (packed < block) {
        out.setInt(start, packed);
        out.advance(packed);
      } else {
        out.setInt(start, block | STORED_BLOCK);
        out.write(bytes, at, block);
      }
    }
    out.putInt(0).putInt(hash(bytes, 0, length));
  }

  /**
   * Decompresses a stream: frames one after the other, of which skippable ones count for nothing.
   *
   * @param stored holds the frames from {@code offset} on, {@code length} bytes
   * @param out takes the content, up to {@code bytes} of it
   * @param partial whether the stream may be cut: then out takes the blocks that are whole
   */
  static void decompress(
      byte[] stored, int offset, int length, int bytes, boolean partial, GrowingBytes out)
      throws IOException {
    int end = offset + length;
    int at = offset;
    do {
      at = frame(stored, at, end, bytes, partial, out);
    } while (at < end && !(partial && end - at < MIN_FRAME_BYTES));
  }

  /** Decompresses one frame and returns where it ends. */
  private static int frame(
      byte[] stored, int offset, int end, int bytes, boolean partial, GrowingBytes out)
      throws IOException {
    int magic = end - offset < MIN_FRAME_BYTES ? 0 : GrowingBytes.intAt(stored, offset);
    if ((magic & ~0xF) == SKIPPABLE_MAGIC) {
      long skipped = Integer.toUnsignedLong(GrowingBytes.intAt(stored, offset + Integer.BYTES));
      if (skipped > end - offset - MIN_FRAME_BYTES && !partial) {
        throw new IOException(
            "a skippable LZ4 frame announces " + skipped + " bytes, more than there are");
      }
      return (int) Math.min(end, offset + MIN_FRAME_BYTES + skipped);
    }
    if (magic != MAGIC) {
      throw new IOException("it is no LZ4 frame");
    }
    int flags = stored[offset + 4];
    if ((flags & 0xC0) != VERSION || (flags & DICTIONARY) != 0) {
      throw new IOException("the LZ4 frame has another version than 1 or needs a dictionary");
    }
    if ((flags & INDEPENDENT_BLOCKS) == 0) {
      return linked(stored, offset, end, bytes, partial, out);
    }
    int descriptor = (flags & CONTENT_SIZE) != 0 ? 10 : 2;
    int at = offset + 4 + descriptor;
    if (at >= end || (byte) (hash(stored, offset + 4, descriptor) >>> 8) != stored[at++]) {
      throw new IOException("the checksum of the LZ4 frame header does not fit");
    }
    int maxBlock = maxBlockBytes(stored[offset + 5]);
    int trailer = (flags & BLOCK_CHECKSUMS) != 0 ? Integer.BYTES : 0;
    int content = out.size();
    Lz4Decompressor decompressor = new Lz4Decompressor();
    while (true) {
      if (end - at < Integer.BYTES) {
        if (partial) {
          return end;
        }
        throw new IOException("the LZ4 frame ends without its end mark");
      }
      int mark = GrowingBytes.intAt(stored, at);
      at += Integer.BYTES;
      if (mark == 0) {
        break;
      }
      int packed = mark & ~STORED_BLOCK;
      if (packed > maxBlock || packed > end - at - trailer) {
        if (partial) {
          return end;
        }
        throw new IOException("an LZ4 block announces " + packed + " bytes, more than there are");
      }
      if (trailer > 0 && hash(stored, at, packed) != GrowingBytes.intAt(stored, at + packed)) {
        throw new IOException("the checksum of an LZ4 block does not fit");
      }
      if (mark < 0) {
        if (packed > bytes - out.size()) {
          throw Decompression.tooLarge(bytes);
        }
        out.write(stored, at, packed);
      } else {
        // LZ4 never gains more than 255 times.
        int room = (int) Math.min(Math.min(maxBlock, bytes - out.size()), 255L * packed);
        out.reserve(room);
        try {
          out.advance(decompressor.decompress(stored, at, packed, out.array(), out.size(), room));
        } catch (MalformedInputException | IndexOutOfBoundsException e) {
          throw new IOException("an LZ4 block is damaged or larger than announced", e);
        }
      }
      at += packed + trailer;
    }
    if ((flags & CONTENT_CHECKSUM) == 0) {
      return at;
    }
    if (end - at < Integer.BYTES && partial) {
      return end;
    }
    if (end - at < Integer.BYTES
        || hash(out.array(), content, out.size() - content) != GrowingBytes.intAt(stored, at)) {
      throw new IOException("the checksum of the LZ4 content does not fit");
    }
    return at + Integer.BYTES;
  }

  /** One frame whose blocks look back into those before them. */
  private static int linked(
      byte[] stored, int offset, int end, int bytes, boolean partial, GrowingBytes out)
      throws IOException {
    ByteArrayInputStream source = new ByteArrayInputStream(stored, offset, end - offset);
    try (FramedLZ4CompressorInputStream in = new FramedLZ4CompressorInputStream(source)) {
      Decompression.drain(in, bytes, partial, out);
    }
    return end - source.available();
  }

  private static int maxBlockBytes(byte descriptor) throws IOException {
    int id = descriptor >> 4 & 7;
    if (id < 4) {
      throw new IOException("the LZ4 frame has the block size code " + id + ", must be 4 to 7");
    }
    return 1 << (2 * id + 8);
  }

  private static int hash(byte[] bytes, int offset, int length) {
    XXHash32 hash = new XXHash32();
    hash.update(bytes, offset, length);
    return (int) hash.getValue();
  }
}
