import { list } from '../format.ts';
import { collapsed } from '../results/cells.ts';
import { miscounted } from '../results/miscounted.ts';
import type { Comparison } from '../results/results.ts';
import type { RunResult } from '../results/runs/run-result.ts';

/** What diverged and what collapsed, a sentence each. */
export function failures(comparison: Comparison): readonly string[] {
  return comparison.methods.flatMap(({ name, title }) => {
    const runs = comparison.runs.filter((run) => run.method === name);
    const diverged = runs.filter((run) => run.status === 'diverged');
    const constant = runs.filter((run) => collapsed(run, comparison));
    const of = (some: readonly unknown[]) => (runs.length === 1 ? '' : ` in ${some.length} of ${runs.length} seeds`);
    return [
      ...(diverged.length > 0 ? [`${title} diverged${of(diverged)}: its loss stopped being a number.`] : []),
      ...(constant.length > 0
        ? [
            `${title} collapsed${of(constant)}: it answers ${favourites(constant, comparison)} whatever the ${comparison.task.images ? 'image shows' : 'sentence says'}, ` +
              `so neither its accuracy nor its accuracy under attack is an achievement.`,
          ]
        : []),
    ];
  });
}

/** The class that collapsed runs answer; where it is not the same in all, each with its number of seeds. */
function favourites(runs: readonly RunResult[], { task }: Comparison): string {
  const counts = new Map<string, number>();
  for (const { predicted } of runs) {
    const name = task.classes[predicted.indexOf(Math.max(...predicted))];
    const favourite = name === undefined ? 'one class' : `“${name}”`;
    counts.set(favourite, (counts.get(favourite) ?? 0) + 1);
  }
  const all = [...counts];
  if (all.length === 1) return all[0]![0];
  return `one class, ${list(all.map(([favourite, seeds]) => `${favourite} in ${seeds}`))},`;
}

/** What methods say of their cost, where it is not what was counted: a sentence a method. */
export function miscounts(comparison: Comparison): readonly string[] {
  return comparison.methods.flatMap(({ name, title }) => {
    const runs = comparison.runs.filter(({ method }) => method === name);
    return runs.flatMap((run) => miscounted(run, title) ?? []).slice(0, 1);
  });
}
