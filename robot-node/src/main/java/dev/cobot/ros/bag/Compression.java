package dev.cobot.ros.bag;

import io.airlift.compress.zstd.ZstdCompressor;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** Compresses the chunks of one writer, in memory that is used again. */
final class Compression {
  private final BagCompression kind;
  private final GrowingBytes out;
  private final Lz4Frame lz4 = new Lz4Frame();
  private final ZstdCompressor zstd = new ZstdCompressor();

  Compression(BagCompression kind, int expectedBytes) {
    this.kind = kind;
    out = new GrowingBytes(kind == BagCompression.NONE ? 0 : expectedBytes);
  }

  /** The compressed content; good until the next call, and the content itself without one. */
  GrowingBytes compress(GrowingBytes content) throws IOException {
    out.clear();
    switch (kind) {
      case NONE -> {
        return content;
      }
      case BZ2 -> {
        try (OutputStream stream = new BZip2CompressorOutputStream(out)) {
          stream.write(content.array(), 0, content.size());
        }
      }
      case LZ4 -> lz4.compress(content.array(), content.size(), out);
      case ZSTD -> {
        out.reserve(zstd.maxCompressedLength(content.size()));
        out.advance(
            zstd.compress(content.array(), 0, content.size(), out.array(), 0, out.array().length));
      }
    }
    return out;
  }
}
