import type { TextParts } from '@advtrain/attacks';
import type { PassageQuestion } from '@advtrain/datasets';
import type { Classification } from '@advtrain/evaluate';
import type { FoundAnswer } from '../answering/found-answers.ts';
import type { TaggedWords } from '../answering/tagged-words.ts';

/** The class of a text as a line: class, probability, text. */
export function classLine(
  [text, pair]: TextParts,
  { label, probability, probabilities }: Classification,
  json: boolean,
): string {
  const said = pair === undefined ? { text } : { text, pair };
  if (json) return `${JSON.stringify({ ...said, label, probability, probabilities })}\n`;
  return lineOf(label, probability.toFixed(4), ...Object.values(said));
}

/** The answer to a question as a line: answer, probability, where it begins and ends, question. */
export function answerLine(asked: PassageQuestion, found: FoundAnswer, json: boolean): string {
  if (json) return `${JSON.stringify({ ...asked, ...found })}\n`;
  const { answer, start, end, probability } = found;
  return lineOf(answer, probability.toFixed(4), String(start), String(end), asked.question);
}

/** The tags of a sentence as lines, a word and its tag, and a blank one behind. */
export function tagLines(tagged: TaggedWords, json: boolean): string {
  if (json) return `${JSON.stringify(tagged)}\n`;
  const { words, tags } = tagged;
  return `${words.map((word, place) => `${word}\t${tags[place] ?? ''}\n`).join('')}\n`;
}

function lineOf(...parts: readonly string[]): string {
  return `${parts.map((part) => part.replace(/\s+/g, ' ')).join('\t')}\n`;
}
