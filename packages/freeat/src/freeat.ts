import { aBall, move, put, take, type Ball } from '@advtrain/attacks';
import {
  at,
  checked,
  needed,
  numberAbove,
  oneOf,
  roundUnits,
  wholeFrom,
  wholeNumber,
  type Model,
  type Plugin,
  type RulesOf,
  type Schedule,
} from '@advtrain/core';
import { Slot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { replayed } from './replayed.ts';

/** How FreeAT trains. */
export interface FreeATOptions {
  readonly ball: Ball;
  /** m: optimizer steps on each batch. At least 1. Default 3. */
  readonly replays?: number;
  /**
   * `slot`: δ lives on from batch to batch by its place in the batch, from 0 at the start (the paper; default).
   * `none`: it starts anew, as the ball draws it, at each batch (the FreeLB authors' text code).
   */
  readonly carry?: 'slot' | 'none';
  /**
   * How a carried δ meets other examples: `project` first makes it allowed for them, 0 on padding and x + δ in the
   * domain (default); `keep` leaves that to its next move, as the code of Fast (Wong et al., 2020).
   */
  readonly arrival?: 'project' | 'keep';
  /** What each replay's gradient counts; the FreeLB authors' text code has 1 / (m + 1). Above 0. Default 1. */
  readonly weight?: number;
  /**
   * The Trainer's `accumulate`, at least 1: every replay then goes over the batches of a step, each of which has a δ
   * of its own, before the next. Batches that fill no step at the end of the source are left out. Default 1.
   */
  readonly accumulate?: number;
}

const rules: RulesOf<FreeATOptions> = {
  ball: needed(aBall),
  replays: wholeFrom(1),
  carry: oneOf('slot', 'none'),
  arrival: oneOf('project', 'keep'),
  weight: numberAbove(0),
  accumulate: wholeFrom(1),
};

/**
 * Free adversarial training (Shafahi et al., 2019, arXiv 1904.12843, Algorithm 1): each batch is replayed m times,
 * every replay takes an optimizer step, and the backward pass that gives its parameter gradient also moves δ. Costs 3
 * units a step, 3m a batch: divide epochs by m, so that the optimizer steps are those of natural training.
 *
 * Train with the Trainer's `fit`, which replays; `step` takes one replay of whatever it is given.
 * Dropout masks are fresh in every replay. Schedules count optimizer steps; {@link perBatch} makes one that counts
 * batches.
 *
 * @param options the ball, which is needed, m, and what becomes of δ from batch to batch.
 */
export function freeat(options: FreeATOptions): Plugin {
  const {
    ball,
    replays = 3,
    carry = 'slot',
    arrival = 'project',
    weight = 1,
    accumulate = 1,
  } = checked('freeat', options, rules);
  const carried = Array.from({ length: accumulate }, () => new Slot());
  const isFirst = (index: number): boolean => index % replays === 0;
  return {
    name: 'freeat',
    replays,
    units: freeatUnits,
    phase: (index) => (isFirst(index) ? 'first' : 'again'),
    batches: (source) => replayed(source, replays, accumulate),
    *perturb(step) {
      if (step.places !== accumulate) throw new Error(mismatch(accumulate, step.places));
      const slot = carried[step.place]!;
      const first = isFirst(step.index);
      const held = first && carry === 'none' ? undefined : slot.value;
      let delta = carry === 'none' ? ball.start(step) : tf.zerosLike(step.x);
      if (held) delta = take(held, step.x.shape);
      if (held && first && arrival === 'project') delta = ball.project(delta, step);
      const gradient = yield { delta, weight };
      // Where no example has the place, its δ waits, and only grows to the length of the others.
      const moved = step.idle && held ? take(held, step.x.shape) : move(ball, delta, gradient, step);
      slot.set(held && carry === 'slot' ? put(held, moved) : moved);
    },
    state: {
      isByPlace: true,
      save: () => Object.fromEntries(carried.flatMap(({ value }, i) => (value ? [[nameOf(i), value] as const] : []))),
      load: (deltas) => {
        carried.forEach((slot, i) => {
          const delta = deltas[nameOf(i)];
          if (delta) slot.set(delta);
        });
      },
    },
    dispose: () => carried.forEach((slot) => slot.dispose()),
  };
}

/** What a step costs with a model, which is one replay of a batch. */
export function freeatUnits(model: Model): number {
  return roundUnits(model);
}

function mismatch(accumulate: number, found: number): string {
  return `accumulate is ${accumulate}, but the Trainer's is ${found}: give freeat the accumulate of the Trainer.`;
}

/** What a checkpoint calls the δ of the i-th batch of a step. */
function nameOf(i: number): string {
  return i === 0 ? 'delta' : `delta.${i}`;
}

/**
 * A schedule that counts batches, of which FreeAT makes `replays` optimizer steps each, at least 1.
 *
 * @param schedule a constant, or a function of the batches taken.
 * @param replays m, a whole number.
 */
export function perBatch(schedule: Schedule, replays: number): Schedule {
  wholeNumber('replays', replays, 1);
  return (index) => at(schedule, Math.floor(index / replays));
}
