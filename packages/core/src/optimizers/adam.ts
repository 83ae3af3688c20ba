import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import {
  aFunction,
  belowOne,
  finiteAbove,
  finiteFrom,
  needed,
  oneOf,
  scheduled,
  type RulesOf,
} from '../options/rules.ts';
import { checked } from '../options/checked.ts';
import { AdamMemory } from './adam-memory.ts';
import { decaysByDefault, type Optimizer, type ScaledApply } from './optimizer.ts';
import { at, type Schedule } from '../contract/schedule.ts';

/** How Adam moves. */
export interface AdamOptions {
  /** At least 0, or a function of the optimizer steps taken. */
  readonly learningRate: Schedule;
  /** Decay of the first moment, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** Decay of the second moment, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Above 0. Default 1e-8. */
  readonly epsilon?: number;
  /** At least 0. Default 0 for Adam, 0.01 for AdamW. */
  readonly weightDecay?: number;
  /**
   * Which parameters decay. Default: all but biases and normalisation.
   *
   * @param name the parameter's.
   */
  readonly decays?: (name: string) => boolean;
  /**
   * Where ε is added: to √v̂ as in Kingma & Ba's Algorithm 1 and PyTorch (`afterBiasCorrection`, the default), or to √v
   * as in the official FreeLB code, where ε weighs 31.6 times more at the first step (`beforeBiasCorrection`).
   */
  readonly epsilonForm?: 'afterBiasCorrection' | 'beforeBiasCorrection';
  /** AdamW only: decay before the update (PyTorch, fairseq; the default) or after it (transformers 2.3). */
  readonly decayOrder?: 'before' | 'after';
}

const rules: RulesOf<AdamOptions> = {
  learningRate: needed(scheduled(finiteFrom(0))),
  beta1: belowOne,
  beta2: belowOne,
  epsilon: finiteAbove(0),
  weightDecay: finiteFrom(0),
  decays: aFunction("a parameter's name"),
  epsilonForm: oneOf('afterBiasCorrection', 'beforeBiasCorrection'),
  decayOrder: oneOf('before', 'after'),
};

/**
 * Adam (Kingma & Ba, 2015, Algorithm 1); its weight decay is added to the gradient.
 *
 * @param options the learning rate, the betas, ε and the weight decay.
 */
export function adam(options: AdamOptions): Optimizer {
  return adaptive({ ...complete(checked('adam', options, rules), 0), decoupled: false });
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter, 2019, Algorithm 2): θ shrinks by learningRate · weightDecay.
 *
 * @param options the learning rate, the betas, ε and the weight decay.
 */
export function adamw(options: AdamOptions): Optimizer {
  return adaptive({ ...complete(checked('adamw', options, rules), 0.01), decoupled: true });
}

type Complete = Required<AdamOptions> & { readonly decoupled: boolean };

function adaptive(options: Complete): Optimizer {
  const { beta1, beta2, weightDecay, decays, decoupled, decayOrder } = options;
  const { rate, epsilon, keep } = corrections(options);
  const memory = new AdamMemory({ beta1, beta2 });
  const applyScaled: ScaledApply = (params, gradient, clock, scale) => {
    const numbers = { rate: clock.value(rate), epsilon: clock.value(epsilon) };
    const shrink = weightDecay > 0 && decoupled ? { [decayOrder]: clock.value(keep) } : {};
    for (const [name, g] of Object.entries(gradient)) {
      const theta = params[name]!;
      const decay = weightDecay > 0 && decays(name);
      tf.tidy(() => {
        const moved =
          decay && !decoupled
            ? memory.update(name, theta, tf.add(scaled(g, scale), tf.mul(theta, constant(weightDecay))), numbers)
            : memory.update(name, theta, g, { ...numbers, ...(scale && { scale }), ...(decay && shrink) });
        theta.assign(moved);
      });
    }
  };
  return {
    apply: applyScaled,
    applyScaled,
    state: { save: () => memory.save(), load: (tensors) => memory.load(tensors) },
    dispose: () => memory.dispose(),
  };
}

function scaled(gradient: tf.Tensor, scale?: tf.Scalar): tf.Tensor {
  return scale ? tf.mul(gradient, scale) : gradient;
}

/** The numbers that vary from step to step, both bias corrections folded into two of them. */
function corrections({ learningRate, beta1, beta2, epsilon, epsilonForm, weightDecay }: Complete) {
  const second = (index: number): number => Math.sqrt(1 - beta2 ** (index + 1));
  return {
    rate: (index: number) => (at(learningRate, index) * second(index)) / (1 - beta1 ** (index + 1)),
    epsilon: epsilonForm === 'beforeBiasCorrection' ? epsilon : (index: number) => epsilon * second(index),
    keep: (index: number) => 1 - at(learningRate, index) * weightDecay,
  };
}

function complete(options: AdamOptions, defaultDecay: number): Required<AdamOptions> {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = defaultDecay } = options;
  const {
    decays = decaysByDefault,
    epsilonForm = 'afterBiasCorrection',
    decayOrder = 'before',
    learningRate,
  } = options;
  return { learningRate, beta1, beta2, epsilon, weightDecay, decays, epsilonForm, decayOrder };
}
