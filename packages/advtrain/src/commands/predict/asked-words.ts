import { createInterface } from 'node:readline';
import { UsageError } from '@advtrain/compare';
import { looksTagged, streamTextFile, taggedFile } from '@advtrain/datasets';
import type { OnBadRow } from '@advtrain/datasets';
import { fieldsOf } from '../../options/data-options.ts';
import { wordsIn } from '../answering/words-in.ts';
import { refuseQuestions } from './asked-texts.ts';
import type { AskedFlags } from './asked-texts.ts';

/** What is asked about, in words: as a file of tagged words has them, or divided here. */
export async function* askedWords(
  { text = [], pair, question, data, columns }: AskedFlags,
  onBadRow: OnBadRow = 'stop',
): AsyncGenerator<readonly string[], void> {
  if (pair)
    throw new UsageError('--pair is about pairs of texts, but the model tags words of single ones; leave it out.');
  refuseQuestions(question, 'tags words');
  const fields = columns === undefined ? {} : fieldsOf(columns);
  if (data === undefined) {
    for (const one of text) yield wordsIn(one);
  } else if (data === '-') {
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) yield wordsIn(line);
  } else if (fields.words !== undefined || (fields.text === undefined && (await looksTagged(data)))) {
    const { words = [] } = await taggedFile(data, { words: fields.words, labelled: false, onBadRow });
    yield* words;
  } else {
    const layout = { labelled: false, onBadRow, ...(fields.text !== undefined && { text: fields.text }) };
    for await (const example of streamTextFile(data, layout)) yield wordsIn(example.text);
  }
}
