import type { OnRead } from './lines.node.ts';

/** What a file does not say itself. */
export interface RowOptions {
  /** The names of the columns of a file without a header line. */
  readonly columns?: readonly string[];
  /** The name under which a JSON file has the rows. */
  readonly key?: string;
  /** The columns that are needed: what a Parquet file is read for, and what may not be there twice. Default: all. */
  readonly needed?: readonly string[];
  /** Told the names of the columns, those of JSON lines as the first row has them. */
  readonly onColumns?: (names: readonly string[]) => void;
  /** Told how many more bytes of the file have been read. */
  readonly onRead?: OnRead;
}
