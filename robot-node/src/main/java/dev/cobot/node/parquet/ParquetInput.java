package dev.cobot.node.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * A Parquet file that is read, one column of one row group at a time. Whatever the file claims is
 * held against its size and against limits before memory is taken for it; what cannot be read is an
 * {@code IOException} that says why.
 */
public final class ParquetInput implements AutoCloseable {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int FOOTER_TAIL = 8;
  private static final int MAX_FOOTER_BYTES = 64 << 20;
  private static final int MAX_ROW_GROUPS = 1_000_000;
  private static final int MAX_ROWS = 2_000_000;
  private static final int MAX_VALUES = 20_000_000;
  private static final int MAX_CHUNK_BYTES = 512 << 20;

  private final Path file;
  private final FileChannel channel;
  private final FileMetaData metadata;
  private final MessageType schema;

  private ParquetInput(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    metadata = footer();
    schema = schema(metadata);
  }

  /**
   * Opens a file.
   *
   * @throws IOException when it cannot be read, is no Parquet file or breaks a limit
   */
  public static ParquetInput open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new ParquetInput(file, channel);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      channel.close();
      throw damaged(file, e);
    }
  }

  private static IOException damaged(Path file, Throwable e) {
    if (e instanceof IOException told && told.getMessage() != null) {
      return told.getMessage().startsWith(file.toString())
          ? told
          : new IOException(file + ": " + told.getMessage(), told);
    }
    return new IOException(file + " is damaged (" + e + ")", e);
  }

  private FileMetaData footer() throws IOException {
    long size = channel.size();
    if (size < MAGIC.length + FOOTER_TAIL) {
      throw new IOException("it has " + size + " bytes and is no Parquet file");
    }
    ByteBuffer tail = ByteBuffer.wrap(read(size - FOOTER_TAIL, FOOTER_TAIL));
    int length = tail.order(ByteOrder.LITTLE_ENDIAN).getInt();
    byte[] magic = new byte[MAGIC.length];
    tail.get(magic);
    if (!Arrays.equals(magic, MAGIC) || !Arrays.equals(read(0, MAGIC.length), MAGIC)) {
      throw new IOException(
          "it is no Parquet file, or was not closed: it must begin and end with PAR1");
    }
    if (!(length > 0 && length <= Math.min(MAX_FOOTER_BYTES, size - FOOTER_TAIL - MAGIC.length))) {
      throw new IOException(
          "its footer is told to have "
              + length
              + " bytes; allowed are 1 to "
              + Math.min(MAX_FOOTER_BYTES, size - FOOTER_TAIL - MAGIC.length));
    }
    FileMetaData read =
        Util.readFileMetaData(
            new ByteArrayInputStream(read(size - FOOTER_TAIL - length, length)), length);
    if (read.getRow_groupsSize() > MAX_ROW_GROUPS) {
      throw new IOException("it has more than " + MAX_ROW_GROUPS + " row groups");
    }
    return read;
  }

  private static MessageType schema(FileMetaData metadata) throws IOException {
    // Statistics are of no use here, and damaged ones would be told of as if they were.
    FileMetaData shape =
        new FileMetaData(metadata.getVersion(), metadata.getSchema(), 0, List.of());
    return new ParquetMetadataConverter().fromParquetMetadata(shape).getFileMetaData().getSchema();
  }

  private byte[] read(long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      int got = channel.read(bytes, at + bytes.position());
      if (got < 0) {
        throw new IOException("it ends early");
      }
    }
    return bytes.array();
  }

  /** Returns the columns' names and types. */
  public MessageType schema() {
    return schema;
  }

  /** Returns what stands beside the schema in the footer. */
  public Map<String, String> keyValues() {
    Map<String, String> found = new LinkedHashMap<>();
    if (metadata.isSetKey_value_metadata()) {
      for (KeyValue entry : metadata.getKey_value_metadata()) {
        found.put(entry.getKey(), entry.getValue());
      }
    }
    return found;
  }

  /** Returns how many row groups there are. */
  public int rowGroups() {
    return metadata.getRow_groupsSize();
  }

  /**
   * Returns how many rows a row group has.
   *
   * @throws IOException when that is beyond the limit
   */
  public int rows(int group) throws IOException {
    long rows = metadata.getRow_groups().get(group).getNum_rows();
    if (!(rows >= 0 && rows <= MAX_ROWS)) {
      throw new IOException(
          file + ": row group " + group + " has " + rows + " rows; allowed are 0 to " + MAX_ROWS);
    }
    return (int) rows;
  }

  /** Returns how many bytes of the file a row group takes, as it tells. */
  public long bytes(int group) {
    long bytes = 0;
    for (ColumnChunk chunk : metadata.getRow_groups().get(group).getColumns()) {
      bytes += chunk.getMeta_data() == null ? 0 : chunk.getMeta_data().getTotal_compressed_size();
    }
    return bytes;
  }

  /** Returns the column whose path begins so, the first of its leaves. */
  public Optional<ColumnDescriptor> column(String... path) {
    return schema.getColumns().stream()
        .filter(
            c ->
                c.getPath().length >= path.length
                    && Arrays.equals(Arrays.copyOf(c.getPath(), path.length), path))
        .findFirst();
  }

  /**
   * Reads a column of a row group.
   *
   * @param path of the column, or how it begins: {@code "action"} for {@code action.list.element}
   * @throws IOException when there is none or it cannot be read
   */
  public LeafValues read(int group, String... path) throws IOException {
    ColumnDescriptor column =
        column(path)
            .orElseThrow(
                () -> new IOException(file + " has no column '" + String.join(".", path) + "'"));
    try {
      RowGroup rowGroup = metadata.getRow_groups().get(group);
      return decode(
          column, new ColumnPages(metaData(rowGroup, column), this::chunk, column), group);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw damaged(file, e);
    }
  }

  private static ColumnMetaData metaData(RowGroup group, ColumnDescriptor column)
      throws IOException {
    for (ColumnChunk chunk : group.getColumns()) {
      ColumnMetaData data = chunk.getMeta_data();
      if (data != null && Arrays.equals(data.getPath_in_schema().toArray(), column.getPath())) {
        return data;
      }
    }
    throw new IOException("a row group lacks column " + String.join(".", column.getPath()));
  }

  private byte[] chunk(long at, long length) throws IOException {
    if (!(at >= MAGIC.length
        && length >= 0
        && length <= MAX_CHUNK_BYTES
        && at <= channel.size() - length)) {
      throw new IOException(
          "a column is told to stand at byte "
              + at
              + " with "
              + length
              + " bytes; the file has "
              + channel.size());
    }
    return read(at, (int) length);
  }

  private LeafValues decode(ColumnDescriptor column, ColumnPages pages, int group)
      throws IOException {
    int rows = rows(group);
    long total = pages.getTotalValueCount();
    if (!(total >= rows && total <= MAX_VALUES)) {
      throw new IOException(
          "column "
              + String.join(".", column.getPath())
              + " is told to have "
              + total
              + " values in "
              + rows
              + " rows; allowed are up to "
              + MAX_VALUES);
    }
    int[] starts = new int[rows + 1];
    if (total == 0) {
      return new LeafValues(starts, new long[0], null, null);
    }
    ColumnReader reader =
        new ColumnReadStoreImpl(new ColumnPages.Store(pages, rows), new NoConverter(), schema, null)
            .getColumnReader(column);
    ValueList values = new ValueList(column.getPrimitiveType().getPrimitiveTypeName());
    int row = -1;
    for (long i = 0; i < total; i++) {
      if (reader.getCurrentRepetitionLevel() == 0) {
        if (++row == rows) {
          throw new IOException("a column has more rows than its row group");
        }
        starts[row] = values.size();
      }
      if (row < 0) {
        throw new IOException("a column begins in the middle of a row");
      }
      if (reader.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel()) {
        values.add(reader);
      }
      reader.consume();
    }
    if (row != rows - 1) {
      throw new IOException("a column has " + (row + 1) + " rows, its row group " + rows);
    }
    starts[rows] = values.size();
    return values.leaf(starts);
  }

  /** Grows with the values of one column. */
  private static final class ValueList {
    private final org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName type;
    private long[] longs = new long[16];
    private double[] doubles = new double[16];
    private Binary[] binaries = new Binary[16];
    private int size;

    ValueList(org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName type) {
      this.type = type;
    }

    int size() {
      return size;
    }

    void add(ColumnReader reader) {
      switch (type) {
        case INT32 -> add((long) reader.getInteger());
        case INT64 -> add(reader.getLong());
        case BOOLEAN -> add(reader.getBoolean() ? 1L : 0L);
        case FLOAT -> add((double) reader.getFloat());
        case DOUBLE -> add(reader.getDouble());
        case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> add(reader.getBinary());
      }
    }

    private void add(long value) {
      if (size == longs.length) {
        longs = Arrays.copyOf(longs, 2 * size);
      }
      longs[size++] = value;
    }

    private void add(double value) {
      if (size == doubles.length) {
        doubles = Arrays.copyOf(doubles, 2 * size);
      }
      doubles[size++] = value;
    }

    private void add(Binary value) {
      if (size == binaries.length) {
        binaries = Arrays.copyOf(binaries, 2 * size);
      }
      binaries[size++] = value;
    }

    LeafValues leaf(int[] starts) {
      return switch (type) {
        case INT32, INT64, BOOLEAN -> new LeafValues(starts, longs, null, null);
        case FLOAT, DOUBLE -> new LeafValues(starts, null, doubles, null);
        case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> new LeafValues(starts, null, null, binaries);
      };
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
