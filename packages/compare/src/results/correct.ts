import type { RunResult } from './runs/run-result.ts';

/** Which examples were answered right, in their order, as base64 of eight a byte, the first in the lowest bit. */
export function packed(right: readonly boolean[]): string {
  const bytes = new Uint8Array(Math.ceil(right.length / 8));
  right.forEach((isRight, i) => {
    if (isRight) bytes[i >> 3]! |= 1 << (i & 7);
  });
  return Buffer.from(bytes).toString('base64');
}

/**
 * Which examples of a set a run answered right; `undefined` where the run does not say, as those of earlier versions, or
 * says it of another number of examples.
 *
 * @param run the result of the run.
 * @param set the name of the set.
 * @param examples how many it has.
 */
export function correctOf({ correct }: RunResult, set: string, examples: number): readonly boolean[] | undefined {
  return unpacked(correct?.[set], examples);
}

/**
 * What {@link packed} packed; `undefined` where there is nothing, or where it is of another number.
 *
 * @param text bits in base64, the first in the lowest.
 * @param examples how many there were.
 */
export function unpacked(text: string | undefined, examples: number): readonly boolean[] | undefined {
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== Math.ceil(examples / 8)) return undefined;
  return Array.from({ length: examples }, (_, i) => ((bytes[i >> 3]! >> (i & 7)) & 1) === 1);
}
