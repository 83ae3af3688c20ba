import { existsSync, readFileSync } from 'node:fs';
import type { CurvePoint } from '../results/runs/run-result.ts';

/** What the record of a run says of its steps. */
export interface StepRecord {
  /** The loss of each step of the last attempt, from 1; one that is no number as its name. */
  readonly losses: ReadonlyMap<number, number | string>;
  /** The digest of the state after each step that has one. */
  readonly digests: ReadonlyMap<number, string>;
  /** How many steps each attempt took that was given up before the last. */
  readonly givenUp: readonly number[];
}

interface Line {
  readonly step?: number;
  readonly loss?: number | string;
  readonly state?: number;
  readonly sha256?: string;
  readonly attempt?: number;
}

/** Reads a record; what is no line of it is passed over, and missed as the step that it would have been. */
export function readRecord(path: string): StepRecord {
  const losses = new Map<number, number | string>();
  const digests = new Map<number, string>();
  const givenUp: number[] = [];
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  for (const line of text.split('\n').flatMap(parsed)) {
    // A run that was begun anew has the steps of the attempt before in its record.
    if (line.attempt !== undefined) {
      givenUp.push(losses.size);
      losses.clear();
      digests.clear();
    }
    if (line.step !== undefined && line.loss !== undefined) losses.set(line.step, line.loss);
    if (line.state !== undefined && line.sha256 !== undefined) digests.set(line.state, line.sha256);
  }
  return { losses, digests, givenUp };
}

function parsed(text: string): readonly Line[] {
  try {
    const line = JSON.parse(text) as unknown;
    return typeof line === 'object' && line !== null ? [line] : [];
  } catch {
    return [];
  }
}

/** The first point of a learning curve that is not the mean of the record's losses; `undefined` where all are. */
export function strayPoint({ losses }: StepRecord, curve: readonly CurvePoint[]): CurvePoint | undefined {
  let last = 0;
  return curve.find(({ step, loss }) => {
    const some = Array.from({ length: step - last }, (_, index) => Number(losses.get(last + index + 1)));
    last = step;
    return some.reduce((sum, each) => sum + each, 0) / some.length !== loss;
  });
}
