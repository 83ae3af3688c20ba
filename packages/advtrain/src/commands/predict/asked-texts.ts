import { createInterface } from 'node:readline';
import type { TextParts } from '@advtrain/attacks';
import { UsageError } from '@advtrain/compare';
import { streamTextFile } from '@advtrain/datasets';
import type { OnBadRow } from '@advtrain/datasets';
import { fieldsOf } from '../../options/data-options.ts';

/** What is asked about on the command line. */
export interface AskedFlags {
  readonly text?: readonly string[];
  readonly pair?: readonly string[];
  readonly data?: string;
  readonly columns?: string;
}

/** Refuses options that do not fit together, before a model is loaded. */
export function checkAsked({ text = [], pair = [], data, columns }: AskedFlags): void {
  if (text.length > 0 && data !== undefined)
    throw new UsageError('--text and --data both say what is asked about; give one of them.');
  if (text.length === 0 && data === undefined)
    throw new UsageError(
      '--text and --data are missing; give a text, a file, or --data - for lines of standard input.',
    );
  if (pair.length > 0 && pair.length !== text.length)
    throw new UsageError(`--pair comes ${pair.length} times and --text ${text.length}; give each text its pair.`);
  if (columns !== undefined && (data === undefined || data === '-'))
    throw new UsageError('--columns is about the columns of a file; name one with --data.');
  if (columns !== undefined) fieldsOf(columns);
}

/** The texts, or pairs of them, one after the other, in whatever number. */
export async function* askedTexts(
  { text = [], pair, data, columns }: AskedFlags,
  onBadRow: OnBadRow = 'stop',
): AsyncGenerator<TextParts, void> {
  if (data === undefined) {
    for (const [place, one] of text.entries()) yield pair ? [one, pair[place]!] : [one];
  } else if (data === '-') {
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity }))
      if (line.trim()) yield [line];
  } else {
    const { text: column, pair: second } = columns === undefined ? {} : fieldsOf(columns);
    const layout = {
      labelled: false,
      ...(typeof column === 'string' && { text: column }),
      ...(typeof second === 'string' && { pair: second }),
    };
    const examples = streamTextFile(data, { ...layout, onBadRow });
    for await (const example of examples)
      yield example.pair === undefined ? [example.text] : [example.text, example.pair];
  }
}
