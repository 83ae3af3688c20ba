import { constant } from '@advtrain/engine';
import { wholeNumber } from '../contract/check.ts';
import type { Plugin } from '../contract/plugin.ts';
import { at } from '../contract/schedule.ts';
import { boundHooks } from './bound.ts';
import { cleanRound } from './rounds-of.ts';
import { roundUnits } from './units.ts';

/**
 * The plugins of a method that begins at an optimizer step, counted from 0 and at least 0; 0 leaves them as they are. Before
 * it every batch is one natural round, which costs 3 units, bit for bit as natural training: the method's rounds, its
 * penalties, what it computes before a step and what it makes of gradients wait. What rewrites the loss or the stream of
 * batches does not, nor what observes: a moving average follows the parameters from the first step.
 *
 * FreeAT goes on repeating its batches, with a natural round each, so that the sequence of batches is the same wherever it
 * begins; its δ starts when it begins, if need be in the midst of a batch's replays.
 *
 * Beginning the ascent when a model has learnt something keeps it from answering one class for good.
 *
 * @param step when they begin: a whole number.
 * @param plugins those of one run.
 */
export function begunAt(step: number, plugins: readonly Plugin[]): readonly Plugin[] {
  wholeNumber('step', step, 0);
  return step === 0 ? plugins : plugins.map((plugin) => begun(plugin, (index) => index >= step));
}

function begun(plugin: Plugin, hasBegun: (index: number) => boolean): Plugin {
  const { perturb, penalty, beforeStep, accumulate, phase, units, rounds, ...rest } = boundHooks(plugin);
  if (!perturb && !penalty && !beforeStep && !accumulate) return plugin;
  return {
    ...rest,
    phase: (index) => (hasBegun(index) ? `begun ${phase?.(index) ?? ''}` : 'natural'),
    ...(beforeStep && {
      beforeStep: (step) => {
        if (hasBegun(step.index)) beforeStep(step);
      },
    }),
    ...(perturb && { perturb: (step) => (hasBegun(step.index) ? perturb(step) : cleanRound(step)) }),
    ...(penalty && { penalty: (step) => (hasBegun(step.index) ? penalty(step) : constant(0)) }),
    ...(accumulate && {
      accumulate: (gradient, step) => (hasBegun(step.index) ? accumulate(gradient, step) : gradient),
    }),
    ...(units && {
      units: (model, taken, index) => {
        if (hasBegun(index)) return units(model, taken, index);
        return perturb ? roundUnits(model) : 0;
      },
    }),
    ...(rounds !== undefined && { rounds: (index) => (hasBegun(index) ? at(rounds, index) : 1) }),
  };
}
