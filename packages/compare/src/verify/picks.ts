import { hash } from '../results/json.ts';

/** A step of a run, from 1. */
export interface Pick {
  /** The index of the run. */
  readonly run: number;
  readonly step: number;
}

/** Steps drawn at random from all of several runs, each as likely as any other; all where there are no more. A function of the seed. */
export function picksOf(lengths: readonly number[], count: number | 'all', seed: number): readonly Pick[] {
  const all = lengths.flatMap((length, run) => Array.from({ length }, (_, index) => ({ run, step: index + 1 })));
  if (count === 'all' || count >= all.length) return all;
  const chosen = new Set<number>();
  for (let draw = 0; chosen.size < count; draw++) {
    // 52 of 256 bits, which a number holds exactly.
    chosen.add(parseInt(hash({ verify: seed, draw }).slice(0, 13), 16) % all.length);
  }
  return [...chosen].sort((a, b) => a - b).map((index) => all[index]!);
}

/** A stretch of a run that is taken again. */
export interface Stretch {
  readonly run: number;
  /** The state that it begins from: after so many steps. */
  readonly from: number;
  /** Its last step. */
  readonly to: number;
}

/** The stretches that picked steps need: each from the last state before them, of those that there are in each run. */
export function stretchesOf(picks: readonly Pick[], states: readonly (readonly number[])[]): readonly Stretch[] {
  const found = new Map<string, Stretch>();
  for (const { run, step } of picks) {
    const from = Math.max(0, ...(states[run] ?? []).filter((state) => state < step));
    const name = `${run} ${from}`;
    found.set(name, { run, from, to: Math.max(step, found.get(name)?.to ?? 0) });
  }
  return [...found.values()];
}
