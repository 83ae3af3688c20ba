import { collapsed } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';

/**
 * The method that the others are compared with: a control at the dearest's cost, else natural training, else the first; none that a race has stopped.
 *
 * @param comparison the results of its runs.
 */
export function controlOf(comparison: Comparison): string | undefined {
  const sound = comparison.methods.filter(({ name }) => isSound(comparison, name) && !isStopped(comparison, name));
  const control = sound.find(({ matched }) => matched) ?? sound.find(({ name }) => name === 'natural') ?? sound[0];
  return control?.name;
}

/** Whether a method has runs, all of which were finished and none collapsed. */
export function isSound(comparison: Pick<Comparison, 'task' | 'runs'>, method: string): boolean {
  const runs = comparison.runs.filter((run) => run.method === method);
  return runs.length > 0 && !runs.some((run) => run.status !== 'finished' || collapsed(run, comparison));
}

/** Whether a race has stopped a method: when it did depends on what the method measured, so no test has it. */
export function isStopped({ stopped = [] }: Comparison, method: string): boolean {
  return stopped.some((each) => each.method === method);
}
