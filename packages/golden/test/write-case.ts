import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors, type TensorData } from '@advtrain/core';
import { crossEntropy, key } from '@advtrain/engine';
import { encoder, initialParams } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';

const config = {
  model_type: 'bert',
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 12,
  vocab_size: 20,
  max_position_embeddings: 8,
  num_labels: 2,
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  initializer_range: 0.3,
};

const micro = 2;
const rows = 2;
const length = 4;
const rate = 0.1;
const ids = Int32Array.from({ length: micro * rows * length }, (_, i) => 1 + ((7 * i) % 19));
const labels = Int32Array.from([0, 1, 1, 0]);

/** Where a case goes, and how it differs from a right one. */
export interface Written {
  readonly folder: string;
  /** Entries of case.json to change. */
  readonly file?: Readonly<Record<string, unknown>>;
  /** Changes the expected tensors: a number that is wrong must be found. */
  readonly spoil?: (expected: Record<string, Float32Array>) => void;
  /** Changes the expected losses of the two passes. */
  readonly losses?: (losses: number[]) => number[];
}

/**
 * Writes a case of natural training: two updates by stochastic gradient descent, its expected numbers worked out here
 * with TensorFlow.js alone, without Trainer, optimizer or plugin.
 */
export function writeTrainingCase({ folder, file = {}, spoil, losses = (same) => same }: Written): void {
  const weights = initialParams(config, key(11));
  const model = encoder(config, weights);
  const start = archive(model.params);
  const expected: Record<string, Float32Array> = {};
  const taken = { losses: [] as number[], norms: [] as number[] };
  for (let index = 0; index < micro; index++) {
    const values = tf.tensor2d(ids.slice(index * rows * length, (index + 1) * rows * length), [rows, length], 'int32');
    const inputs = { values, mask: tf.ones([rows, length]) };
    const target = tf.tensor1d(labels.slice(index * rows, (index + 1) * rows), 'int32');
    const { value, grads } = tf.variableGrads(() => {
      const hidden = model.stem(model.params, model.embed(model.params, inputs), inputs);
      return crossEntropy(model.trunk(model.params, hidden, inputs), target);
    });
    let squares = 0;
    for (const [name, variable] of Object.entries(model.params)) {
      const gradient = grads[variable.name]!;
      if (index === 0) expected[`grad/${name}`] = gradient.dataSync<'float32'>();
      squares += tf.sum(tf.square(gradient)).dataSync()[0]!;
      variable.assign(tf.sub(variable, tf.mul(gradient, rate)));
    }
    taken.losses.push(value.dataSync()[0]!);
    taken.norms.push(Math.sqrt(squares));
  }
  for (const [name, { data }] of Object.entries(archive(model.params))) expected[`param/${name}`] = data;
  spoil?.(expected);

  const tolerance = { suggestedAbsTolerance: 1e-5 };
  const described = {
    name: 'natural',
    kind: 'training',
    method: 'natural',
    options: {},
    modelKind: 'bert',
    task: 'classification',
    optimizer: { name: 'sgd', learningRate: rate },
    batchSize: rows,
    gradientAccumulation: 1,
    numberOfSteps: micro,
    numberOfMicroBatches: micro,
    tolerance: { params: tolerance, gradients: tolerance, losses: tolerance, gradNorms: tolerance },
    ...file,
  };
  const passes = losses(taken.losses).map((loss, microBatch) => ({ microBatch, pass: 0, loss }));
  mkdirSync(join(folder, 'model'), { recursive: true });
  writeFileSync(join(folder, 'case.json'), JSON.stringify(described));
  writeFileSync(join(folder, 'trace.json'), JSON.stringify({ float64: { passes, gradNorms: taken.norms } }));
  writeFileSync(join(folder, 'model', 'config.json'), JSON.stringify(config));
  write(join(folder, 'model', 'model.safetensors'), start);
  write(join(folder, 'inputs.safetensors'), {
    input_ids: { dtype: 'I32', shape: [micro, rows, length], data: ids },
    attention_mask: { dtype: 'I32', shape: [micro, rows, length], data: new Int32Array(ids.length).fill(1) },
    labels: { dtype: 'I32', shape: [micro, rows], data: labels },
  });
  const flat = Object.entries(expected).map(([name, data]) => [name, { dtype: 'F32', shape: [data.length], data }]);
  write(join(folder, 'expected.safetensors'), Object.fromEntries(flat) as Record<string, TensorData>);
}

type Floats = { readonly dtype: 'F32'; readonly shape: number[]; readonly data: Float32Array };

function archive(params: Readonly<Record<string, tf.Tensor>>): Record<string, Floats> {
  return Object.fromEntries(
    Object.entries(params).map(([name, tensor]) => {
      return [name, { dtype: 'F32', shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) } satisfies Floats];
    }),
  );
}

function write(path: string, tensors: Readonly<Record<string, TensorData>>): void {
  writeFileSync(path, Buffer.concat(writeSafetensors(tensors)));
}
