import type * as tf from '@tensorflow/tfjs-core';
import type { Clock } from '../contract/clock.ts';
import type { Model, Params } from '../contract/model.ts';
import type { Tensors } from '../contract/plugin.ts';

/** Moves parameters along a gradient. Clipping and averaging over machines are optimizers that wrap optimizers. */
export interface Optimizer {
  /**
   * One update. `gradient` names the parameters that move; schedules are asked of the clock. Inside one `tf.tidy`.
   *
   * @param params the model's variables by name, which are changed in place.
   * @param gradient ∂/∂θ by name, in the parameters' shapes.
   * @param clock the step that schedules are asked for.
   */
  apply(params: Model['params'], gradient: Params, clock: Clock): void;
  /** The same along `scale` · `gradient`: for optimizers that multiply while they update, without a pass over memory. */
  readonly applyScaled?: ScaledApply;
  /**
   * The global norm ‖∂/∂θ‖₂ of the last step's gradient, averaged over its batches and before any clipping; NaN before the first
   * step, and after a resume before the next. Read it between steps. Absent where it is not computed: `withGradientNorm` adds it.
   */
  readonly gradientNorm?: () => number;
  /** What an exact resume needs: the moments. `load` takes ownership of the tensors. */
  readonly state: {
    /** The moments by name; they stay the optimizer's. */
    save(): Tensors;
    /**
     * Puts saved moments in place of its own, and takes ownership of them.
     *
     * @param tensors by the names that `save` gave them.
     */
    load(tensors: Tensors): void;
  };
  /** Frees the moments. */
  dispose(): void;
}

/**
 * An update along a multiple of the gradient; without `scale` along the gradient.
 *
 * @param params the model's variables by name, which are changed in place.
 * @param gradient ∂/∂θ by name, in the parameters' shapes.
 * @param clock the step that schedules are asked for.
 * @param scale what the gradient is multiplied by.
 */
export type ScaledApply = (params: Model['params'], gradient: Params, clock: Clock, scale?: tf.Scalar) => void;

/**
 * Which parameters decay by default: all but biases and normalisation, as in Hugging Face's Trainer.
 *
 * @param name the parameter's, by Hugging Face.
 */
export function decaysByDefault(name: string): boolean {
  return !/bias$|LayerNorm|layer_norm|layernorm/.test(name);
}
