import { arrange, type Part } from '../assemble.ts';
import type { Stretch } from '../template.ts';

/** A window of the second text, with the first. */
export interface Window {
  readonly parts: readonly Part[];
  /** Which token of the second text each token is; −1 for others. */
  readonly places: Int32Array;
}

/** How long windows are, and how much two neighbours have in common. */
export interface Windowing {
  readonly maxLength: number;
  readonly stride: number;
}

/** The windows of two texts that together are too long, the first of which is whole in each. Throws one sentence where they cannot be. */
export function windows(
  stretches: readonly Stretch[],
  texts: Readonly<Record<'A' | 'B', readonly number[]>>,
  { maxLength, stride }: Windowing,
): readonly Window[] {
  const around = stretches.reduce((sum, each) => sum + ('ids' in each ? each.ids.length : 0), 0);
  const room = maxLength - around - texts.A.length;
  if (!Number.isInteger(stride) || stride < 0)
    throw new Error(`stride is ${stride}, but must be a whole number, at least 0.`);
  if (room <= stride)
    throw new Error(
      `A question has ${texts.A.length} tokens, which with ${maxLength} in all leaves ${Math.max(0, room)} of its passage a window, but there must be more than stride, which is ${stride}.`,
    );
  const found: Window[] = [];
  for (let from = 0; ; from += room - stride) {
    const to = Math.min(from + room, texts.B.length);
    const parts = arrange(stretches, { A: texts.A, B: texts.B.slice(from, to) }, maxLength, 'right');
    const places = parts.flatMap(({ ids, of }) => ids.map((_, at) => (of?.text === 'B' ? from + of.from + at : -1)));
    found.push({ parts, places: Int32Array.from(places) });
    if (to === texts.B.length) return found;
  }
}
