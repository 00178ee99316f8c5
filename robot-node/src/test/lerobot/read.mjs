// Prints what an independent reader finds in Parquet files: for each a line of JSON with rows, row
// groups, schema, what stands beside it in the footer, and the values; bytes as their SHA-256.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';

function plain(key, value) {
  if (typeof value === 'bigint') {
    return Number(value);
  }
  if (value instanceof Uint8Array) {
    return createHash('sha256').update(value).digest('hex');
  }
  return value;
}

for (const name of process.argv.slice(2)) {
  const bytes = readFileSync(name);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const metadata = parquetMetadata(file);
  // Bytes without a logical type are kept as bytes.
  const values = await parquetReadObjects({ file, metadata, utf8: false });
  const keyValues = {};
  for (const { key, value } of metadata.key_value_metadata ?? []) {
    keyValues[key] = value;
  }
  const leaves = metadata.row_groups[0].columns.map((c) => ({
    path: c.meta_data.path_in_schema,
    type: c.meta_data.type,
    codec: c.meta_data.codec,
  }));
  process.stdout.write(
    `${JSON.stringify({ rows: metadata.num_rows, rowGroups: metadata.row_groups.length, leaves, keyValues, values }, plain)}\n`,
  );
}
