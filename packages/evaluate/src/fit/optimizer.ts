import { adamw, at, clip, linearDecay, sgd, warmUp } from '@advtrain/core';
import type { Optimizer, Schedule } from '@advtrain/core';

/** An optimizer and its schedule, as fine-tuning has them. */
export interface OptimizerSettings {
  /** The highest learning rate of the schedule. */
  readonly learningRate: number;
  /** The share of the steps in which the learning rate rises, in [0, 1]; then it falls linearly to 0. */
  readonly warmup: number;
  /** AdamW's decoupled weight decay, at least 0; none on biases and LayerNorm. */
  readonly weightDecay: number;
  /** AdamW's β₂, the decay of the second moment, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** AdamW's ε, above 0. Default 1e-8. */
  readonly epsilon?: number;
  /** Default `adamw`. */
  readonly optimizer?: 'adamw' | 'sgd';
  /** SGD's momentum, in [0, 1). Default 0.9. */
  readonly momentum?: number;
  /** Shares of the steps, in (0, 1), at which the learning rate falls tenfold, in place of the linear fall. */
  readonly drops?: readonly number[];
  /** The global gradient norm above which gradients are scaled down; 0 for no clipping. */
  readonly clipNorm: number;
}

/**
 * The optimizer of so many steps.
 *
 * @param settings the optimizer's numbers.
 * @param total optimizer steps in all.
 * @param around what is put around the one that keeps moments, within clipping. Default: nothing.
 */
export function optimizerOf(
  settings: OptimizerSettings,
  total: number,
  around: (inner: Optimizer) => Optimizer = (inner) => inner,
): Optimizer {
  const { optimizer: name = 'adamw', momentum = 0.9, weightDecay, clipNorm, beta2 = 0.999, epsilon = 1e-8 } = settings;
  const learningRate = scheduleOf(settings, total);
  const optimizer = around(
    name === 'sgd'
      ? sgd({ learningRate, momentum, weightDecay })
      : adamw({ learningRate, weightDecay, beta2, epsilon }),
  );
  return clipNorm > 0 ? clip(clipNorm, optimizer) : optimizer;
}

/**
 * Warm-up, then a linear fall to 0, or a tenfold one at each of the drops.
 *
 * @param settings of which the peak, the share of warm-up and the drops count.
 * @param total optimizer steps in all.
 */
export function scheduleOf({ learningRate: peak, warmup: share, drops }: OptimizerSettings, total: number): Schedule {
  const warmup = Math.round(share * total);
  if (!drops) return linearDecay({ peak, total, warmup });
  const rise = warmUp(peak, warmup);
  return (step) => at(rise, step) * 0.1 ** drops.filter((drop) => step >= Math.round(drop * total)).length;
}
