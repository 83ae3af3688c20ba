import { tensorsOf } from '@advtrain/core';
import type { Batch, Step } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { AttackSite, Climb } from './algorithm.ts';
import type { Answers, LogitObjective } from './objectives.ts';

/** A batch as an attack sees it, and what a recording of its steps is given. */
export interface Attackable {
  readonly site: AttackSite;
  readonly given: readonly tf.Tensor[];
}

/** A probe of `batch` as attacks see it; logits are divided by `temperature` in objectives that know one. */
export function attackSite(probed: Step, batch: Batch, temperature: number): Attackable {
  const { index, key, x, mask, domain } = probed;
  const labels = batch.labels;
  const answersOf = (targets: tf.Tensor1D | undefined): Answers => ({
    labels,
    temperature,
    loss: (logits) => probed.loss(logits),
    ...(targets && { targets }),
  });
  const site: AttackSite = {
    index,
    key,
    x,
    labels,
    ...(mask && { mask }),
    ...(domain && { domain }),
    value: (schedule) => probed.value(schedule),
    gradient: (delta, objective) => probed.gradient(delta, objective),
    logits: (delta) => probed.logits(delta),
    climb: (delta, objective, targets) => climb(probed, delta, objective, answersOf(targets)),
  };
  return { site, given: [x, ...(mask ? [mask] : []), ...tensorsOf(batch)] };
}

function climb(probed: Step, delta: tf.Tensor, objective: LogitObjective, answers: Answers): Climb {
  let reached: tf.Tensor | undefined;
  const gradient = probed.gradient(delta, (at) => {
    const logits = probed.logits(at);
    // What an objective computes is freed with it, unless it is kept.
    reached = tf.keep(tf.clone(logits));
    return objective.sum?.(logits, answers) ?? tf.sum(objective.each(logits, answers));
  });
  const logits = tf.clone(reached!) as tf.Tensor2D;
  reached!.dispose();
  return { logits, gradient, values: objective.each(logits, answers) };
}

/** Which examples of logits [B, C] are not answered as `labels` [B] say, [B] (bool): also where they are not numbers. */
export function erring(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const differs = tf.notEqual(tf.argMax(logits, 1), tf.cast(labels, 'int32'));
  const unknown = tf.logicalNot(tf.all(tf.isFinite(logits), 1));
  return tf.logicalOr(differs, unknown) as tf.Tensor1D;
}

/** Of each example one of two tensors in the shape of x, by `which` [B] (bool). */
export function chosen(which: tf.Tensor1D, yes: tf.Tensor, no: tf.Tensor): tf.Tensor {
  const [batch = 0] = which.shape;
  return tf.where(tf.reshape(which, [batch, ...yes.shape.slice(1).map(() => 1)]), yes, no);
}

/** A number of each example, [B], as one that scales a tensor of this rank. */
export function perRow(numbers: tf.Tensor1D, rank: number): tf.Tensor {
  return tf.reshape(numbers, [numbers.shape[0], ...Array.from({ length: rank - 1 }, () => 1)]);
}

/** A number as a tensor that a recording has as a constant. */
export const number = constant;
