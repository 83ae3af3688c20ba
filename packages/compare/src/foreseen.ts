import { naturalEntry, roundUnits } from '@advtrain/core';
import { settled } from './asked.ts';
import type { Asked, Settled } from './asked.ts';
import { naturalPace } from './calibration/natural-pace.ts';
import { attackedSet } from './results/cells.ts';
import { planOf, unitsAfter } from './run/plan.ts';
import { subjectsFor } from './run/subject.ts';

/** What a method will do, each seed. */
export interface ForeseenMethod {
  readonly title: string;
  /** Optimizer steps; absent where seconds are allowed, which say how many there will be. */
  readonly steps?: number;
  /** By its own account. */
  readonly units?: number;
  /** Seconds of training, about. */
  readonly seconds: number;
}

/** What a comparison will do, and about how long that takes here. */
export interface Foreseen {
  /** In the order in which they train; configurations of a search are methods of their own. */
  readonly methods: readonly ForeseenMethod[];
  readonly seeds: number;
  /** How many methods will be compared with a control: of a search the one configuration that is chosen. */
  readonly compared: number;
  /** Seconds of measuring one run's model, clean and in the balls, about. Attacks on words are not in it: they end when they have broken a text. */
  readonly measuring: number;
}

/**
 * Says what a comparison will do, by its plans and by a few natural steps that are timed and thrown away. Refuses what `compare`
 * refuses, in a `UsageError`.
 *
 * @param asked what {@link Asked} says, as `compare` takes it.
 * @param signal stops the steps that are timed soon after it is aborted.
 */
export async function foreseen(asked: Asked, signal?: AbortSignal): Promise<Foreseen> {
  const what = settled(asked);
  const { task, training, settings, methods, allowance } = what;
  const seed = settings.seeds[0]!;
  const pace = await naturalPace({ task, training, seed, ...(signal && { signal }) });
  const batches = task.train.perEpoch(training.batchSize);
  const model = await task.model(seed);
  try {
    const unit = pace / (roundUnits(model) * (training.accumulate ?? 1));
    const found: ForeseenMethod[] = [];
    for (const method of methods) {
      const { title } = method.entry;
      if (allowance?.kind === 'seconds' && method.entry.name !== naturalEntry.name) {
        found.push({ title, seconds: allowance.amount });
        continue;
      }
      const subject = await subjectsFor(method, { task, training, methods });
      const plan = planOf(method, { training, batches, methods, ...(allowance && { allowance }) }, subject(model));
      const units = unitsAfter(plan, plan.steps);
      found.push({ title, steps: plan.steps, units, seconds: units * unit });
    }
    const passedOver = what.searches.reduce((sum, { points }) => sum + points.length - 1, 0);
    const compared = methods.length - passedOver - 1;
    return {
      methods: found,
      seeds: settings.seeds.length,
      compared,
      measuring: (passesOf(what) * unit) / training.batchSize,
    };
  } finally {
    model.dispose();
  }
}

/** Passes of single examples that measuring a model takes: a forward one of each, and two more for each move in each ball. */
function passesOf({ task: { info }, settings: { attack } }: Settled): number {
  const clean = info.sets.reduce((sum, { examples }) => sum + examples, 0);
  if (!attack) return clean;
  const attacked = Math.min(attack.examples, attackedSet(info).examples);
  return clean + attacked * attack.radii.length * (2 * attack.steps + 1);
}
