import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { parseJson } from '@advtrain/core';
import { linesIn, textIn, wholeText } from './lines.node.ts';
import type { RowOptions } from './row-options.ts';
import { someOf } from './columns/some-of.ts';
import { refuseTwiceNamed, twiceIn } from './columns/twice-named.ts';

/** A row of a file with its columns, or what is wrong with it, and the line that it ends on. */
export type Row =
  | { readonly line: number; readonly values: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: string };

/**
 * The rows of a file, one after the other, without holding the file in memory: .csv (RFC 4180, and quotes within fields), .tsv (where quotes mean
 * nothing), .jsonl, .parquet (a row group at a time), or JSON with the rows under a key (whole). Throws one sentence where the file as such cannot
 * be read; what is wrong with a row only comes as one.
 */
export function rowsOf(path: string, options: RowOptions = {}): AsyncIterable<Row> {
  if (options.key !== undefined) return rowsWithin(path, options.key);
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return csvRows(path, options);
    case '.tsv':
      return tsvRows(path, options);
    case '.jsonl':
    case '.ndjson':
      return jsonRows(path, options);
    case '.parquet':
      return parquetRows(path, options);
    default:
      throw new Error(`${path} ends in "${extname(path)}", but must be a .csv, .tsv, .jsonl or .parquet file.`);
  }
}

/** Whether rows of a file of that name may have lists in their columns. */
export function mayHaveLists(path: string): boolean {
  return /\.(jsonl|ndjson|parquet)$/i.test(path);
}

async function* parquetRows(path: string, options: RowOptions): AsyncGenerator<Row, void> {
  // Some forty files, which only who reads such a file needs.
  const parquet = await import('./parquet.node.ts');
  yield* parquet.parquetRows(path, options);
}

async function* tsvRows(path: string, { columns, needed, onColumns, onRead }: RowOptions): AsyncGenerator<Row, void> {
  let header = columns;
  let line = 0;
  for await (const text of linesIn(path, onRead)) {
    line++;
    if (text === '') continue;
    const values = text.split('\t');
    if (header) yield named(line, header, values);
    else {
      header = values;
      refuseTwiceNamed(path, header, needed);
      onColumns?.(header);
    }
  }
}

/** Each of them ends a line, as in Python's csv. */
const lineEnds = ['\r\n', '\n', '\r'];

async function* csvRows(path: string, { columns, needed, onColumns, onRead }: RowOptions): AsyncGenerator<Row, void> {
  let ended = 0;
  // The parser counts an end of two characters within quotes twice.
  let twice = 0;
  // The line that a row ends on goes before its values.
  const numbered = (values: string[], { lines }: { readonly lines: number }): string[] => {
    for (const value of values) twice += value.split('\r\n').length - 1;
    ended = lines - twice;
    return [String(ended), ...values];
  };
  // By default the first line's end would be that of all.
  const ends = { record_delimiter: lineEnds, skip_empty_lines: true };
  // A quote within a field, as in `a 5" pipe`, is one, as in Python's csv.
  const relaxed = { relax_column_count: true, relax_quotes: true };
  const parser = parse({ ...ends, ...relaxed, on_record: numbered });
  const pumped = pipeline(Readable.from(textIn(path, onRead)), parser);
  // The loop throws the same error.
  pumped.catch(() => undefined);
  let header = columns;
  try {
    for await (const [line, ...values] of parser as AsyncIterable<string[]>) {
      if (header) yield named(Number(line), header, values);
      else {
        header = values;
        refuseTwiceNamed(path, header, needed);
        onColumns?.(header);
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Not a bad row: with a quote astray, nobody knows where the next row begins.
    const where = ended === 0 ? 'in the first row' : `in the row after line ${ended}`;
    const what = error.message.replace(/at line \d+/, where);
    throw new Error(`${path} cannot be read: ${what}; correct its quotes.`, { cause: error });
  }
}

function named(line: number, columns: readonly string[], values: readonly string[]): Row {
  if (values.length !== columns.length) {
    const has = values.length === 1 ? '1 column' : `${values.length} columns`;
    return { line, problem: `it has ${has}, but must have ${columns.length}: ${someOf(columns)}` };
  }
  return { line, values: Object.fromEntries(columns.map((column, index) => [column, values[index]])) };
}

async function* jsonRows(path: string, { needed = [], onColumns, onRead }: RowOptions): AsyncGenerator<Row, void> {
  let line = 0;
  let tell = onColumns;
  for await (const text of linesIn(path, onRead)) {
    line++;
    if (text.trim() === '') continue;
    const twice = twiceIn(text, needed);
    const row = twice === undefined ? objectRow(line, parsed(text)) : { line, problem: `it has "${twice}" twice` };
    if ('values' in row) {
      tell?.(Object.keys(row.values));
      tell = undefined;
    }
    yield row;
  }
}

/** The rows in a JSON file that has lists of them by name. */
async function* rowsWithin(path: string, key: string): AsyncGenerator<Row, void> {
  const content = parsed(await wholeText(path)) as Record<string, unknown> | undefined;
  const rows = content?.[key];
  if (!Array.isArray(rows))
    throw new Error(`${path} has no list "${key}" of rows: check that it is the original file.`);
  for (const [index, row] of rows.entries()) yield objectRow(index + 1, row);
}

function objectRow(line: number, value: unknown): Row {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? { line, values: value as Record<string, unknown> } : { line, problem: 'it is not a JSON object' };
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
