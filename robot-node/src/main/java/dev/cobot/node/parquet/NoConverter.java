package dev.cobot.node.parquet;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Stands where parquet-java wants converters; values are taken from its column readers. */
final class NoConverter extends GroupConverter {
  @Override
  public Converter getConverter(int fieldIndex) {
    return new Nothing();
  }

  @Override
  public void start() {}

  @Override
  public void end() {}

  private static final class Nothing extends GroupConverter {
    @Override
    public Converter getConverter(int fieldIndex) {
      return this;
    }

    @Override
    public PrimitiveConverter asPrimitiveConverter() {
      return new PrimitiveConverter() {};
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
