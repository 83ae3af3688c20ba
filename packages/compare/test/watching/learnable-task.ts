import { key } from '@advtrain/engine';
import { encoder, initialParams } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { textTask } from '../../src/index.ts';
import type { Task, TrainingSettings } from '../../src/index.ts';

const config = {
  model_type: 'bert',
  vocab_size: 24,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 32,
  max_position_embeddings: 16,
  num_labels: 2,
};

/** A word that one sentence alone has. */
export const rareWord = 3;

/** The row of that sentence. */
export const rareRow = 37;

/** Names of the classes. */
const labelNames = ['dull', 'lively'];

/**
 * So many sentences of four words, of which two tell the class, and a BERT of 2 layers × 16 that learns them in some fifty
 * steps of natural training. `spoil` changes the parameters that a run starts from, and
 * `labelOf` gives other classes than the words tell.
 */
export function learnableTask(
  rows = 128,
  spoil: (params: Record<string, tf.Tensor>) => Record<string, tf.Tensor> = (params) => params,
  labelOf: (row: number) => number = (row) => row % 2,
): Promise<Task> {
  const texts = Array.from({ length: rows }, (_, i) => {
    const word = (from: number, step: number) => from + ((step * i + Math.floor(i / 3)) % 5);
    const tells = i % 2 === 0 ? 4 : 9;
    return [word(tells, 3), word(14, 1), word(tells, 2), i === rareRow ? rareWord : word(19, 4)].join(' ');
  });
  const examples = { texts, labels: texts.map((_, i) => labelOf(i)), labelNames };
  return textTask({
    title: `${rows} sentences of four words`,
    train: examples,
    development: examples,
    encode: ({ texts: some }) => some.map((text) => ({ ids: text.split(' ').map(Number) })),
    padId: 0,
    maxLength: 16,
    model: {
      title: 'BERT of 2 layers × 16',
      fresh: (seed) => {
        const drawn = initialParams(config, key(seed));
        const changed = spoil(drawn);
        const model = encoder(config, changed);
        tf.dispose([drawn, changed]);
        return model;
      },
    },
  });
}

/** How one trains on it. */
export const learnableTraining: TrainingSettings = {
  epochs: 10,
  batchSize: 16,
  learningRate: 5e-3,
  warmup: 0.1,
  weightDecay: 0.01,
  clipNorm: 1,
};
