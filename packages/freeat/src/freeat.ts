import { put, take, type Ball } from '@advtrain/attacks';
import { wholeNumber, type Plugin, type Schedule, at } from '@advtrain/core';
import { Slot } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

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
  /** What each replay's gradient counts; the FreeLB authors' text code has 1 / (m + 1). Above 0. Default 1. */
  readonly weight?: number;
}

/**
 * Free adversarial training (Shafahi et al., 2019, arXiv 1904.12843, Algorithm 1): each minibatch is replayed m times,
 * every replay takes an optimizer step, and the backward pass that gives its parameter gradient also moves δ. Costs 3
 * units a step, 3m a minibatch: divide epochs by m, so that the optimizer steps are those of natural training.
 *
 * Dropout masks are fresh in every replay. Schedules count optimizer steps; {@link perMinibatch} makes one that counts
 * minibatches.
 */
export function freeat({ ball, replays = 3, carry = 'slot', weight = 1 }: FreeATOptions): Plugin {
  wholeNumber('replays', replays, 1);
  if (!(weight > 0)) throw new Error(`weight is ${weight}, but must be above 0.`);
  const carried = new Slot();
  const counter = new Slot();
  let replay = 0;
  return {
    name: 'freeat',
    replays,
    units: () => 3,
    *batches(source) {
      for (const batch of source) for (let i = 0; i < replays; i++) yield batch;
    },
    *perturb(step) {
      const first = replay === 0;
      replay = (replay + 1) % replays;
      const held = first && carry === 'none' ? undefined : carried.value;
      const start = held ? take(held, step.x.shape) : carry === 'none' ? ball.random(step) : tf.zerosLike(step.x);
      const delta = first && held ? ball.project(start, step) : start;
      const moved = ball.ascend(delta, yield { delta, weight }, step);
      carried.set(held && carry === 'slot' ? put(held, moved) : moved);
    },
    state: {
      save: () => {
        counter.set(tf.scalar(replay, 'int32'));
        return { replay: counter.value!, ...(carried.value && { delta: carried.value }) };
      },
      load: ({ replay: saved, delta }) => {
        replay = saved?.dataSync()[0] ?? 0;
        saved?.dispose();
        if (delta) carried.set(delta);
      },
    },
    dispose: () => [carried, counter].forEach((slot) => slot.dispose()),
  };
}

/** A schedule that counts minibatches, of which FreeAT makes `replays` optimizer steps each. */
export function perMinibatch(schedule: Schedule, replays: number): Schedule {
  return (index) => at(schedule, Math.floor(index / replays));
}
