import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import type { Examples } from './examples.ts';

/** Which columns of a file of one's own are what. */
export interface TextFileOptions {
  /** The column of the text. Default `text`. */
  readonly text?: string;
  /** The column of the second text, in tasks about two. Default: none. */
  readonly pair?: string;
  /** The column of the class. Default `label`. */
  readonly label?: string;
  /** The classes' names in their order; give the training file's when reading another. Default: those of the file, sorted. */
  readonly labelNames?: readonly string[];
}

/** A row, and the line that it ends on. */
type Row = { line: number; fields: Readonly<Record<string, unknown>> };

/**
 * Reads a classification data set of one's own: .csv or .tsv with a header line (RFC 4180 quotes; in .tsv quotes mean
 * nothing), or .jsonl with an object a line; UTF-8. Throws one sentence, with file and line, for a missing file, an empty
 * data set, a missing column, a row that does not parse, an empty text and a label outside the classes.
 */
export async function textFile(path: string, options: TextFileOptions = {}): Promise<Examples> {
  const { text = 'text', pair, label = 'label' } = options;
  const rows = parseRows(path, await readText(path));
  if (rows.length === 0) throw new Error(`${path} has no examples: give a file with at least one.`);
  const column = (name: string): string[] => rows.map((row) => valueOf(path, row, name));
  const texts = column(text);
  const pairs = pair === undefined ? undefined : column(pair);
  const names = column(label);
  const labelNames = options.labelNames ?? sortedNames(names);
  if (labelNames.length < 2) {
    throw new Error(`${path} has the one label "${labelNames.join()}" only, but a classification needs two or more.`);
  }
  const labels = names.map((name, index) => {
    const found = labelNames.indexOf(name);
    if (found >= 0) return found;
    throw new Error(
      `${path}, line ${rows[index]!.line}: ${label} is "${name}", but must be one of ${labelNames.join(', ')}.`,
    );
  });
  return { texts, ...(pairs && { pairs }), labels, labelNames };
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new Error(
      missing ? `There is no file ${path}: check the path.` : `${path} could not be read: ${(error as Error).message}.`,
      {
        cause: error,
      },
    );
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${path} is not UTF-8 text: convert it first.`, { cause: error });
  }
}

function parseRows(path: string, content: string): Row[] {
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return separated(path, content, ',');
    case '.tsv':
      return separated(path, content, '\t');
    case '.jsonl':
    case '.ndjson':
      return jsonLines(path, content);
    default:
      throw new Error(`${path} ends in "${extname(path)}", but must be a .csv, .tsv or .jsonl file.`);
  }
}

function separated(path: string, content: string, delimiter: string): Row[] {
  try {
    const records = parse<Record<string, string>>(content, {
      columns: true,
      delimiter,
      info: true,
      skip_empty_lines: true,
      quote: delimiter === ',' ? '"' : null,
    }) as unknown as { info: { lines: number }; record: Record<string, string> }[];
    return records.map(({ info, record }) => ({ line: info.lines, fields: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Error(`${path} cannot be read: ${error.message}.`, { cause: error });
  }
}

function jsonLines(path: string, content: string): Row[] {
  return content.split('\n').flatMap((text, index) => {
    if (text.trim() === '') return [];
    try {
      const fields: unknown = JSON.parse(text);
      if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) {
        return [{ line: index + 1, fields: fields as Record<string, unknown> }];
      }
    } catch {
      // The sentence below covers it.
    }
    throw new Error(`${path}, line ${index + 1} is not a JSON object: each line must be one.`);
  });
}

/** A field as text: numbers and booleans of JSON count as what they look like. */
function valueOf(path: string, { line, fields }: Row, column: string): string {
  const value = Object.hasOwn(fields, column) ? fields[column] : undefined;
  if (value === undefined) {
    throw new Error(
      `${path}, line ${line} has no column "${column}" (it has ${Object.keys(fields).join(', ')}): name the right one.`,
    );
  }
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text === 'string' && text.trim() !== '') return text.trim();
  throw new Error(`${path}, line ${line}: ${column} is ${JSON.stringify(value)}, but must be text.`);
}

/** Distinct labels: by number where all are numbers, else by character codes. */
function sortedNames(names: readonly string[]): string[] {
  const distinct = [...new Set(names)].sort();
  return distinct.every((name) => Number.isFinite(Number(name)))
    ? distinct.sort((a, b) => Number(a) - Number(b))
    : distinct;
}
