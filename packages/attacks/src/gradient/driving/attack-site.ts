import { tensorsOf } from '@advtrain/core';
import type { Batch, Step } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import type { AttackSite, Climb } from '../algorithm.ts';
import type { Answers, LogitObjective } from '../objectives.ts';

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
