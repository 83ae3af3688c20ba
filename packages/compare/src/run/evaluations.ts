import type { Params } from '@advtrain/core';
import type { BestState } from '@advtrain/datasets';
import { endsPart } from '@advtrain/evaluate';
import type { EpochPoint } from '../results/runs/run-result.ts';
import type { RunRecord } from '../results/runs/run-record.ts';
import type { TrainingSettings } from '../settings.ts';
import type { SoFar } from './kept/so-far.ts';
import type { Plan } from './plan.ts';
import { brokenAnswers, brokenParams } from './watch/broken.ts';
import type { Ending } from './watch/ending.ts';
import type { Guard } from './watch/guard.ts';

/** What an evaluation found. */
export interface Evaluation {
  /** The task's first metric on the development set. */
  readonly development: number;
  readonly best: BestState;
  /** Whether training should stop. */
  readonly exhausted: boolean;
}

/** What evaluations in the midst of training need. */
export interface Evaluating {
  readonly plan: Plan;
  readonly training: TrainingSettings;
  /** Evaluates after `step`; `best` is what evaluations before had as the best. `undefined` where answers are no numbers. */
  readonly evaluate: (step: number, best: BestState | undefined) => Promise<Evaluation | undefined>;
  /** Told, in a sentence, what cannot be used: of what was kept, and of evaluations. */
  readonly note: (text: string) => void;
  /** Called after every evaluation. */
  readonly onEvaluation: (point: EpochPoint) => void;
  /** What watches the run while it trains. */
  readonly guard: Guard;
}

/**
 * Whether an evaluation is due: after each of `epochs` equal parts of the plan but the last, which is measured after training; never
 * before the first step, nor twice after one.
 */
export function isDue(index: number, soFar: SoFar, { plan: { steps }, training: { epochs } }: Evaluating): boolean {
  if (index === 0 || index >= steps || soFar.epochs.at(-1)?.step === index) return false;
  return endsPart(index, steps, epochs);
}

/** Evaluates, and notes what is found: nothing, where answers are no numbers. */
export async function evaluate(step: number, soFar: SoFar, record: RunRecord, options: Evaluating): Promise<void> {
  const began = performance.now();
  const found = await options.evaluate(step, soFar.best);
  soFar.evaluation += (performance.now() - began) / 1000;
  if (!found) {
    options.note(`${brokenAnswers(step).warning.sentence} That is no evaluation, and training goes on.`);
    return;
  }
  soFar.best = found.best;
  soFar.exhausted = found.exhausted;
  const point = { epoch: soFar.epochs.length + 1, step, units: soFar.units, development: found.development };
  soFar.epochs.push(point);
  record.add(point);
  soFar.lines++;
  options.onEvaluation(point);
}

/** Ends training as diverged where the last step has left parameters that are no numbers, of which no loss tells. */
export function checkLast(params: Params, step: number, soFar: SoFar, record: RunRecord, options: Evaluating): void {
  const broken = soFar.ending?.status === 'diverged' ? undefined : brokenParams(params, step);
  if (broken) end(broken, soFar, record, options);
}

/** Ends training for what was seen after a step, and notes it. */
function end(ending: Ending, soFar: SoFar, record: RunRecord, { guard }: Evaluating): void {
  const { warning } = ending;
  soFar.ending = ending;
  soFar.state.warnings = [...soFar.state.warnings, warning];
  record.add({ warning: { ...warning } });
  soFar.lines++;
  guard.onWarning(warning);
}
