/**
 * Which columns of a file are what. A column within an object is named with a dot: `question.stem`.
 */
export interface Fields {
  /** The text, or the question of multiple choice. */
  readonly text: string;
  /** The second text, in tasks about two. */
  readonly pair?: string;
  /**
   * The answers of multiple choice: a column with a list of texts, or of objects with `text`, `label` and perhaps `para`
   * (retrieved text), or with an object of the lists `text` and `label`; or several columns, an answer each.
   */
  readonly choices?: string | readonly string[];
  /**
   * The class, the value of a regression, or the right answer: its `label`, or where answers have none its text, or its place from 0. A
   * number of JSON or Parquet is always a place; a text that is one answer's and another's place is refused.
   */
  readonly label: string;
}

/** The names of the columns that are read, without what is within them. */
export function columnsOf({ text, pair, choices = [], label }: Fields, labelled = true): string[] {
  const named = [text, ...(pair === undefined ? [] : [pair]), ...[choices].flat(), ...(labelled ? [label] : [])];
  return [...new Set(named.map((name) => name.split('.')[0]!))];
}

/** The value in a column, or undefined where there is none. */
export function valueIn(row: Readonly<Record<string, unknown>>, column: string): unknown {
  if (Object.hasOwn(row, column)) return row[column];
  return column.split('.').reduce<unknown>((value, name) => {
    const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    return inside ? (value as Record<string, unknown>)[name] : undefined;
  }, row);
}

/** Whether a value is a whole number so large that it may have been another, rounded as it was read. */
export function isInexact(value: unknown): value is number {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** A value as trimmed text: numbers and booleans count as what they look like. Undefined where it is something else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  return ['number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : undefined;
}
