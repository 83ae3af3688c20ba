import { thing } from '@advtrain/core';
import { closedForm, constant, kullbackLeibler, squaredDistance, stopGradient, symmetricKL } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** How far a model's outputs [R, C] at a perturbed point are from those at the clean one, of the rows that are `counted`, if not all are. */
export interface Distance {
  /**
   * What the perturbation climbs; the clean outputs are constants.
   *
   * @param perturbed the outputs at x + δ.
   * @param clean the outputs at x.
   * @param counted 1 for the rows that count, else 0. Default: all count.
   */
  readonly climbed: (perturbed: tf.Tensor2D, clean: tf.Tensor2D, counted?: tf.Tensor1D) => tf.Scalar;
  /**
   * What the parameters lower; both outputs depend on them.
   *
   * @param perturbed the outputs at x + δ.
   * @param clean the outputs at x.
   * @param counted 1 for the rows that count, else 0. Default: all count.
   */
  readonly lowered: (perturbed: tf.Tensor2D, clean: tf.Tensor2D, counted?: tf.Tensor1D) => tf.Scalar;
}

/** What an option that is a {@link Distance} must be. */
export const aDistance = thing('a distance such as classification', 'climbed', 'lowered');

/** The paper's ℓₛ for classification: the symmetric KL divergence, averaged over the batch, with gradients of both sides. */
export const classification: Distance = { climbed: symmetricKL, lowered: symmetricKL };

/** The paper's ℓₛ for regression: the squared difference, averaged over the batch. */
export const regression: Distance = { climbed: squaredDistance, lowered: squaredDistance };

/**
 * What the official code (mt-dnn) has for classification. It climbs `stable_kl`, which is no KL divergence:
 * 2 Σ p · (r(p) − r(q)) with r(p) = −log(1 / (p + 1e-6) − 1 + 1e-6) held constant. It lowers
 * KL(adversarial ‖ clean) + KL(clean ‖ adversarial), in each of which the target is a constant.
 */
export const officialClassification: Distance = {
  climbed: stableKL,
  lowered: (perturbed, clean, counted) =>
    tf.add(
      kullbackLeibler(stopGradient(perturbed), clean, counted),
      kullbackLeibler(stopGradient(clean), perturbed, counted),
    ),
};

/**
 * What the official code (mt-dnn) has for regression: it climbs the sum of squared differences, and lowers the mean over
 * all pairs (i, j) of the squared difference of example i's clean and example j's adversarial output, because [B] and
 * [B, 1] broadcast.
 */
export const officialRegression: Distance = {
  climbed: (perturbed, clean) => tf.mul(squaredDistance(perturbed, clean), constant(perturbed.shape[0])),
  lowered: (perturbed, clean) => {
    const size = perturbed.shape[0];
    const pairs = [size, size];
    const rows = tf.broadcastTo(tf.reshape(perturbed, [size, 1]), pairs);
    const columns = tf.broadcastTo(tf.reshape(clean, [1, size]), pairs);
    return tf.mul(squaredDistance(rows, columns), constant(1 / size));
  },
};

function stableKL(perturbed: tf.Tensor2D, clean: tf.Tensor2D, counted?: tf.Tensor1D): tf.Scalar {
  return closedForm(
    { perturbed },
    (save) => {
      const p = softmax(perturbed);
      const apart = tf.mul(tf.sub(odds(p), odds(softmax(clean))), constant(2));
      const gap = counted ? tf.mul(apart, tf.expandDims(counted, 1)) : apart;
      save([p, gap]);
      return tf.sum(tf.mul(p, gap));
    },
    (dy, [p, gap]) => ({
      perturbed: () => tf.mul(tf.mul(p!, tf.sub(gap!, tf.sum(tf.mul(p!, gap!), 1, true))), dy),
    }),
  ) as tf.Scalar;
}

/** With oneDNN TensorFlow's own has one kernel for single operations and another for recorded steps, and the odds are of differences. */
function softmax(logits: tf.Tensor2D): tf.Tensor {
  const powers = tf.exp(tf.sub(logits, tf.max(logits, 1, true)));
  return tf.div(powers, tf.sum(powers, 1, true));
}

function odds(p: tf.Tensor): tf.Tensor {
  const tiny = constant(1e-6);
  const inverse = tf.div(constant(1), tf.add(p, tiny));
  return tf.neg(tf.log(tf.add(tf.sub(inverse, constant(1)), tiny)));
}
