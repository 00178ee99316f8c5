package dev.cobot.node.parquet;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** A column to write: its name, any text, and what its values are. */
public record ParquetColumn(String name, Kind kind) {
  /** What a value is, and of which Java type it is given. */
  public enum Kind {
    /** {@code Long}. */
    INT64,
    /** {@code Float}. */
    FLOAT32,
    /** {@code Boolean}. */
    BOOL,
    /** {@code String}. */
    STRING,
    /** {@code float[]}. */
    FLOAT32_LIST,
    /** {@code long[]}. */
    INT64_LIST,
    /** {@code double[]}. */
    FLOAT64_LIST,
    /** {@code double[]}, each as a list of a list of one: a value for each channel of a picture. */
    CHANNEL_LIST,
    /** {@code List<String>}. */
    STRING_LIST,
    /** {@code byte[]}, a picture's file, as a struct of bytes and path. */
    PICTURE
  }

  Type type() {
    return switch (kind) {
      case INT64 -> Types.optional(PrimitiveTypeName.INT64).named(name);
      case FLOAT32 -> Types.optional(PrimitiveTypeName.FLOAT).named(name);
      case BOOL -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
      case STRING -> text(name);
      case FLOAT32_LIST -> list(name, element(PrimitiveTypeName.FLOAT));
      case INT64_LIST -> list(name, element(PrimitiveTypeName.INT64));
      case FLOAT64_LIST -> list(name, element(PrimitiveTypeName.DOUBLE));
      case CHANNEL_LIST ->
          list(name, list("element", list("element", element(PrimitiveTypeName.DOUBLE))));
      case STRING_LIST -> list(name, text("element"));
      case PICTURE ->
          Types.optionalGroup()
              .addField(Types.optional(PrimitiveTypeName.BINARY).named("bytes"))
              .addField(text("path"))
              .named(name);
    };
  }

  private static Type text(String name) {
    return Types.optional(PrimitiveTypeName.BINARY)
        .as(LogicalTypeAnnotation.stringType())
        .named(name);
  }

  private static Type element(PrimitiveTypeName type) {
    return Types.optional(type).named("element");
  }

  private static Type list(String name, Type element) {
    return Types.optionalList().element(element).named(name);
  }
}
