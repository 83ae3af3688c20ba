import { attackUnits } from './under-attack.ts';

/** Examples that are asked, and that are attacked, at a time. */
const asked = 16;
const attacked = 32;

/** The shares of a run's units that looking and attacking may cost: together below 2 % of its time. */
const lookShare = 0.0075;
const attackShare = 0.0075;

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

/** Rhythms that cost so small a share of a run whose steps cost `unitsPerStep`, in units of a batch of `batchSize`. */
export function rhythms(unitsPerStep: number, batchSize: number): Rhythms {
  const rhythm = (most: number, units: number, share: number): Rhythm => {
    const examples = Math.min(batchSize, most);
    return { examples, every: Math.max(1, Math.ceil((units * examples) / batchSize / (share * unitsPerStep))) };
  };
  return { look: rhythm(asked, 1, lookShare), attack: rhythm(attacked, attackUnits, attackShare) };
}

/** Whether a look is due after a step: in the rhythm, and at the end where at least half an interval has gone by. */
export function isDue({ every }: Rhythm, step: number, steps: number): boolean {
  return step % every === 0 || (step === steps && step % every >= every / 2);
}
