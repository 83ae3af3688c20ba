import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { OnRead } from './lines.node.ts';

/** A row of a Parquet file with its number, from 1. */
type ParquetRow = { readonly line: number; readonly values: Readonly<Record<string, unknown>> };

/**
 * The rows of a Parquet file, of `columns` (all where it lacks one, for messages to name; default: all). Holds these of one
 * row group at a time, whose rows its writer chooses: pyarrow makes it 1,048,576 of them. Throws one sentence where the
 * file is missing or damaged.
 */
export async function* parquetRows(
  path: string,
  columns?: readonly string[],
  onRead?: OnRead,
): AsyncGenerator<ParquetRow, void> {
  const { file, metadata } = await open(path);
  const has = new Set(parquetSchema(metadata).children.map(({ element }) => element.name));
  const wanted = columns?.every((column) => has.has(column)) ? [...columns] : undefined;
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const options = { file, metadata, rowStart, rowEnd, compressors, ...(wanted && { columns: wanted }) };
    const rows = await parquetReadObjects(options).catch((error: unknown) => {
      throw damaged(path, error);
    });
    for (const [index, values] of rows.entries()) yield { line: rowStart + index + 1, values };
    rowStart = rowEnd;
    onRead?.(Number(group.total_compressed_size ?? group.total_byte_size));
  }
}

async function open(path: string): Promise<{ file: AsyncBuffer; metadata: FileMetaData }> {
  try {
    const file = await asyncBufferFromFile(path);
    return { file, metadata: await parquetMetadataAsync(file) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw damaged(path, error);
    throw new Error(`There is no file ${path}: check the path.`, { cause: error });
  }
}

function damaged(path: string, error: unknown): Error {
  const { message } = error as Error;
  return new Error(`${path} cannot be read as Parquet (${message}): get it again, or check what made it.`, {
    cause: error,
  });
}
