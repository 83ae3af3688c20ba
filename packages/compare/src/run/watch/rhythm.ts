import { attackUnits } from './under-attack.ts';

/** Examples that are asked, and that are attacked, at a time. */
const asked = 16;
const attacked = 32;

/** The shares of a run's units that looking and attacking may cost: together below 2 % of its time. */
const lookShare = 0.0075;
const attackShare = 0.005;

/** How often a run is looked at and attacked at most: of a small model, calling operations costs more than their units say. */
const mostLooks = 20;
const mostAttacks = 8;

/** How many examples are looked at, and every how many steps. */
export interface Rhythm {
  readonly examples: number;
  readonly every: number;
}

/** When a run is looked at, and when attacked. */
export interface Rhythms {
  readonly look: Rhythm;
  readonly attack: Rhythm;
}

/** A run of which the rhythms are. */
export interface RhythmOptions {
  /** What a step costs, in units of a batch. */
  readonly unitsPerStep: number;
  readonly batchSize: number;
  /** Steps in all. */
  readonly steps: number;
}

/** Rhythms that cost so small a share of a run. */
export function rhythms({ unitsPerStep, batchSize, steps }: RhythmOptions): Rhythms {
  const rhythm = (examples: number, units: number, often: number): Rhythm => ({
    examples,
    every: Math.max(1, Math.ceil((units * examples) / batchSize / unitsPerStep), Math.ceil(steps / often)),
  });
  return {
    look: rhythm(Math.min(batchSize, asked), 1 / lookShare, mostLooks),
    attack: rhythm(Math.min(batchSize, attacked), attackUnits / attackShare, mostAttacks),
  };
}

/** Whether a look is due after a step: in the rhythm, and at the end where at least half an interval has gone by. */
export function isDue({ every }: Rhythm, step: number, steps: number): boolean {
  return step % every === 0 || (step === steps && step % every >= every / 2);
}
