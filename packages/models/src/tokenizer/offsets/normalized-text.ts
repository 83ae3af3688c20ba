import { shown } from '../fields.ts';

/** A text as it is normalized, and where each of its characters (UTF-16 units) was before. */
export interface NormalizedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** A character with the marks that are put on it, which normalization looks at together. */
const unit = /\P{M}\p{M}*|\p{M}+/gsu;
const blank = /^[\p{White_Space}▁]$/u;

/**
 * Normalizes a text, and follows its characters: unit by unit, where the whole may only have other blanks. Throws one sentence where it
 * has other characters too.
 */
export function followed(text: string, normalize: (text: string) => string): NormalizedText {
  const whole = normalize(text);
  const parts: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  for (const { 0: part, index } of text.matchAll(unit)) {
    const normalized = normalize(part);
    parts.push(normalized);
    for (let at = 0; at < normalized.length; at++) {
      from.push(index);
      to.push(index + part.length);
    }
  }
  const pieced = parts.join('');
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const letter of whole) {
    while (at < pieced.length && !pieced.startsWith(letter, at) && blank.test(pieced[at]!)) at++;
    const isThere = pieced.startsWith(letter, at);
    if (!isThere && !blank.test(letter))
      throw new Error(`The tokenizer changes ${shown(text)} so that nobody can say where its tokens were.`);
    for (let inner = 0; inner < letter.length; inner++) {
      starts.push(isThere ? from[at + inner]! : (to[at - 1] ?? 0));
      ends.push(isThere ? to[at + inner]! : (to[at - 1] ?? 0));
    }
    if (isThere) at += letter.length;
  }
  return { text: whole, starts, ends };
}
