import type { Comparison } from '../results/results.ts';
import { answers, winners } from './answers.ts';
import { contrastsOf } from './contrasts.ts';
import { controlOf } from './control.ts';
import { failures, miscounts } from './failures.ts';
import { fewAttacked } from './few.ts';
import { measuresOf } from './measures.ts';
import { aboutStopped } from './races.ts';
import { aboutOneSeed, aboutSeeds, seedsNeeded, seedsOf } from './seeds.ts';
import { seenInTraining } from './seen-in-training.ts';

/**
 * What the runs allow to conclude, in plain sentences: failures, then what differs beyond chance, then each method against the control, then how to
 * read that and what so few seeds could not have shown. A method is called better or worse only where the exact paired test and the BCa interval agree.
 */
export function conclusions(comparison: Comparison): readonly string[] {
  if (comparison.runs.length === 0) return ['No run has finished yet.'];
  const control = controlOf(comparison);
  const broken = [
    ...failures(comparison),
    ...seenInTraining(comparison),
    ...miscounts(comparison),
    ...aboutStopped(comparison),
  ];
  const few = fewAttacked(comparison);
  if (control === undefined) return [...broken, ...few];
  const groups = measuresOf(comparison).map((measure) => contrastsOf(comparison, control, measure));
  const contrasts = groups.flat();
  const seeds = new Set(comparison.runs.map(({ seed }) => seed)).size;
  if (seeds === 1) {
    const one = aboutOneSeed(comparison, control, contrasts);
    return [...broken, one, ...answers(comparison, control, contrasts, false), ...few];
  }
  if (seedsOf(contrasts) < 2) return [...broken, ...answers(comparison, control, contrasts, false), ...few];
  const isEnough = seedsOf(contrasts) >= seedsNeeded(Math.max(...groups.map((some) => some.length)));
  return [
    ...broken,
    ...(isEnough ? winners(comparison, control, groups) : []),
    ...answers(comparison, control, contrasts, isEnough),
    ...few,
    aboutSeeds(contrasts, isEnough),
  ];
}
