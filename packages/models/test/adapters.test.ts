import '@tensorflow/tfjs-backend-cpu';
import { readdirSync } from 'node:fs';
import { readTensorFile, tensorsFrom, type Inputs, type Params, type TensorData } from '@advtrain/core';
import { key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { readAdapterFolder, writeAdapterFolder } from '../src/adapter/adapter-folder.node.ts';
import { adaptedModel, encoder, wholeParams, type Encoder } from '../src/index.ts';
import { fitWeights } from '../src/encoder/weights.ts';

/** Made by reference/adapters.py with Python's `peft`. */
const folder = new URL('./fixtures/adapters/', import.meta.url).pathname;
const cases = readdirSync(folder);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(cases)('%s', (name) => {
  test("has the logits and gradients of Python's peft", async () => {
    const { model, inputs, all, expected, dispose } = await adapted(name);
    const x = model.embed(model.params, inputs);
    const score = (params: Params, from: tf.Tensor): tf.Scalar => {
      const logits = model.trunk(params, model.stem(params, from, inputs), inputs);
      return tf.sum(tf.mul(logits, all['weights']!));
    };
    close('logits', logitsOf(model, inputs), all['logits']!);
    expect(Object.keys(model.params).sort()).toEqual(Object.keys(expected).sort());
    const { grads } = tf.variableGrads(() => score(model.params, x));
    for (const [at, theta] of Object.entries(model.params)) close(at, grads[theta.name]!, expected[at]!);
    dispose();
  });

  test('is the plain model that its adapter is merged into, by peft as well', async () => {
    const { model, inputs, all, merged, base, dispose } = await adapted(name);
    const whole = wholeParams(model);
    const plain = encoder(model.config, whole);
    close('logits', logitsOf(plain, inputs), all['logits']!);
    const theirs = part(all, 'merged/');
    for (const [at, value] of Object.entries(theirs)) close(at, whole[at]!, value);
    const loaded = adaptedModel(base, merged);
    for (const [at, value] of Object.entries(whole))
      expect(gapOf(value, tensorsFrom({ at: loaded.tensors[at]! })['at']!), at).toBeLessThan(1e-6);
    plain.dispose();
    dispose();
  });
});

/** A case: the model with its adapter beside its layers, and what Python gives. */
async function adapted(name: string) {
  const { tensors: file, metadata } = await readTensorFile(`${folder}${name}/case.safetensors`);
  const config = JSON.parse(metadata['config']!) as Record<string, unknown>;
  const { lora, tensors } = await readAdapterFolder(`${folder}${name}/adapter`);
}
