import { ascend, ballFor, largest, norm, visible } from '@advtrain/attacks';
import { probe as probeOf } from '@advtrain/core';
import type { Batch, Loss, Measured, Model, Step } from '@advtrain/core';
import { fold, key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** A model among its lengths, and what it is trained to make small. */
export interface Subject extends Measured {
  readonly model: Model;
  readonly loss: Loss;
}

/** Logits of examples before and after climbs, and their norms and gradients. */
export interface Climbed {
  /** Indices of classes, or values. */
  readonly labels: readonly number[];
  readonly clean: Logits;
  /** For each ε: after a few moves, and after one. */
  readonly balls: readonly { readonly several: Logits; readonly one: Logits }[];
  /** ‖x‖ of each example. */
  readonly examples: readonly number[];
  /** ‖x‖ of each real token. */
  readonly tokens: readonly number[];
  /** ‖g‖ of each example, of its own loss. */
  readonly gradients: readonly number[];
  /** The largest entry of that, which says better whether it is 0. */
  readonly largest: readonly number[];
}

/** Rows of logits: one an example, or one for each of its labels. */
export type Logits = readonly (readonly number[])[];

/** How many moves a climb has: few, so that the ε it finds are those of training, not of the strongest attack. */
const moves = 3;

/** Climbs from the examples of a batch into balls of these shares, without dropout. `index` tells batches apart. */
export function climbed(subject: Subject, batch: Batch, shares: readonly number[], index: number): Climbed {
  const { model, loss } = subject;
  const examples = batch.inputs.values.shape[0];
  const known = Array.from(batch.labels.dataSync());
  // Tokens without a label have no loss.
  const counted = <T>(all: readonly T[]): readonly T[] =>
    model.rows === 'tokens' ? all.filter((_, row) => known[row]! >= 0) : all;
  const of = { key: fold(key(0), `calibration ${index}`), loss };
  const at = <T>(use: (step: Step) => T): T => {
    let found: T | undefined;
    tf.tidy(() => {
      found = use(probeOf(model, batch, of));
    });
    return found!;
  };
  const plain = at((step) => {
    // The loss is a mean over the batch, so an example's own gradient is as often larger.
    const gradient = tf.mul(visible(step.gradient(tf.zerosLike(step.x)), step), examples);
    const x = visible(step.x, step);
    const sizes = norm(x, 'token');
    const real = step.mask ? Array.from(tf.broadcastTo(step.mask, sizes.shape).dataSync()) : undefined;
    return {
      clean: counted(step.logits().arraySync()),
      examples: values(norm(x)),
      tokens: values(sizes).filter((_, place) => !real || real[place] === 1),
      gradients: values(norm(gradient)),
      largest: values(largest(gradient)),
    };
  });
  const balls = shares.map((share) => {
    const after = (steps: number): Logits =>
      counted(at((step) => step.logits(ascend(step, { ball: ballOf(subject, share, steps), steps })).arraySync()));
    return { several: after(moves), one: after(1) };
  });
  return { labels: counted(known), ...plain, balls };
}

/** A ball of a share of ‖x‖, which a few moves can cross, or one. */
function ballOf(subject: Subject, share: number, steps: number) {
  const part = (of: number) => `${100 * share * of}%` as const;
  // The gradient at the clean example may vanish where a model is confident.
  return ballFor(subject, { radius: part(1), stepSize: part(steps === 1 ? 1 : 2 / steps), start: part(0.3) });
}

function values(tensor: tf.Tensor): readonly number[] {
  return Array.from(tensor.dataSync());
}
