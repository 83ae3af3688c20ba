import type { Per } from '../balls/sizes.ts';

/** What an attack adds to one example: numbers in the shape of its x without the batch, [T, D], [H, W, C] or [F]. */
export interface Perturbation {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}

/** Which norm says how large a perturbation is. */
export interface Norm {
  readonly norm: 'l2' | 'linf';
  /** Whether that of the example, over all its axes, or the largest of its tokens. */
  readonly per: Per;
}

/**
 * How large a perturbation is.
 *
 * @param perturbation the numbers of one example's δ, with their shape.
 * @param norm in which norm, and whose size.
 */
export function sizeOf({ values, shape }: Perturbation, { norm, per }: Norm): number {
  if (norm === 'linf') return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const width = per === 'token' ? shape.at(-1)! : values.length;
  let most = 0;
  for (let from = 0; from < values.length; from += width) {
    let sum = 0;
    for (const value of values.subarray(from, from + width)) sum += value * value;
    most = Math.max(most, sum);
  }
  return Math.sqrt(most);
}

/**
 * Writes a perturbation into a place of another shape, both without the batch: of as many axes, and with other numbers of tokens at
 * most, the axis before the last. Those that are not there stay as they are, those that find no place are padding. What is flat,
 * [F], has one token. Throws one sentence where something else differs.
 */
export function fit({ values, shape }: Perturbation, into: Float32Array, wanted: readonly number[]): void {
  const isAlike = shape.length === wanted.length && wanted.every((length, axis) => fits(length, axis, shape));
  if (!isAlike)
    throw new Error(
      `A perturbation has the shape [${shape.join()}], but x has [${wanted.join()}]: give one that was found on such x.`,
    );
  const width = shape.at(-1)!;
  const has = shape.at(-2) ?? 1;
  const tokens = wanted.at(-2) ?? 1;
  if (has === tokens) {
    into.set(values);
    return;
  }
  const kept = Math.min(has, tokens) * width;
  for (let block = 0; block * has * width < values.length; block++) {
    const from = block * has * width;
    into.set(values.subarray(from, from + kept), block * tokens * width);
  }
}

function fits(length: number, axis: number, shape: readonly number[]): boolean {
  return length === shape[axis] || axis === shape.length - 2;
}
