/** What a model answered to a few examples that it was trained on a moment ago, unperturbed and without dropout. */
export interface Look {
  /** Optimizer steps taken. */
  readonly step: number;
  /** How often it answered each class. */
  readonly answers: readonly number[];
  /** How often each class was right. */
  readonly labels: readonly number[];
  /** How many of its answers were right. */
  readonly right: number;
  /** The mean cross-entropy of its answers. */
  readonly loss: number;
}

/** How many examples are looked back on. */
export const lookBack = 64;

/** The examples of some looks. */
export function examplesOf(looks: readonly Look[]): number {
  return looks.reduce((sum, { labels }) => sum + total(labels), 0);
}

/** The latest looks that together have so many examples; all where there are fewer. */
export function latest(looks: readonly Look[], examples: number): readonly Look[] {
  let from = looks.length;
  while (from > 0 && examplesOf(looks.slice(from)) < examples) from--;
  return looks.slice(from);
}

/** Several looks as one. */
export function pooled(looks: readonly Look[]): Look {
  const all = examplesOf(looks);
  return {
    step: looks.at(-1)?.step ?? 0,
    answers: summed(looks.map(({ answers }) => answers)),
    labels: summed(looks.map(({ labels }) => labels)),
    right: total(looks.map(({ right }) => right)),
    loss: looks.reduce((sum, { labels, loss }) => sum + (total(labels) / all) * loss, 0),
  };
}

/** How often each class is among some labels; what has no label, below 0, is none. */
export function countsOf(labels: Iterable<number>): readonly number[] {
  const counts: number[] = [];
  for (const label of labels) if (label >= 0) counts[label] = (counts[label] ?? 0) + 1;
  return Array.from(counts, (count: number | undefined) => count ?? 0);
}

/** Counts by class, added up. */
export function summed(counts: readonly (readonly number[])[]): readonly number[] {
  const classes = counts.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: classes }, (_, c) => total(counts.map((each) => each[c] ?? 0)));
}

/** The sum of some numbers. */
export function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
