import type { Objective, Site } from '@advtrain/core';
import { aFunction, checked, either, needed, oneOf, thing, wholeFrom, type RulesOf } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { aBall } from './rules.ts';
import { move, type Ball } from './ball.ts';

/** How an attack climbs. */
export interface AscentOptions {
  readonly ball: Ball;
  /** m: moves of δ, each of which costs 2 units (a forward and a backward to the inputs). */
  readonly steps: number;
  /** Where it starts: as the ball draws it (`random`; default), at 0 (`clean`), or at a perturbation. */
  readonly start?: 'random' | 'clean' | tf.Tensor;
  /** What it climbs. Default: the step's loss. */
  readonly objective?: Objective;
}

const rules: RulesOf<AscentOptions> = {
  ball: needed(aBall),
  steps: needed(wholeFrom(0)),
  start: either(oneOf('random', 'clean'), thing('a tensor', 'shape')),
  objective: aFunction('δ'),
};

/**
 * Projected gradient ascent (Madry et al., 2018): the perturbation after `steps` moves. In training and in evaluation
 * alike; no parameter gradients are computed.
 *
 * @param site where δ moves: a step, or a probe.
 * @param options the ball, the moves, the start and what is climbed.
 */
export function ascend(site: Site, options: AscentOptions): tf.Tensor {
  const { ball, steps, start = 'random', objective } = checked('ascend', options, rules);
  return tf.tidy(() => {
    let delta = startOf(start, ball, site);
    for (let m = 0; m < steps; m++) delta = move(ball, delta, site.gradient(delta, objective), site);
    return delta;
  });
}

function startOf(start: 'random' | 'clean' | tf.Tensor, ball: Ball, site: Site): tf.Tensor {
  if (start === 'random') return ball.start(site);
  if (start === 'clean') return tf.zerosLike(site.x);
  return start;
}
