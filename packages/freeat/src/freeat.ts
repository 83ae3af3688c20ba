import { put, take, type Ball } from '@advtrain/attacks';
import { wholeNumber, type Plugin, type Schedule, at } from '@advtrain/core';
import { Slot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { replayed } from './replayed.ts';

/** How FreeAT trains. */
export interface FreeATOptions {
  readonly ball: Ball;
  /** m: optimizer steps on each minibatch. At least 1. Default 3. */
  readonly replays?: number;
  /**
   * `slot`: δ lives on from minibatch to minibatch by its place in the batch, from 0 at the start (the paper; default).
   * `none`: it starts anew, as the ball draws it, at each minibatch (the FreeLB authors' text code).
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
   * The Trainer's `accumulate`, at least 1: every replay then goes over the minibatches of a step, each of which has a δ
   * of its own, before the next. Minibatches that fill no step at the end of the source are left out. A step of more or
   * fewer minibatches than that is refused when it comes. Default 1.
   */
  readonly accumulate?: number;
}

/**
 * Free adversarial training (Shafahi et al., 2019, arXiv 1904.12843, Algorithm 1): each minibatch is replayed m times,
 * every replay takes an optimizer step, and the backward pass that gives its parameter gradient also moves δ. Costs 3
 * units a step, 3m a minibatch: divide epochs by m, so that the optimizer steps are those of natural training.
 *
 * Dropout masks are fresh in every replay. Schedules count optimizer steps; {@link perMinibatch} makes one that counts
 * minibatches.
 */
export function freeat(options: FreeATOptions): Plugin {
  const { ball, replays = 3, carry = 'slot', arrival = 'project', weight = 1, accumulate = 1 } = options;
  wholeNumber('replays', replays, 1);
  wholeNumber('accumulate', accumulate, 1);
  if (!(weight > 0)) throw new Error(`weight is ${weight}, but must be above 0.`);
  const carried = Array.from({ length: accumulate }, () => new Slot());
  const counter = new Slot();
  let turn = 0;
  let last: number | undefined;
  return {
    name: 'freeat',
    replays,
    units: () => 3,
    batches: (source) => replayed(source, replays, accumulate),
    *perturb(step) {
      if (last !== undefined && (step.index === last) !== turn % accumulate > 0)
        throw new Error(mismatch(accumulate, step.index === last));
      last = step.index;
      const [slot, first] = [carried[turn % accumulate]!, turn < accumulate];
      turn = (turn + 1) % (replays * accumulate);
      const held = first && carry === 'none' ? undefined : slot.value;
      const start = held ? take(held, step.x.shape) : carry === 'none' ? ball.random(step) : tf.zerosLike(step.x);
      const delta = first && held && arrival === 'project' ? ball.project(start, step) : start;
      const moved = ball.ascend(delta, yield { delta, weight }, step);
      slot.set(held && carry === 'slot' ? put(held, moved) : moved);
    },
    state: {
      save: () => {
        counter.set(tf.scalar(turn, 'int32'));
        const deltas = carried.flatMap(({ value }, i) => (value ? [[nameOf(i), value] as const] : []));
        return { replay: counter.value!, ...Object.fromEntries(deltas) };
      },
      load: ({ replay: saved, ...deltas }) => {
        turn = saved?.dataSync()[0] ?? 0;
        last = undefined;
        saved?.dispose();
        carried.forEach((slot, i) => {
          const delta = deltas[nameOf(i)];
          if (delta) slot.set(delta);
        });
      },
    },
    dispose: () => [...carried, counter].forEach((slot) => slot.dispose()),
  };
}

function mismatch(accumulate: number, isMore: boolean): string {
  const found = `the Trainer has ${isMore ? 'more' : 'fewer'} minibatches a step`;
  return `accumulate is ${accumulate}, but ${found}: give freeat the accumulate of the Trainer.`;
}

/** What a checkpoint calls the δ of the i-th minibatch of a step. */
function nameOf(i: number): string {
  return i === 0 ? 'delta' : `delta.${i}`;
}

/** A schedule that counts minibatches, of which FreeAT makes `replays` optimizer steps each. */
export function perMinibatch(schedule: Schedule, replays: number): Schedule {
  return (index) => at(schedule, Math.floor(index / replays));
}
