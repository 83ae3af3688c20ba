import { random, verdicts } from '@advtrain/statistics';
import type { Random, Verdict } from '@advtrain/statistics';
import type { PowerSettings } from '../task-settings.ts';
import { writePage } from './page-file.ts';
import { page, type PowerRow } from './power-page.ts';

/** Points by which the one method is truly above its control. */
const difference = 2;
/** Standard deviations of the differences over seeds, in points: of long trainings, and of short ones. */
const sds = [1, 2, 4];

/** How often comparisons find a difference, and find one where there is none, by simulation. */
export async function powerBench({ out, quick, json }: PowerSettings): Promise<void> {
  const comparisons = quick ? 50 : 2000;
  const all = Array.from({ length: 18 }, (_, i) => i + 3);
  const rows: PowerRow[] = [];
  for (const seeds of quick ? [3, 6, 8] : all) {
    const row = powerRow(seeds, comparisons);
    rows.push(row);
    if (json) console.log(JSON.stringify(row));
  }
  const text = page(rows, { comparisons, difference });
  if (out !== undefined) await writePage(out, text);
  if (!json) console.log(text);
}

function powerRow(seeds: number, comparisons: number): PowerRow {
  const draws = random(seeds);
  const better = ([first]: readonly Verdict[]) => first?.verdict === 'better';
  const share = (sd: number, methods: readonly number[], isFound: (found: readonly Verdict[]) => boolean) => {
    let found = 0;
    for (let i = 0; i < comparisons; i++) if (isFound(compared(methods, { seeds, sd, draws, seed: i }))) found++;
    return found / comparisons;
  };
  return {
    seeds,
    found: sds.map((sd) => ({
      sd,
      alone: share(sd, [difference], better),
      ofFive: share(sd, [difference, 0, 0, 0, 0], better),
    })),
    wrong: share(sds.at(-1)!, [0, 0, 0, 0, 0], (found) => found.some(({ verdict }) => verdict !== 'undecided')),
  };
}

interface Simulated {
  readonly seeds: number;
  readonly sd: number;
  readonly draws: Random;
  readonly seed: number;
}

function compared(means: readonly number[], { seeds, sd, draws, seed }: Simulated): readonly Verdict[] {
  const rows = means.map((mean) => Array.from({ length: seeds }, () => mean + sd * draws.normal()));
  return verdicts(rows, { resamples: 500, seed });
}
