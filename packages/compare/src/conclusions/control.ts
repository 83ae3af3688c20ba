import { mean } from '@advtrain/statistics';
import { collapsed } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';
import type { RunResult } from '../results/runs/run-result.ts';

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

/**
 * What one method is compared with: plain natural training where its cost is nearer to the method's than the control's is, as of a method that
 * costs no more than natural training; else the control.
 *
 * @param comparison the results of its runs.
 * @param method its name.
 * @param control what methods are compared with in general, as {@link controlOf} says.
 */
export function controlFor(comparison: Comparison, method: string, control: string): string {
  const plain = 'natural';
  const isMatched = comparison.methods.some(({ name, matched }) => name === control && matched);
  if (!isMatched || method === plain || !isSound(comparison, plain) || isStopped(comparison, plain)) return control;
  const apart = (other: string) => Math.abs(Math.log(costShare(comparison, method, other)));
  return apart(plain) < apart(control) ? plain : control;
}

/** What a method cost of what another did, in units, over the seeds that both have; NaN where there are none. */
export function costShare({ runs }: Comparison, method: string, other: string): number {
  const of = (wanted: string) => runs.filter((run) => run.method === wanted && run.status === 'finished');
  const shared = (own: readonly RunResult[], its: readonly RunResult[]) =>
    mean(own.filter(({ seed }) => its.some((run) => run.seed === seed)).map(({ units }) => units.counted));
  return shared(of(method), of(other)) / shared(of(other), of(method));
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
