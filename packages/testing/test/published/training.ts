import { l2 } from '@advtrain/attacks';
import { adamw, Trainer, type Batch } from '@advtrain/core';
import { key } from '@advtrain/engine';
import { freelb } from '@advtrain/freelb';
import { encoder, initialParams } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';

const config = {
  model_type: 'bert',
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 32,
  vocab_size: 50,
  max_position_embeddings: 16,
  type_vocab_size: 2,
  num_labels: 2,
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  initializer_range: 0.1,
};

/** The losses of twenty FreeLB-2 steps of a tiny BERT, with dropout, on whichever backend is set: two a step. */
export function train(): number[] {
  const initial = initialParams(config, key(7));
  const model = encoder(config, initial);
  tf.dispose(initial);
  const plugins = [freelb({ ball: l2({ radius: 0.5, stepSize: 0.2, start: 0.1 }), steps: 2 })];
  const trainer = new Trainer({ model, optimizer: adamw({ learningRate: 1e-2 }), plugins, seed: 3 });
  const batch = sentences();
  const losses = Array.from({ length: 20 }).flatMap(() => trainer.step(batch).losses());
  trainer.dispose();
  return losses;
}

/** Four sentences of at most six tokens. */
function sentences(): Batch {
  const ids = [
    [2, 11, 12, 13, 14, 3],
    [2, 21, 22, 23, 3, 0],
    [2, 31, 32, 33, 34, 3],
    [2, 41, 42, 3, 0, 0],
  ];
  const mask = ids.map((row) => row.map((id) => Number(id !== 0)));
  return {
    inputs: { values: tf.tensor2d(ids, [4, 6], 'int32'), mask: tf.tensor2d(mask, [4, 6]) },
    labels: tf.tensor1d([0, 1, 0, 1], 'int32'),
  };
}
