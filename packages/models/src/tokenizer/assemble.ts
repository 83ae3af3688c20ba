import type { Stretch } from './template.ts';
import { kept, shares, type Side } from './truncation.ts';

/** A text, or a pair of texts, as a model reads it: without padding. */
export interface Encoded {
  /** Token ids with the special tokens [T]. */
  readonly ids: Int32Array;
  /** Segment ids [T]: absent where all are zero. */
  readonly types?: Int32Array;
}

/** A stretch of what a model reads: special tokens, or a part of a text. */
export interface Part {
  readonly type: number;
  readonly ids: readonly number[];
  /** Which text it is of, and at which of its tokens it begins. Absent for special tokens. */
  readonly of?: { readonly text: 'A' | 'B'; readonly from: number };
}

/** Puts texts' ids where a template has them, cut to a length. Throws one sentence where not even one would stay. */
export function arrange(
  stretches: readonly Stretch[],
  texts: Readonly<Record<'A' | 'B', readonly number[]>>,
  maxLength: number,
  side: Side,
): readonly Part[] {
  const around = stretches.reduce((sum, each) => sum + ('ids' in each ? each.ids.length : 0), 0);
  const room = maxLength - around;
  if (!Number.isInteger(maxLength) || room < 1) {
    throw new Error(`maxLength is ${maxLength}, but must be a whole number of at least ${around + 1}.`);
  }
  const [one, two] = shares(texts.A.length, texts.B.length, room);
  const cut = { A: kept(texts.A, one, side), B: kept(texts.B, two, side) };
  return stretches.map((each): Part => {
    if ('ids' in each) return { type: each.type, ids: each.ids };
    const { text, type } = each;
    return { type, ids: cut[text], of: { text, from: side === 'left' ? texts[text].length - cut[text].length : 0 } };
  });
}

/** Parts as one sequence. */
export function joined(parts: readonly Part[]): Encoded {
  const ids = new Int32Array(parts.reduce((length, part) => length + part.ids.length, 0));
  let at = 0;
  for (const part of parts) {
    ids.set(part.ids, at);
    at += part.ids.length;
  }
  if (parts.every(({ type }) => type === 0)) return { ids };
  return { ids, types: Int32Array.from(parts.flatMap((part) => part.ids.map(() => part.type))) };
}
