import { checkRegular } from '@advtrain/engine/fetch';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import type { AsyncBuffer, ColumnMetaData, FileMetaData, SchemaTree } from 'hyparquet';
import { refuseTwiceNamed } from './columns/twice-named.ts';
import { unreadable } from './lines.node.ts';
import type { RowOptions } from './row-options.ts';

/** A row of a Parquet file with its number, from 1. */
type ParquetRow = { readonly line: number; readonly values: Readonly<Record<string, unknown>> };

/**
 * The rows of a Parquet file, of the columns that are `needed` (all where it lacks one, for messages to name; default: all). Holds these of one
 * row group at a time, whose rows its writer chooses: pyarrow makes it 1,048,576 of them. Throws one sentence where the
 * file is missing or damaged.
 */
export async function* parquetRows(
  path: string,
  { needed, onColumns, onRead }: Pick<RowOptions, 'needed' | 'onColumns' | 'onRead'> = {},
): AsyncGenerator<ParquetRow, void> {
  const { file, metadata } = await open(path);
  // Takes WebAssembly's memory as it is loaded, which is for those who read such files.
  const { compressors } = await import('hyparquet-compressors');
  const has = new Set(parquetSchema(metadata).children.map(({ element }) => element.name));
  onColumns?.([...has]);
  const wanted = needed?.every((column) => has.has(column)) ? [...needed] : undefined;
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const options = { file, metadata, rowStart, rowEnd, compressors, parsers, ...(wanted && { columns: wanted }) };
    const rows = await parquetReadObjects(options).catch((error: unknown) => {
      throw damaged(path, error);
    });
    for (const [index, values] of rows.entries()) yield { line: rowStart + index + 1, values };
    rowStart = rowEnd;
    onRead?.(Number(group.total_compressed_size ?? group.total_byte_size));
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Texts, and bytes as they are where they are no UTF-8, which the reader's own parser would replace. */
const parsers = {
  stringFromBytes(bytes: Uint8Array | undefined): unknown {
    try {
      return bytes && decoder.decode(bytes);
    } catch {
      return bytes;
    }
  },
};

async function open(path: string): Promise<{ file: AsyncBuffer; metadata: FileMetaData }> {
  const opened = await described(path);
  for (const { columns } of opened.metadata.row_groups) {
    const names = columns.map(({ meta_data: about }) => about!.path_in_schema.join('.'));
    refuseTwiceNamed(path, names, names);
  }
  return opened;
}

async function described(path: string): Promise<{ file: AsyncBuffer; metadata: FileMetaData }> {
  try {
    checkRegular(path);
  } catch (error) {
    throw await unreadable(path, error);
  }
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    checkColumns(metadata, file.byteLength);
    return { file, metadata };
  } catch (error) {
    throw 'syscall' in (error as NodeJS.ErrnoException) ? await unreadable(path, error) : damaged(path, error);
  }
}

/**
 * Throws where a row group's columns are not those of the schema, or not in the file: the reader would begin on the
 * others, and leave their errors to nobody.
 */
function checkColumns(metadata: FileMetaData, bytes: number): void {
  const schema = parquetSchema(metadata);
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data: about } of columns) {
      const path = about?.path_in_schema ?? [];
      const name = path.join('.');
      let tree: SchemaTree | undefined = schema;
      for (const part of path) tree = tree?.children.find(({ element }) => element.name === part);
      if (!about || path.length === 0 || tree?.children.length !== 0) {
        throw new Error(`parquet has a column "${name}" that its schema lacks`);
      }
      if (!lies(about, bytes)) throw new Error(`parquet has the column "${name}" at a place that is not in the file`);
    }
  }
}

/** Whether the pages of a column lie in a file of so many bytes. A damaged file may lack the numbers that its type has. */
function lies(about: ColumnMetaData, bytes: number): boolean {
  const { data_page_offset: data, total_compressed_size: size } = about as Partial<ColumnMetaData>;
  // 0 says that there is none.
  const first = about.dictionary_page_offset === 0n ? data : (about.dictionary_page_offset ?? data);
  if (typeof data !== 'bigint' || typeof first !== 'bigint' || typeof size !== 'bigint') return false;
  return first >= 0n && data >= 0n && size >= 0n && first + size <= BigInt(bytes);
}

/** What the reader says of a file, where it is made to be read: other errors speak of its insides. */
function damaged(path: string, error: unknown): Error {
  const { message } = error as Error;
  const why = message.startsWith('parquet ') && !message.includes('undefined') ? ` (${message})` : '';
  return new Error(`${path} cannot be read as Parquet${why}: get it again, or check what made it.`, { cause: error });
}
