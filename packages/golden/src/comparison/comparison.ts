import type { Archive, Tolerance } from '../cases/case.ts';

/** What belongs together under one tolerance, in the order in which it is printed. */
export const groups = [
  'params',
  'zeroGradientParams',
  'gradients',
  'deltas',
  'losses',
  'gradNorms',
  'logits',
  'hidden',
  'wordEmbeddingGrad',
] as const;

/** One of {@link groups}. */
export type Group = (typeof groups)[number];

/** The largest difference within a group. */
export interface Difference {
  readonly group: Group;
  /** Absolute; Infinity for a number that is missing or not finite. */
  readonly largest: number;
  /** Which number differs most. */
  readonly at: string;
  readonly tolerance: number;
  /** How many numbers were compared. */
  readonly compared: number;
}

/** Collects differences by group. */
export interface Comparison {
  /** Compares numbers with the expected ones. A length that differs counts as an infinite difference. */
  add(group: Group, at: string, actual: ArrayLike<number>, expected: ArrayLike<number>): void;
  /** One difference for each group that something was added to. */
  differences(): readonly Difference[];
}

/** Compares under the tolerances of a case; throws one sentence for a group that the case gives none for. */
export function comparison(tolerances: Readonly<Record<string, Tolerance>>): Comparison {
  const found = new Map<Group, Difference>();
  return {
    add: (group, at, actual, expected) => {
      const previous = found.get(group) ?? {
        group,
        largest: 0,
        at: '',
        tolerance: limit(tolerances, group),
        compared: 0,
      };
      const largest = actual.length === expected.length ? distance(actual, expected) : Infinity;
      const worst = largest >= previous.largest ? { largest, at } : {};
      found.set(group, { ...previous, ...worst, compared: previous.compared + expected.length });
    },
    differences: () => groups.flatMap((group) => found.get(group) ?? []),
  };
}

/** Whether a difference is within its tolerance. */
export function passes({ largest, tolerance, compared }: Difference): boolean {
  return compared > 0 && largest <= tolerance;
}

/** Which group an expected tensor belongs to, by the prefix of its name; undefined for one that is not known. */
export function groupOf(name: string, tolerances: Readonly<Record<string, Tolerance>>): Group | undefined {
  const [prefix = '', ...rest] = name.split('/');
  if (prefix === 'param') {
    const exempt = tolerances['paramsWithZeroTrueGradient']?.names ?? [];
    return exempt.includes(rest.join('/')) ? 'zeroGradientParams' : 'params';
  }
  const known: Readonly<Record<string, Group>> = {
    grad: 'gradients',
    delta: 'deltas',
    logits: 'logits',
    hidden: 'hidden',
    wordEmbeddingGrad: 'wordEmbeddingGrad',
  };
  return known[prefix];
}

/**
 * Adds every expected tensor of a case. What a run did not produce counts as an infinite difference, but for a
 * parameter's gradient: none is a gradient of zero.
 */
export function addExpected(
  to: Comparison,
  expected: Archive,
  actual: ReadonlyMap<string, ArrayLike<number>>,
  tolerances: Readonly<Record<string, Tolerance>>,
): void {
  for (const [name, { data }] of Object.entries(expected)) {
    const group = groupOf(name, tolerances);
    if (!group) throw new Error(`"${name}" is expected, but this runner does not know what that is.`);
    const none = group === 'gradients' ? new Float32Array(data.length) : [];
    to.add(group, name, actual.get(name) ?? none, data);
  }
}

function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    // NaN compares as neither above nor below, and must never pass.
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}

function limit(tolerances: Readonly<Record<string, Tolerance>>, group: Group): number {
  const key = group === 'zeroGradientParams' ? 'paramsWithZeroTrueGradient' : group;
  const tolerance = tolerances[key]?.suggestedAbsTolerance;
  if (tolerance === undefined) throw new Error(`case.json has no tolerance for "${key}".`);
  return tolerance;
}
