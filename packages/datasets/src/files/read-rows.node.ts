import { refuse, type OnBadRow } from './bad-row.ts';
import type { Example } from '../examples/examples.ts';
import { columnsOf } from './columns/fields.ts';
import { readExample, type RowLayout } from './columns/read-example.ts';
import type { RowOptions } from './row-options.ts';
import { rowsOf } from './rows.node.ts';

/** The examples of a file, one after the other, without holding it in memory. */
export async function* examplesIn(
  path: string,
  layout: RowLayout,
  options: RowOptions,
  onBadRow: OnBadRow = 'stop',
): AsyncGenerator<Example, void> {
  const needed = columnsOf(layout.fields, layout.labelled);
  for await (const row of rowsOf(path, { needed, ...options })) {
    const example = 'problem' in row ? row.problem : readExample(row.values, layout);
    if (typeof example === 'string') refuse({ file: path, line: row.line, reason: example }, onBadRow);
    else yield example;
  }
}
