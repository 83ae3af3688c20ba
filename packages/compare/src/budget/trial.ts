import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { writeTextAtomically } from '@advtrain/core';
import type { Model, Plugin } from '@advtrain/core';
import { perStep, trialSeconds } from './pace.ts';
import type { Pace } from './pace.ts';
import { isTable, jsonIn } from '../results/json.ts';
import { removeCheckpoints } from '../run/kept/run-checkpoint.ts';
import { train } from '../run/training.ts';
import type { TrainingOptions } from '../run/training.ts';

/** What a trial of a method needs. */
export interface Trial {
  /** Where what it found is kept, so that a run that is cut off goes on with the same steps. */
  readonly path: string;
  /** The seconds of steps that are allowed. */
  readonly seconds: number;
  /** Whether the method has natural steps before it begins. */
  readonly later: boolean;
  /** A model of its own, and how it is trained: as the run, whose record and checkpoint it leaves alone. */
  readonly options: (model: Model, plugins: readonly Plugin[]) => TrainingOptions;
  /** A fresh model, freed afterwards. */
  readonly model: () => Promise<Model & { dispose(): void }>;
  /** Told of a file that cannot be used. */
  readonly note: (text: string) => void;
  /** The method's plugins, begun from the first step or never. */
  readonly plugins: (model: Model, begun: boolean) => readonly Plugin[];
}

/** How fast a method is: what its trial has found before, or finds now in a few of its first steps, thrown away again. */
export async function paceOf(trial: Trial): Promise<Pace> {
  const kept = jsonIn(trial.path);
  if (isPace(kept)) return kept;
  if (existsSync(trial.path)) trial.note(`${trial.path} is damaged, so the trial is made again.`);
  const own = await durations(trial, true);
  const natural = trial.later ? await durations(trial, false) : own;
  const taken = trial.later ? [...own, ...natural] : own;
  const pace: Pace = {
    own: perStep(own).each,
    natural: perStep(natural).each,
    overhead: perStep(own).overhead + (trial.later ? perStep(natural).overhead : 0),
    trial: taken.reduce((sum, seconds) => sum + seconds, 0),
  };
  writeTextAtomically(trial.path, `${JSON.stringify(pace)}\n`);
  return pace;
}

function isPace(value: unknown): value is Pace {
  if (!isTable(value)) return false;
  return ['own', 'natural', 'overhead', 'trial'].every((name) => typeof value[name] === 'number');
}

/** How long each of the first steps takes. */
async function durations({ path, seconds, options, ...make }: Trial, begun: boolean): Promise<readonly number[]> {
  const model = await make.model();
  const record = `${path}.jsonl`;
  const checkpoint = `${path}.safetensors`;
  const remove = () => Promise.all([rm(record, { force: true }), removeCheckpoints(checkpoint)]);
  const found: number[] = [];
  let before = 0;
  try {
    await remove();
    const given = options(model, make.plugins(model, begun));
    await train({
      ...given,
      // An end that is not reached, and no evaluation on the way.
      plan: { ...given.plan, steps: 1e6 },
      training: { ...given.training, epochs: 1 },
      record,
      checkpoint,
      checkpointSeconds: Infinity,
      seconds: trialSeconds(seconds),
      // None of it is gone on from.
      onCheckpoint: () => undefined,
      onStep: (_step, _loss, soFar) => {
        found.push(soFar.seconds - before);
        before = soFar.seconds;
      },
    });
    return found;
  } finally {
    model.dispose();
    await remove();
  }
}
