import { collapsed } from '../results/cells.ts';
import { miscounted } from '../results/miscounted.ts';
import type { Comparison } from '../results/results.ts';

/** What diverged and what collapsed, a sentence each. */
export function failures(comparison: Comparison): readonly string[] {
  return comparison.methods.flatMap(({ name, title }) => {
    const runs = comparison.runs.filter((run) => run.method === name);
    const diverged = runs.filter((run) => run.status === 'diverged');
    const constant = runs.filter((run) => collapsed(run, comparison));
    const of = (some: readonly unknown[]) => (runs.length === 1 ? '' : ` in ${some.length} of ${runs.length} seeds`);
    return [
      ...(diverged.length > 0 ? [`${title} diverged${of(diverged)}: its loss stopped being a number.`] : []),
      ...constant.slice(0, 1).map((run) => {
        const favourite = comparison.task.classes[run.predicted.indexOf(Math.max(...run.predicted))] ?? 'one class';
        return (
          `${title} collapsed${of(constant)}: it answers “${favourite}” whatever the ${comparison.task.images ? 'image shows' : 'sentence says'}, ` +
          `so neither its accuracy nor its accuracy under attack is an achievement.`
        );
      }),
    ];
  });
}

/** What methods say of their cost, where it is not what was counted: a sentence a method. */
export function miscounts(comparison: Comparison): readonly string[] {
  return comparison.methods.flatMap(({ name, title }) => {
    const runs = comparison.runs.filter(({ method }) => method === name);
    return runs.flatMap((run) => miscounted(run, title) ?? []).slice(0, 1);
  });
}
