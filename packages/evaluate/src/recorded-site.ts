import { tensorsOf } from '@advtrain/core';
import type { Batch, Site, Step } from '@advtrain/core';
import type { Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** What an attack in evaluation needs: where to climb, and what came of it. */
export interface Probed extends Site {
  /** Logits [B, C] at `x + delta`. */
  logits(delta: tf.Tensor): tf.Tensor2D;
  /** Them, and which way the loss climbs from there: one forward and one backward pass. */
  climb(delta: tf.Tensor): Climb;
}

/** Where a perturbation has come to, and where it should go. */
export interface Climb {
  /** Logits [B, C] at `x + delta`. */
  readonly logits: tf.Tensor2D;
  /** ∂objective/∂δ, in the shape of δ. */
  readonly gradient: tf.Tensor;
}

/**
 * A probe of `batch` whose passes are recorded when they come often. `recordings` serve one `objective`, a function of the
 * logits and of what the batch holds.
 */
export function recordedSite(
  probed: Step,
  batch: Batch,
  recordings: Recordings,
  objective: (logits: tf.Tensor2D) => tf.Scalar,
): Probed {
  const { index, key, x, mask, domain } = probed;
  const given = [x, ...tensorsOf(batch)];
  const climb = (delta: tf.Tensor): tf.Tensor[] => {
    let reached: tf.Tensor | undefined;
    const gradient = probed.gradient(delta, (at) => {
      const logits = probed.logits(at);
      // What an objective computes is freed with it, unless it is kept.
      reached = tf.keep(tf.clone(logits));
      return objective(logits);
    });
    const logits = tf.clone(reached!);
    reached!.dispose();
    return [logits, gradient];
  };
  return {
    index,
    key,
    x,
    ...(mask && { mask }),
    ...(domain && { domain }),
    value: (schedule) => probed.value(schedule),
    gradient: (delta, other) => probed.gradient(delta, other),
    logits: (delta) => recordings.run('logits', [...given, delta], () => [probed.logits(delta)])[0] as tf.Tensor2D,
    climb: (delta) => {
      const [logits, gradient] = recordings.run('climb', [...given, delta], () => climb(delta));
      return { logits: logits as tf.Tensor2D, gradient: gradient! };
    },
  };
}
