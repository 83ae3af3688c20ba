import { checkpoint, resume, tensorData, tensorsFrom } from '@advtrain/core';
import type { TensorFile, Tensors, Trainer } from '@advtrain/core';
import type { BestState } from '@advtrain/datasets';
import * as tf from '@tensorflow/tfjs-core';
import type { BestParams } from './best-params.ts';
import type { FitEpoch } from './fit-options.ts';

/** What a fit has come to, beside what its Trainer holds. */
export interface FitProgress {
  epochs: readonly FitEpoch[];
  /** Losses of the steps since the last epoch. */
  losses: readonly number[];
  best?: BestState;
}

/** What is kept, and put back. */
export interface FitParts {
  readonly trainer: Trainer;
  readonly best: BestParams;
  readonly progress: FitProgress;
  /** What the numbers depend on, by the names of the options; of method and data what shows. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const bestPrefix = 'best/';

/** Everything that going on needs, outside TensorFlow.js: `writeSafetensors(state.tensors, state.metadata)` makes a file of it. */
export function fitState({ trainer, best, progress, settings }: FitParts): TensorFile {
  const kept = Object.entries(best.save()).map(([name, value]) => [bestPrefix + name, value] as const);
  let state: TensorFile = { tensors: {}, metadata: {} };
  // Nothing is returned from tf.tidy, which would look through it for tensors number by number.
  tf.tidy(() => {
    const { tensors, metadata } = checkpoint(trainer);
    const data = tensorData({ ...tensors, ...Object.fromEntries(kept) });
    state = { tensors: data, metadata: { ...metadata, fit: JSON.stringify({ progress, settings }) } };
  });
  return state;
}

/** Puts a fit where it was left, and gives what it had come to. Throws one sentence where that was another fit. */
export function restoreFit({ trainer, best, settings }: Omit<FitParts, 'progress'>, state: TensorFile): FitProgress {
  const { tensors: data, metadata } = state;
  if (metadata['fit'] === undefined)
    throw new Error('from is no state of a fit: give what onEpoch or a FitStopped gave.');
  const kept = JSON.parse(metadata['fit']) as Pick<FitParts, 'progress' | 'settings'>;
  checkSettings(kept.settings, settings);
  const tensors = tensorsFrom(data);
  const own = (isBest: boolean): Tensors =>
    Object.fromEntries(Object.entries(tensors).filter(([name]) => name.startsWith(bestPrefix) === isBest));
  const rest = own(false);
  try {
    resume(trainer, { tensors: rest, metadata });
  } finally {
    tf.dispose(rest);
  }
  const params = Object.entries(own(true)).map(([name, value]) => [name.slice(bestPrefix.length), value] as const);
  best.load(Object.fromEntries(params));
  return { ...kept.progress, epochs: kept.progress.epochs.map(withNumbers) };
}

function checkSettings(kept: FitParts['settings'], here: FitParts['settings']): void {
  for (const name of Object.keys({ ...kept, ...here })) {
    const before = shown(kept[name]);
    const now = shown(here[name]);
    if (before === now) continue;
    throw new Error(
      `from is the state of a fit with ${name} ${before}, but it is ${now} here: give the same, or leave ` +
        'from out to begin anew.',
    );
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'not given' : JSON.stringify(value);
}

/** JSON has no NaN, which correlations of equal answers are. */
function withNumbers(epoch: FitEpoch): FitEpoch {
  const scores = Object.entries(epoch.scores).map(([name, value]) => [name, (value as number | null) ?? Number.NaN]);
  return { ...epoch, scores: Object.fromEntries(scores) as FitEpoch['scores'] };
}
