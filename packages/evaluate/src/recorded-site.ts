import { tensorsOf } from '@advtrain/core';
import type { Batch, Site, Step } from '@advtrain/core';
import type { Recordings } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** What an attack in evaluation needs: where to climb, and what came of it. */
export type Probed = Site & Pick<Step, 'logits'>;

/**
 * A probe of `batch` whose gradients and logits are recorded when they come often. `recordings` serve one objective, which
 * calls the probe itself.
 */
export function recordedSite(probed: Step, batch: Batch, recordings: Recordings): Probed {
  const { index, key, x, mask, domain } = probed;
  const given = [x, ...tensorsOf(batch)];
  return {
    index,
    key,
    x,
    ...(mask && { mask }),
    ...(domain && { domain }),
    value: (schedule) => probed.value(schedule),
    gradient: (delta, objective) =>
      recordings.run('gradient', [...given, delta], () => [probed.gradient(delta, objective)])[0]!,
    logits: (delta = tf.zerosLike(x)) =>
      recordings.run('logits', [...given, delta], () => [probed.logits(delta)])[0] as tf.Tensor2D,
  };
}
