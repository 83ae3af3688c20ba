import { rm } from 'node:fs/promises';
import type { Settled } from '../asked.ts';
import { bytes } from '../format.ts';
import { keepCheckpoint } from '../run/kept/run-checkpoint.ts';
import type { Witness } from '../run/training.ts';
import { trainerDigest } from './state-digest.ts';

/** How states of a run are kept. */
export interface KeptStates {
  /** How many, at least 1. */
  readonly count: number;
  /** The path of the state after so many steps. */
  readonly path: (step: number) => string;
  /** Told what could not be kept. */
  readonly note: (text: string) => void;
}

/**
 * Keeps whole states of a run at places that divide its steps evenly, and notes a digest of each, and of the last, in the
 * record. A state that cannot be written is left out, and the run goes on.
 */
export function keptStates({ count, path, note }: KeptStates): Witness {
  return async ({ trainer, soFar, steps, key }) => {
    const step = trainer.index;
    if (step !== steps && !placesOf(count, steps).includes(step)) return undefined;
    const digest = trainerDigest(trainer);
    if (step !== steps) {
      await keepCheckpoint(trainer, soFar, path(step), key).catch(async (error: unknown) => {
        // What an attempt before has left there is not of this one.
        await rm(path(step), { force: true }).catch(() => undefined);
        const reason = error instanceof Error ? error.message : String(error);
        note(`The state after step ${step} is not kept, and the run goes on without it: ${reason}`);
      });
    }
    return { state: step, sha256: digest };
  };
}

/** After which steps states are kept: so many, or all there are, that divide a run evenly; the start and the end need none. */
export function placesOf(count: number, steps: number): readonly number[] {
  const places = Array.from({ length: count }, (_, index) => Math.round((steps * (index + 1)) / (count + 1)));
  return [...new Set(places)].filter((step) => step > 0 && step < steps);
}

/** How much all states of a comparison take on disk, in a sentence: those of configurations of a grid, and of controls, too. */
export function sizeText(count: number, { task, methods, settings }: Settled): string {
  // AdamW keeps two moments of each parameter, SGD one.
  const { parameters, trained = parameters } = task.info;
  const size = 4 * trained * (settings.optimizer === 'sgd' ? 2 : 3);
  const runs = methods.length * settings.seeds.length;
  return (
    `Up to ${count} ${count === 1 ? 'state' : 'states'} of each of ${runs} ${runs === 1 ? 'run' : 'runs'} are kept for advtrain verify: ` +
    `about ${bytes(size)} each, ${bytes(size * count * runs)} in all.`
  );
}
