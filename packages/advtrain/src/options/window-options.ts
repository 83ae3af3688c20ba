import { UsageError } from '@advtrain/compare';
import { number } from './number.ts';

/** How passages are divided into windows, and how long answers in them may be. */
export interface WindowFlags {
  readonly docStride?: number | undefined;
  readonly maxAnswerLength?: number | undefined;
  /** Whether a passage may lack an answer, as in SQuAD 2.0. Default: what the data have, or else that it has one. */
  readonly unanswerable?: boolean;
}

type Option = readonly [flags: string, text: string, parse: (text: string) => number];

/** `--doc-stride`, as a command takes an option. */
export const docStride: Option = [
  '--doc-stride <n>',
  'tokens that neighbouring windows of a passage with questions have in common (default: a third of --max-length)',
  number,
];

/** `--max-answer-length`, as a command takes an option. */
export const maxAnswerLength: Option = [
  '--max-answer-length <n>',
  'tokens of an answer in a passage at most (default: 30)',
  number,
];

/** Throws a {@link UsageError} for what is no number of tokens. */
export function checkWindows({ docStride: stride, maxAnswerLength: longest }: WindowFlags): void {
  if (stride !== undefined && !(Number.isInteger(stride) && stride >= 0))
    throw new UsageError(`--doc-stride is ${stride}, but must be a whole number, at least 0.`);
  if (longest !== undefined && !(Number.isInteger(longest) && longest >= 1))
    throw new UsageError(`--max-answer-length is ${longest}, but must be a whole number, at least 1.`);
}

/** Throws a {@link UsageError} where windows are spoken of, and `what`, a clause, has none. */
export function refuseWindows(flags: WindowFlags, what: string): void {
  const all = {
    '--doc-stride': flags.docStride,
    '--max-answer-length': flags.maxAnswerLength,
    '--unanswerable': flags.unanswerable,
  };
  const [given] = Object.entries(all).flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (given !== undefined)
    throw new UsageError(`${given} is about questions with passages, but ${what}; leave it out.`);
}

/** The tokens that windows of so many have in common: 128 of 384 where nobody says it, as the scripts of transformers have it. */
export function strideOf(asked: number | undefined, maxLength: number): number {
  if (asked === undefined) return Math.floor(maxLength / 3);
  if (asked < maxLength) return asked;
  throw new UsageError(
    `--doc-stride is ${asked}, but must be less than the ${maxLength} tokens of a window (--max-length).`,
  );
}
