import type { Comparison } from '../results/results.ts';
import { resultsSheet } from './results-sheet.ts';

/** A table of texts: a title for each column, then a row a method. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * The comparison as a table: accuracies in percent (of each set, under attack, and by words; a regression's first metric), the largest loss increase where it is measured, units counted (and predicted where
 * they differ), seconds and peak memory; the median of the seeds, and their range in brackets.
 *
 * @param comparison the results of its runs.
 */
export function table(comparison: Comparison): Table {
  const { columns, rows } = resultsSheet(comparison);
  return { header: columns.map(({ title }) => title), rows: rows.map((row) => row.map(({ text }) => text)) };
}

/**
 * The table as GitHub Markdown.
 *
 * @param table the header and the rows.
 */
export function markdown({ header, rows }: Table): string {
  const line = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll('\n', ' ')).join(' | ')} |`;
  const rule = `| ${header.map((_, column) => (column === 0 ? '---' : '---:')).join(' | ')} |`;
  return [line(header), rule, ...rows.map(line)].join('\n') + '\n';
}

/**
 * The table for a terminal: columns if they fit into `columns` characters, else one block a method.
 *
 * @param table the header and the rows.
 * @param columns how wide the terminal is.
 */
export function plain({ header, rows }: Table, columns = 100): string {
  const all = [header, ...rows].map((texts) => texts.map((text) => text.split('\n')));
  const widths = header.map((_, c) => Math.max(...all.flatMap((r) => (r[c] ?? []).map((text) => text.length))));
  if (widths.reduce((sum, width) => sum + width + 2, -2) > columns) return blocks({ header, rows });
  const pad = (text: string, c: number) => (c === 0 ? text.padEnd(widths[c] ?? 0) : text.padStart(widths[c] ?? 0));
  return all
    .flatMap((r) => {
      const height = Math.max(...r.map((lines) => lines.length));
      return Array.from({ length: height }, (_, l) =>
        r
          .map((lines, c) => pad(lines[l] ?? '', c))
          .join('  ')
          .trimEnd(),
      );
    })
    .join('\n')
    .concat('\n');
}

function blocks({ header, rows }: Table): string {
  const flat = (text = '') => text.replaceAll('\n', ' ');
  const widest = Math.max(...header.slice(1).map((title) => title.length));
  return rows
    .map(([name, ...rest]) =>
      [flat(name), ...rest.map((t, c) => `  ${flat(header[c + 1]).padEnd(widest)}  ${flat(t)}`)].join('\n'),
    )
    .join('\n\n')
    .concat('\n');
}
