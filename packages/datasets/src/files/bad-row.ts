/** A row of a file that is no example, and why. */
export interface BadRow {
  /** The file's path. */
  readonly file: string;
  /** The line that the row ends on, from 1; in a Parquet or JSON file, the number of the row. */
  readonly line: number;
  /** The rest of a sentence that begins with file and line. */
  readonly reason: string;
}

/**
 * Is told of a bad row that is left out.
 *
 * @param row where it is, and what is wrong with it.
 */
export type BadRowTold = (row: BadRow) => void;

/**
 * What happens to bad rows: `stop`, which throws the first as one sentence with file, line and reason, or a function,
 * which is told of each that is left out.
 */
export type OnBadRow = 'stop' | BadRowTold;

/**
 * A bad row in one sentence.
 *
 * @param row where it is, and what is wrong with it.
 */
export function badRowSentence({ file, line, reason }: BadRow): string {
  return `${file}, ${/\.(parquet|json)$/i.test(file) ? 'row' : 'line'} ${line}: ${reason}.`;
}

/** Leaves a bad row out, or throws it. */
export function refuse(row: BadRow, onBadRow: OnBadRow = 'stop'): void {
  if (onBadRow === 'stop') throw new Error(badRowSentence(row));
  onBadRow(row);
}
