import type { Per } from '../balls/sizes.ts';

/** What an attack adds to one example: numbers in the shape of its x without the batch, [T, D] or [H, W, C]. */
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
 * Writes a perturbation into a place of another shape, which differs in the number of tokens alone, the axis before the last:
 * those that are not there stay as they are, those that find no place are padding.
 */
export function fit({ values, shape }: Perturbation, into: Float32Array, tokens: number): void {
  const width = shape.at(-1)!;
  const has = shape.at(-2)!;
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
