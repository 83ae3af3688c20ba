import { readFileSync } from 'node:fs';

/** An interval as scipy gives it. */
export type Ends = readonly [low: number, high: number];

/** What reference/inference.py computed with scipy, statsmodels and rliable's formulas. */
export interface Reference {
  readonly normal: Readonly<Record<'x' | 'cdf' | 'p' | 'quantile', readonly number[]>>;
  readonly signFlip: readonly { readonly values: readonly number[]; readonly p: number }[];
  readonly holm: readonly { readonly ps: readonly number[]; readonly corrected: readonly number[] }[];
  readonly mcnemar: readonly Readonly<Record<'onlyFirst' | 'onlySecond' | 'exact' | 'midP', number>>[];
  readonly bootstrap: readonly {
    readonly statistic: 'mean' | 'iqm';
    readonly values: readonly number[];
    readonly confidence: number;
    readonly replicates: readonly number[];
    readonly percentile: Ends;
    readonly bca: Ends;
  }[];
  readonly rliable: readonly {
    readonly a: readonly (readonly number[])[];
    readonly b: readonly (readonly number[])[];
    readonly improvement: number;
    readonly iqm: number;
    readonly thresholds: readonly number[];
    readonly profile: readonly number[];
  }[];
  readonly stratified: { readonly scores: readonly (readonly number[])[]; readonly mean: Ends };
  readonly twoLevel: { readonly table: readonly (readonly number[])[]; readonly interval: Ends };
  readonly power: readonly Readonly<Record<'size' | 'seeds' | 'power', number>>[];
  readonly generator: readonly { readonly seed: number; readonly bits: readonly number[] }[];
}

/** The fixture. */
export const reference = JSON.parse(
  readFileSync(new URL('fixtures/reference.json', import.meta.url), 'utf8'),
) as Reference;
