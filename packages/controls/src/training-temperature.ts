import { checked, numberThat, type RulesOf } from '@advtrain/core';
import type { Loss, Plugin } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';

/** At what temperature a model trains. */
export interface TrainingTemperatureOptions {
  /** T, above 0: what logits are divided by before the loss. Default 10; TTSO takes 10 to 20. */
  readonly temperature?: number;
}

const rules: RulesOf<TrainingTemperatureOptions> = {
  temperature: numberThat('a number above 0', (value) => value > 0 && value < Infinity),
};

/**
 * Training at a temperature: the loss is that of logits / T, while predictions are made without T, as TTSO has it. For classes
 * only; goes beside any method, and costs nothing.
 *
 * A control of comparisons, and an illusion by itself: the model learns logits T times as large, its probabilities saturate,
 * and gradients vanish before the attack (Raina et al., ACL 2024). Attack it at its calibrated temperature, or learn nothing.
 *
 * @param options `temperature`, T, above 0.
 */
export function trainingTemperature(options: TrainingTemperatureOptions = {}): Plugin {
  const { temperature = 10 } = checked('trainingTemperature', options, rules);
  const cooled =
    (loss: Loss): Loss =>
    (logits, labels) => {
      if (logits.shape[1] < 2)
        throw new Error('The model has 1 output, a value and no class: only classes have a temperature.');
      return loss(tf.mul(logits, constant(1 / temperature)), labels);
    };
  return { name: 'training-temperature', loss: (loss) => (temperature === 1 ? loss : cooled(loss)) };
}
