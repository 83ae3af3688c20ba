import { key } from '@advtrain/engine';
import { textSet } from '@advtrain/evaluate';
import { encoder, initialParams } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { heldTraining } from '../src/run/training-set.ts';
import type { Settings } from '../src/settings.ts';
import type { Task } from '../src/task.ts';
import { exampleSettings } from './settings.ts';

const config = {
  model_type: 'bert',
  vocab_size: 24,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 16,
  num_labels: 2,
};

/** Sixteen short sentences of two classes, and a BERT of 2 layers × 8. */
export function tinyTask(): Task {
  const examples = Array.from({ length: 16 }, (_, i) => ({
    ids: Array.from({ length: 3 + (i % 5) }, (_, j) => 4 + ((7 * i + j) % 20)),
    label: i % 2,
  }));
  const encoded = examples.map(({ ids }) => ({ ids }));
  const set = textSet(
    encoded,
    examples.map(({ label }) => label),
    { padId: 0, maxLength: 16 },
  );
  return {
    kind: 'classification',
    metrics: ['accuracy'],
    unlabelled: {},
    info: {
      data: 'sixteen sentences',
      model: 'BERT of 2 layers × 8',
      parameters: 0,
      classes: ['no', 'yes'],
      notes: [],
      trainExamples: set.labels.length,
      sets: [{ id: 'development', title: 'development', examples: set.labels.length, majority: 0.5 }],
    },
    train: heldTraining(set),
    sets: { development: set },
    attacked: 'development',
    model: (seed) => {
      const drawn = initialParams(config, key(seed));
      const model = encoder(config, drawn);
      tf.dispose(drawn);
      return Promise.resolve(model);
    },
    save: () => Promise.resolve(),
    fingerprint: 'tiny',
  };
}

/** Settings that train on it in a moment. */
export function tinySettings(): Settings {
  const attack = { steps: 2, radii: [0.1], headline: 0.1, examples: 4 };
  return { ...exampleSettings, batchSize: 8, epochs: 2, maxLength: 16, attack };
}
