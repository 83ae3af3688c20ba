import * as tf from '@tensorflow/tfjs-core';
import { constant } from '../constant.ts';
import { fused } from '../native/fused.ts';
import { flag, raw, type NativeBackend } from '../native/native.ts';
import { closedForm } from '../gradients/closed-form.ts';

/**
 * The Gaussian error linear unit, exact: x · Φ(x) (Hendrycks & Gimpel, 2016). Any shape.
 *
 * @param x float32; the result has its shape.
 */
export function gelu(x: tf.Tensor): tf.Tensor {
  const backend = fused();
  if (backend) return fusedGelu(backend, x, true);
  return closedForm(
    { x },
    (save) => {
      const cdf = tf.mul(tf.add(tf.erf(tf.mul(x, constant(Math.SQRT1_2))), constant(1)), constant(0.5));
      save([x, cdf]);
      return tf.mul(x, cdf);
    },
    (dy, [x, cdf]) => ({
      x: () => {
        const density = tf.mul(tf.exp(tf.mul(tf.square(x!), constant(-0.5))), constant(1 / Math.sqrt(2 * Math.PI)));
        return tf.mul(dy, tf.add(cdf!, tf.mul(x!, density)));
      },
    }),
  );
}

/**
 * The tanh approximation of {@link gelu}, `gelu_new` in Hugging Face configurations. Any shape.
 *
 * @param x float32; the result has its shape.
 */
export function geluTanh(x: tf.Tensor): tf.Tensor {
  const backend = fused();
  if (backend) return fusedGelu(backend, x, false);
  const slope = Math.sqrt(2 / Math.PI);
  const cubic = 0.044715;
  return closedForm(
    { x },
    (save) => {
      const inner = tf.mul(x, tf.add(tf.mul(tf.square(x), constant(slope * cubic)), constant(slope)));
      const gate = tf.mul(tf.add(tf.tanh(inner), constant(1)), constant(0.5));
      save([x, gate]);
      return tf.mul(x, gate);
    },
    (dy, [x, gate]) => ({
      x: () => {
        const rise = tf.add(tf.mul(tf.square(x!), constant(3 * slope * cubic)), constant(slope));
        const change = tf.mul(tf.mul(gate!, tf.sub(constant(1), gate!)), constant(2));
        return tf.mul(dy, tf.add(gate!, tf.mul(tf.mul(x!, change), rise)));
      },
    }),
  );
}

function fusedGelu(backend: NativeBackend, x: tf.Tensor, exact: boolean): tf.Tensor {
  const attributes = [flag(backend, 'exact', exact)];
  return closedForm(
    { x },
    (save) => {
      save([x]);
      return raw(backend, 'AdvtrainGelu', [x], attributes);
    },
    (dy, [x]) => ({ x: () => raw(backend, 'AdvtrainGeluGrad', [x!, dy], attributes) }),
  );
}
