import type { Site } from '@advtrain/core';
import { closedForm, constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** δ cut so that x + δ is in the site's domain, with no gradient where it is cut or where x + δ is on the border. */
export function clipped(delta: tf.Tensor, { x, domain }: Site): tf.Tensor {
  if (!domain) return delta;
  const [low, high] = domain;
  return closedForm(
    { delta },
    (save) => {
      const seen = tf.add(x, delta);
      save([tf.logicalAnd(tf.greater(seen, constant(low)), tf.less(seen, constant(high)))]);
      return tf.sub(tf.clipByValue(seen, low, high), x);
    },
    (dy, [inside]) => ({ delta: () => tf.where(inside!, dy, tf.zerosLike(dy)) }),
  );
}
