import { adamw, natural, Trainer, type Batch, type Compile } from '@advtrain/core';
import { key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { encoder, initialParams } from '../src/index.ts';

const config = {
  model_type: 'bert',
  vocab_size: 50,
  hidden_size: 64,
  num_hidden_layers: 8,
  num_attention_heads: 2,
  intermediate_size: 256,
  max_position_embeddings: 128,
};

interface Run {
  readonly gradientCheckpointing: boolean;
  readonly compile: Compile;
  readonly steps: number;
  /** Sequences of 128 tokens; 16 unless given. */
  readonly batchSize?: number;
}

/** Takes natural steps with a model whose activations are larger by far than its parameters; gives their losses. */
export function eightLayers({ gradientCheckpointing, compile, steps, batchSize = 16 }: Run): number[] {
  const params = initialParams(config, key(7));
  const model = encoder(config, params, { gradientCheckpointing });
  tf.dispose(Object.values(params));
  const optimizer = adamw({ learningRate: 0.001 });
  const trainer = new Trainer({ model, optimizer, plugins: [natural()], seed: 7, compile });
  const values = Int32Array.from({ length: batchSize * 128 }, (_, i) => (i * 7) % 50);
  const labels = Int32Array.from({ length: batchSize }, (_, i) => i % 2);
  const batch: Batch = {
    inputs: { values: tf.tensor2d(values, [batchSize, 128], 'int32'), mask: tf.ones([batchSize, 128]) },
    labels: tf.tensor1d(labels, 'int32'),
  };
  const losses = Array.from({ length: steps }, () => [...trainer.step(batch).losses()]).flat();
  for (const each of [trainer, optimizer, model]) each.dispose();
  tf.dispose([batch.inputs.values, batch.inputs.mask!, batch.labels]);
  return losses;
}
