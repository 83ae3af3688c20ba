import { l2 } from '@advtrain/attacks';
import type { Ball } from '@advtrain/attacks';
import { natural } from '@advtrain/core';
import type { Model, Plugin } from '@advtrain/core';
import { freeat } from '@advtrain/freeat';
import { freelb } from '@advtrain/freelb';
import { pgd } from '@advtrain/pgd';
import { yopo } from '@advtrain/yopo';
import type { MethodName, MethodOptions } from './methods.ts';
import type { Settings } from './settings.ts';

/** The plugin of a method with its options, as the command takes them. */
export function pluginOf(method: MethodName, options: MethodOptions): Plugin {
  const number = (name: string) => Number(options[name]);
  switch (method) {
    case 'natural':
    case 'natural-matched':
      return natural();
    case 'pgd':
      return pgd({ ball: ballOf(options), steps: number('steps') });
    case 'freeat':
      return freeat({
        ball: ballOf(options),
        replays: number('replays'),
        carry: options['carry'] === 'slot' ? 'slot' : 'none',
      });
    case 'yopo':
      return yopo({
        // The official text code divides the step size by the number of inner moves.
        ball: ballOf({ ...options, stepSize: number('stepSize') / number('inner') }),
        outer: number('outer'),
        inner: number('inner'),
        depth: number('depth'),
        reduce: 'mean',
      });
    case 'freelb':
      return freelb({ ball: ballOf(options), steps: number('steps') });
  }
}

function ballOf({ stepSize, start, radius }: MethodOptions): Ball {
  return l2({
    stepSize: Number(stepSize),
    start: Number(start),
    radius: radius === 'none' ? Infinity : Number(radius),
  });
}

/** How much a method trains. */
export interface Plan {
  /** Optimizer steps in all. */
  readonly steps: number;
  /** What they cost by the method's own account, in units. */
  readonly units: number;
}

/**
 * The plan of a method: `steps`, or `epochs` times the batches of an epoch, each a step. FreeAT's replays take the place of other
 * batches, so it sees fewer of them. Cost-matched natural training takes as many steps as the dearest of the other
 * methods of the comparison pays for.
 */
export function planOf(method: MethodName, settings: Settings, batches: number, model: Model): Plan {
  const steps = settings.steps ?? settings.epochs * batches;
  const cost = (name: MethodName) => steps * (pluginOf(name, settings.options[name]).units?.(model) ?? 3);
  if (method !== 'natural-matched') return { steps, units: cost(method) };
  const others = settings.methods.filter((name) => name !== 'natural-matched');
  const dearest = Math.max(cost('natural'), ...others.map(cost));
  const matched = Math.round(dearest / 3);
  return { steps: matched, units: 3 * matched };
}
