import { ema } from '@advtrain/core';
import type { Model, Plugin } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';

/** A moving average of a model's parameters, which is what is evaluated and kept in place of them. */
export interface Averaged {
  readonly plugin: Plugin;
  /** Does work while the model has the average. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Gives the model the average for good. */
  take(): void;
}

/**
 * The moving average of a run. Its decay rises to the one given, min(decay, (1 + n) / (10 + n)) after n steps, as TensorFlow's
 * `ExponentialMovingAverage` has it with `num_updates`: else a short run would mostly average what it began from.
 *
 * @param model what trains.
 * @param decay in [0, 1).
 */
export function averaged(model: Model, decay: number): Averaged {
  const average = ema({ model, decay: (index) => Math.min(decay, (1 + index) / (10 + index)), name: 'averaged' });
  const assign = (values: Readonly<Record<string, tf.Tensor>>) => {
    for (const [name, value] of Object.entries(values)) model.params[name]!.assign(value);
  };
  const take = () => {
    assign(average.params);
  };
  return {
    plugin: average,
    take,
    async during(work) {
      const own = Object.fromEntries(Object.entries(model.params).map(([name, theta]) => [name, tf.clone(theta)]));
      try {
        take();
        return await work();
      } finally {
        assign(own);
        tf.dispose(own);
      }
    },
  };
}
