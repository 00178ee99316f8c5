package dev.cobot.node.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;

/** The pages of one column in one row group. */
final class ColumnPages implements PageReader {
  private static final int MAX_PAGE_BYTES = 256 << 20;

  private final ParquetMetadataConverter converter = new ParquetMetadataConverter();
  private final ColumnMetaData column;
  private final ColumnDescriptor descriptor;
  private final byte[] bytes;
  private final ByteArrayInputStream in;
  private DictionaryPage dictionary;
  private DataPage first;

  /** Reads a part of the file, or says why it does not lie in it. */
  interface Part {
    byte[] read(long at, long length) throws IOException;
  }

  ColumnPages(ColumnMetaData column, Part file, ColumnDescriptor descriptor) throws IOException {
    this.column = column;
    this.descriptor = descriptor;
    long at = column.getData_page_offset();
    if (column.isSetDictionary_page_offset() && column.getDictionary_page_offset() > 0) {
      at = Math.min(at, column.getDictionary_page_offset());
    }
    bytes = file.read(at, column.getTotal_compressed_size());
    in = new ByteArrayInputStream(bytes);
    first = next();
  }

  /** Returns the next data page, or null at the end; keeps a dictionary that comes before it. */
  private DataPage next() throws IOException {
    while (in.available() > 0) {
      PageHeader header = Util.readPageHeader(in);
      byte[] page = page(header);
      if (header.getType() == PageType.DICTIONARY_PAGE) {
        DictionaryPageHeader head = require(header.getDictionary_page_header());
        byte[] plain = plain(page, header.getUncompressed_page_size());
        requireCount(head.getNum_values(), 8L * plain.length + 1);
        dictionary =
            new DictionaryPage(
                BytesInput.from(plain),
                head.getNum_values(),
                converter.getEncoding(head.getEncoding()));
      } else if (header.getType() == PageType.DATA_PAGE) {
        return version1(header, page);
      } else if (header.getType() == PageType.DATA_PAGE_V2) {
        return version2(header, page);
      }
    }
    return null;
  }

  private byte[] page(PageHeader header) throws IOException {
    int packed = header.getCompressed_page_size();
    int plain = header.getUncompressed_page_size();
    if (!(packed >= 0 && packed <= in.available() && plain >= 0 && plain <= MAX_PAGE_BYTES)) {
      throw new IOException(
          "a page is told to have "
              + packed
              + " bytes, unpacked "
              + plain
              + "; left are "
              + in.available()
              + ", allowed unpacked "
              + MAX_PAGE_BYTES);
    }
    return in.readNBytes(packed);
  }

  private byte[] plain(byte[] packed, int length) throws IOException {
    return PageCodec.unpack(column.getCodec(), packed, length);
  }

  private static <T> T require(T header) throws IOException {
    if (header == null) {
      throw new IOException("a page lacks its header");
    }
    return header;
  }

  private static void requireCount(long values, long allowed) throws IOException {
    if (!(values >= 0 && values <= allowed)) {
      throw new IOException("a page is told to have " + values + " values; allowed: " + allowed);
    }
  }

  private DataPage version1(PageHeader header, byte[] page) throws IOException {
    DataPageHeader head = require(header.getData_page_header());
    requireCount(head.getNum_values(), column.getNum_values());
    byte[] plain = plain(page, header.getUncompressed_page_size());
    return new DataPageV1(
        BytesInput.from(plain),
        head.getNum_values(),
        plain.length,
        noStatistics(),
        converter.getEncoding(head.getRepetition_level_encoding()),
        converter.getEncoding(head.getDefinition_level_encoding()),
        converter.getEncoding(head.getEncoding()));
  }

  private DataPage version2(PageHeader header, byte[] page) throws IOException {
    DataPageHeaderV2 head = require(header.getData_page_header_v2());
    requireCount(head.getNum_values(), column.getNum_values());
    int repetitions = head.getRepetition_levels_byte_length();
    int definitions = head.getDefinition_levels_byte_length();
    int levels = repetitions + definitions;
    if (!(repetitions >= 0 && definitions >= 0 && levels >= 0 && levels <= page.length)) {
      throw new IOException("a page's levels are told to be longer than it");
    }
    byte[] values = Arrays.copyOfRange(page, levels, page.length);
    int length = header.getUncompressed_page_size() - levels;
    if (length < 0) {
      throw new IOException("a page's levels are told to be longer than it");
    }
    byte[] plain = head.isIs_compressed() && values.length > 0 ? plain(values, length) : values;
    return DataPageV2.uncompressed(
        head.getNum_rows(),
        head.getNum_nulls(),
        head.getNum_values(),
        BytesInput.from(page, 0, repetitions),
        BytesInput.from(page, repetitions, definitions),
        converter.getEncoding(head.getEncoding()),
        BytesInput.from(plain),
        noStatistics());
  }

  private Statistics<?> noStatistics() {
    return Statistics.createStats(descriptor.getPrimitiveType());
  }

  @Override
  public DictionaryPage readDictionaryPage() {
    return dictionary;
  }

  @Override
  public long getTotalValueCount() {
    return column.getNum_values();
  }

  @Override
  public DataPage readPage() {
    try {
      DataPage page = first == null ? next() : first;
      first = null;
      if (page == null) {
        throw new IOException("a column ends before its last value");
      }
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One column as what parquet-java's column readers read from. */
  record Store(ColumnPages pages, long rows) implements PageReadStore {
    @Override
    public PageReader getPageReader(ColumnDescriptor descriptor) {
      return pages;
    }

    @Override
    public long getRowCount() {
      return rows;
    }
  }
}
