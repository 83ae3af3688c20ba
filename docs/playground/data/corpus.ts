import type { Labelled } from './batch.ts';
import sentences from './sentences.json' with { type: 'json' };
import { unknown, vocabularyOf, wordsOf } from './vocabulary.ts';

type Halves = Readonly<Record<'negative' | 'positive', readonly string[]>>;

/** What the sentences are and whose. */
export const { origin } = sentences;

/** Sentences to train on. */
export const training = labelled(sentences.train);

/** Others, to measure on. */
export const heldOut = labelled(sentences.heldOut);

/** The words of the sentences to train on. */
export const vocabulary = vocabularyOf(training.map(({ text }) => text));

/** Those of the held-out sentences of whose words the models know all but one at most: what is to be shown word by word. */
export const familiar = heldOut.filter(
  ({ text }) => wordsOf(text).filter((word) => vocabulary.idOf(word) === unknown).length <= 1,
);

/** One class after the other by turns, so that every beginning has as many of both. */
function labelled({ negative, positive }: Halves): readonly Labelled[] {
  return negative.flatMap((text, row) => [
    { text, label: 0 },
    { text: positive[row]!, label: 1 },
  ]);
}
