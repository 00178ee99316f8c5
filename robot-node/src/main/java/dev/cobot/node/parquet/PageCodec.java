package dev.cobot.node.parquet;

import io.airlift.compress.Decompressor;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** How pages are packed: written with Snappy, read with whatever is usual. */
final class PageCodec {
  private PageCodec() {}

  /** Packs with Snappy. */
  static final class Snappy implements CompressionCodecFactory.BytesInputCompressor {
    private final SnappyCompressor compressor = new SnappyCompressor();

    @Override
    public BytesInput compress(BytesInput page) throws IOException {
      byte[] plain = bytes(page);
      byte[] packed = new byte[compressor.maxCompressedLength(plain.length)];
      int length = compressor.compress(plain, 0, plain.length, packed, 0, packed.length);
      return BytesInput.from(packed, 0, length);
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.SNAPPY;
    }

    @Override
    public void release() {}
  }

  /**
   * Unpacks a page.
   *
   * @param length of the plain page, which the caller has bounded
   * @throws IOException when the bytes are damaged or packed in a way that is not read
   */
  static byte[] unpack(CompressionCodec codec, byte[] packed, int length) throws IOException {
    if (codec == CompressionCodec.UNCOMPRESSED) {
      if (packed.length != length) {
        throw new IOException("a page has " + packed.length + " bytes, told are " + length);
      }
      return packed;
    }
    byte[] plain = new byte[length];
    int got;
    if (codec == CompressionCodec.GZIP) {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        got = in.readNBytes(plain, 0, length);
      }
    } else {
      Decompressor decompressor =
          switch (codec) {
            case SNAPPY -> new SnappyDecompressor();
            case ZSTD -> new ZstdDecompressor();
            case LZ4_RAW -> new Lz4Decompressor();
            default ->
                throw new IOException(
                    "a page is packed with "
                        + codec
                        + "; read are UNCOMPRESSED, SNAPPY, ZSTD, GZIP and LZ4_RAW");
          };
      try {
        got = decompressor.decompress(packed, 0, packed.length, plain, 0, length);
      } catch (MalformedInputException e) {
        throw new IOException("a page is damaged (" + e.getMessage() + ")", e);
      }
    }
    if (got != length) {
      throw new IOException("a page unpacks to " + got + " bytes, told are " + length);
    }
    return plain;
  }

  private static byte[] bytes(BytesInput page) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(page.size()));
    page.writeAllTo(out);
    return out.toByteArray();
  }
}
