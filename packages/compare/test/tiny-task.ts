import { key } from '@advtrain/engine';
import { encoder, initialParams } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { textTask } from '../src/index.ts';
import type { Task, TextTaskOptions, TrainingSettings } from '../src/index.ts';

const config = {
  model_type: 'bert',
  vocab_size: 24,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 16,
};

/** Its tokens are words of a letter each: 4 is `ee`, and so on to `xx`. */
const tinyVocabulary = {
  vocabularySize: 24,
  encode: (text: string) => ({ ids: text.split(' ').map((word) => word.charCodeAt(0) - 97) }),
  decode: (ids: ArrayLike<number>) =>
    Array.from(ids, (id) => (id === 0 ? '' : String.fromCharCode(97 + id).repeat(2))).join(' '),
};

/** Neighbours of its words, as a file has them. */
export const tinyNeighbours = Object.fromEntries(
  Array.from({ length: 20 }, (_, i) =>
    [i, (i + 1) % 20, (i + 7) % 20].map((id) => String.fromCharCode(101 + id).repeat(2)),
  ).map(([word, ...others]) => [word, others]),
);

/** Sixteen short sentences of two classes (or values), and a BERT of 2 layers × 8. */
export function tinyTask(kind: NonNullable<TextTaskOptions['kind']> = 'classification'): Promise<Task> {
  const rows = Array.from({ length: 16 }, (_, i) => i);
  const examples = {
    texts: rows.map((i) => Array.from({ length: 3 + (i % 5) }, (_, j) => 4 + ((7 * i + j) % 20)).join(' ')),
    labels: rows.map((i) => i % 2),
    labelNames: ['no', 'yes'],
  };
  return textTask({
    title: 'sixteen sentences',
    train: examples,
    development: examples,
    encode: ({ texts }) => texts.map((text) => ({ ids: text.split(' ').map(idOf) })),
    vocabulary: tinyVocabulary,
    padId: 0,
    kind,
    maxLength: 16,
    model: {
      title: 'BERT of 2 layers × 8',
      fresh: (seed) => {
        const made = { ...config, num_labels: kind === 'regression' ? 1 : 2 };
        const drawn = initialParams(made, key(seed));
        const model = encoder(made, drawn);
        tf.dispose(drawn);
        return model;
      },
    },
  });
}

/** How one trains on it in a moment. */
export const tinyTraining: TrainingSettings = {
  epochs: 2,
  batchSize: 8,
  learningRate: 2e-4,
  warmup: 0.1,
  weightDecay: 0.01,
  clipNorm: 1,
};

/** How a model of it is attacked in a moment. */
export const tinyAttack = { steps: 2, radii: [0.1], headline: 0.1, examples: 4 };

/** A word's id: the number that it is, else that of unknown words. */
function idOf(word: string): number {
  const id = Number(word);
  return Number.isInteger(id) && id < config.vocab_size ? id : 1;
}
