// node --import tsx bench/differences.ts RESULTS.json: every method against the matched control, seed by seed, on every set and at every ε.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Comparison, RunResult } from '@advtrain/compare';
import { mean, pairedDifferences } from '@advtrain/statistics';

/** A line for each method and measure: the mean of the differences in points, their range, and how many are above 0. */
export function differences(
  { runs, settings: { attack } }: Comparison,
  control = 'natural-matched',
): readonly string[] {
  const [first] = runs;
  const sets = Object.keys(first?.accuracy ?? {}).map((id) => [id, (run: RunResult) => run.accuracy[id]!] as const);
  const radii = (first?.robust ?? []).map(
    (_, at) =>
      [`attacked, ε ${at === 0 ? '0' : attack!.radii[at - 1]!}`, (run: RunResult) => run.robust[at]!.accuracy] as const,
  );
  const bySeed = (method: string, of: (run: RunResult) => number) =>
    new Map(runs.filter((run) => run.method === method).map((run) => [run.seed, 100 * of(run)]));
  return [...new Set(runs.map(({ method }) => method))]
    .filter((method) => method !== control)
    .flatMap((method) =>
      [...sets, ...radii].map(([name, of]) => {
        const found = pairedDifferences(bySeed(method, of), bySeed(control, of));
        const range = `${signed(Math.min(...found))} to ${signed(Math.max(...found))}`;
        return `${method}, ${name}: ${signed(mean(found))} (${range}), above in ${found.filter((each) => each > 0).length} of ${found.length}`;
      }),
    );
}

function signed(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , path = 'bench/comparison/reviews/results.json'] = process.argv;
  console.log(differences(JSON.parse(readFileSync(path, 'utf8')) as Comparison).join('\n'));
}
