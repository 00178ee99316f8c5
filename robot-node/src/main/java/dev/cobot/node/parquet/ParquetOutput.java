package dev.cobot.node.parquet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A Parquet file that is written: Snappy, pages of version 1, one row group a call. A value that
 * comes again in a row group, such as a picture that is held, is stored once.
 */
public final class ParquetOutput implements AutoCloseable {
  private static final long ROW_GROUP_BYTES = 128L << 20;

  /**
   * So that the pictures of a row group, which mostly differ, fit; beyond it they stand plainly.
   */
  private static final int DICTIONARY_BYTES = 16 << 20;

  private static final int TRUNCATED_STATISTICS = 64;

  private final ParquetProperties properties =
      ParquetProperties.builder()
          .withDictionaryPageSize(DICTIONARY_BYTES)
          .withStatisticsTruncateLength(TRUNCATED_STATISTICS)
          .build();
  private final PageCodec.Snappy codec = new PageCodec.Snappy();
  private final List<ParquetColumn> columns;
  private final MessageType schema;
  private final ParquetFileWriter writer;
  private Map<String, String> keyValues = Map.of();

  /**
   * Creates a file, which must not exist.
   *
   * @throws IOException when it exists or cannot be written
   */
  public ParquetOutput(Path file, List<ParquetColumn> columns) throws IOException {
    this.columns = List.copyOf(columns);
    schema =
        new MessageType("schema", columns.stream().map(ParquetColumn::type).toArray(Type[]::new));
    writer =
        new ParquetFileWriter(
            new LocalOutputFile(file),
            schema,
            ParquetFileWriter.Mode.CREATE,
            ROW_GROUP_BYTES,
            0,
            TRUNCATED_STATISTICS,
            TRUNCATED_STATISTICS,
            false);
    writer.start();
  }

  /** Says what stands beside the schema in the footer. */
  public void setKeyValues(Map<String, String> keyValues) {
    this.keyValues = Map.copyOf(keyValues);
  }

  /** Returns how many bytes there are so far. */
  public long bytes() throws IOException {
    return writer.getPos();
  }

  /**
   * Writes a row group.
   *
   * @param rows each with one value a column, see {@link ParquetColumn.Kind}; null for none
   */
  public void writeRowGroup(List<Object[]> rows) throws IOException {
    ColumnChunkPageWriteStore pages =
        new ColumnChunkPageWriteStore(
            codec, schema, new HeapByteBufferAllocator(), TRUNCATED_STATISTICS);
    ColumnWriteStore store = properties.newColumnWriteStore(schema, pages, pages);
    RecordConsumer out = new ColumnIOFactory().getColumnIO(schema).getRecordWriter(store);
    for (Object[] row : rows) {
      out.startMessage();
      for (int i = 0; i < row.length; i++) {
        if (row[i] != null) {
          String name = columns.get(i).name();
          out.startField(name, i);
          put(out, columns.get(i).kind(), row[i]);
          out.endField(name, i);
        }
      }
      out.endMessage();
    }
    out.flush();
    writer.startBlock(rows.size());
    store.flush();
    pages.flushToFileWriter(writer);
    writer.endBlock();
    store.close();
    pages.close();
  }

  private static void put(RecordConsumer out, ParquetColumn.Kind kind, Object value) {
    switch (kind) {
      case INT64 -> out.addLong((Long) value);
      case FLOAT32 -> out.addFloat((Float) value);
      case BOOL -> out.addBoolean((Boolean) value);
      case STRING -> out.addBinary(Binary.fromString((String) value));
      case FLOAT32_LIST -> {
        float[] values = (float[]) value;
        list(out, values.length, i -> out.addFloat(values[i]));
      }
      case INT64_LIST -> {
        long[] values = (long[]) value;
        list(out, values.length, i -> out.addLong(values[i]));
      }
      case FLOAT64_LIST -> {
        double[] values = (double[]) value;
        list(out, values.length, i -> out.addDouble(values[i]));
      }
      case CHANNEL_LIST -> {
        double[] values = (double[]) value;
        list(
            out,
            values.length,
            i -> list(out, 1, j -> list(out, 1, k -> out.addDouble(values[i]))));
      }
      case STRING_LIST -> {
        List<?> values = (List<?>) value;
        list(out, values.size(), i -> out.addBinary(Binary.fromString(values.get(i).toString())));
      }
      case PICTURE -> {
        out.startGroup();
        out.startField("bytes", 0);
        out.addBinary(Binary.fromConstantByteArray((byte[]) value));
        out.endField("bytes", 0);
        out.endGroup();
      }
    }
  }

  /** Puts one element of a list. */
  private interface Element {
    void put(int index);
  }

  private static void list(RecordConsumer out, int size, Element element) {
    out.startGroup();
    if (size > 0) {
      out.startField("list", 0);
      for (int i = 0; i < size; i++) {
        out.startGroup();
        out.startField("element", 0);
        element.put(i);
        out.endField("element", 0);
        out.endGroup();
      }
      out.endField("list", 0);
    }
    out.endGroup();
  }

  /** Writes the footer, without which the file is none, and closes it. */
  @Override
  public void close() throws IOException {
    writer.end(keyValues);
  }
}
