import type { Comparison } from '../results/results.ts';
import { answers, winners } from './answers.ts';
import { contrastsOf } from './contrasts.ts';
import { controlOf } from './control.ts';
import { failures, miscounts } from './failures.ts';
import { fewAttacked } from './few.ts';
import { measuresOf } from './measures.ts';
import { aboutStopped } from './races.ts';
import { aboutOneSeed, aboutSeeds, seedsNeeded, seedsOf } from './seeds.ts';
import { trade } from './trade.ts';
import { seenInTraining } from './seen-in-training.ts';
import { aboutUnfinished } from './unfinished.ts';

/** What is concluded, in the order in which it is said. */
export interface Concluded {
  /** What is not done yet, what failed, and what differs from the control beyond chance. */
  readonly first: readonly string[];
  /** Each method against the control, a sentence each. */
  readonly answers: readonly string[];
  /** How to read that, and what so few seeds and examples could not have shown. */
  readonly last: readonly string[];
}

/**
 * What the runs allow to conclude, in plain sentences: what is not done yet and what failed, then what differs beyond chance, then each method
 * against the control, then how to read that and what so few seeds could not have shown. A method is called better or worse only where the exact
 * paired test and the BCa interval agree.
 *
 * @param comparison the results of its runs.
 */
export function conclusions(comparison: Comparison): readonly string[] {
  const { first, answers: each, last } = concluded(comparison);
  return [...first, ...each, ...last];
}

/** The same in its parts. */
export function concluded(comparison: Comparison): Concluded {
  if (comparison.runs.length === 0) return { first: ['No run has finished yet.'], answers: [], last: [] };
  const control = controlOf(comparison);
  const broken = [
    ...aboutUnfinished(comparison),
    ...failures(comparison),
    ...seenInTraining(comparison),
    ...miscounts(comparison),
    ...aboutStopped(comparison),
  ];
  const few = fewAttacked(comparison);
  if (control === undefined) return { first: broken, answers: [], last: few };
  const groups = measuresOf(comparison).map((measure) => contrastsOf(comparison, control, measure));
  const contrasts = groups.flat();
  const seeds = seedsOf(contrasts);
  const told = (intervals: boolean) => answers(comparison, contrasts, { seeds, intervals });
  const traded = trade(comparison, control, contrasts);
  if (seeds < 2) {
    const one = seeds === 1 ? [aboutOneSeed(comparison, contrasts)] : [];
    return { first: [...broken, ...traded, ...one], answers: told(false), last: few };
  }
  const ofTested = seedsOf(contrasts.filter(({ verdict }) => verdict));
  const isEnough = ofTested >= seedsNeeded(Math.max(...groups.map((some) => some.length)));
  const found = isEnough ? winners(comparison, control, groups) : [];
  return {
    first: [...broken, ...found, ...traded],
    answers: told(isEnough),
    last: [...few, aboutSeeds(contrasts, isEnough)],
  };
}
