import '@tensorflow/tfjs-backend-cpu';
import { readdirSync } from 'node:fs';
import { readTensorFile, tensorsFrom, type Inputs, type TensorData } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { readAdapterFolder } from '../src/adapter/adapter-folder.node.ts';
import { adaptedModel, encoder, mergedModel, wholeParams, type Encoder } from '../src/index.ts';

/** Made by reference/adapters.py with Python's `peft`. */
const folder = new URL('./fixtures/adapters/', import.meta.url).pathname;
const cases = readdirSync(folder);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(cases)('%s', (name) => {
  test("has the logits and gradients of Python's peft", async () => {
    const { model, inputs, file } = await adapted(name);
    const weights = one(file, 'weights');
    const expected = tensorsFrom(part(file, 'gradient/base_model.model.'));
    const { value, grads } = tf.variableGrads(() => tf.sum(tf.mul(logitsOf(model, inputs), weights)));
    close('logits', logitsOf(model, inputs), one(file, 'logits'));
    close('score', value, tf.sum(tf.mul(one(file, 'logits'), weights)));
    expect(Object.keys(model.params).sort()).toEqual(Object.keys(expected).sort());
    for (const [at, theta] of Object.entries(model.params)) close(at, grads[theta.name]!, expected[at]!);
  });

  test('merged, it computes the same, with the weights that peft merges to', async () => {
    const { model, inputs, file, both } = await adapted(name);
    const whole = wholeParams(model);
    close('logits', logitsOf(encoder(model.config, whole), inputs), one(file, 'logits'));
    const merged = part(file, 'merged/');
    expect(Object.keys(merged).length).toBeGreaterThan(0);
    for (const [at, value] of Object.entries(tensorsFrom(merged))) close(at, whole[at]!, value);
    const read = mergedModel(both).tensors;
    for (const [at, theta] of Object.entries(whole)) close(at, one(read, at), theta);
  });
});

/** A case: the model with its adapter beside its layers, and what Python gives. */
async function adapted(name: string) {
  const { tensors: file, metadata } = await readTensorFile(`${folder}${name}/case.safetensors`);
  const base = { config: JSON.parse(metadata['config']!) as Record<string, unknown>, tensors: part(file, 'param/') };
  const path = `${folder}${name}/adapter`;
  const both = adaptedModel(base, await readAdapterFolder(path));
  const model = encoder(both.config, tensorsFrom(both.tensors), { lora: both.lora });
  const { ids, mask, types } = tensorsFrom(part(file, 'input/')) as {
    ids: tf.Tensor;
    mask: tf.Tensor;
    types: tf.Tensor;
  };
  const inputs: Inputs = { values: ids, mask: tf.cast(mask, 'float32'), types };
  return { model, inputs, file, both };
}

function logitsOf(model: Encoder, inputs: Inputs): tf.Tensor {
  const { params } = model;
  return model.trunk(params, model.stem(params, model.embed(params, inputs), inputs), inputs);
}

type File = Readonly<Record<string, TensorData>>;

function part(file: File, prefix: string): File {
  const own = Object.entries(file).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, data]) => [name.slice(prefix.length), data]));
}

function one(file: File, name: string): tf.Tensor {
  return tensorsFrom({ [name]: file[name]! })[name]!;
}

function close(what: string, own: tf.Tensor, theirs: tf.Tensor): void {
  expect([what, ...own.shape]).toEqual([what, ...theirs.shape]);
  const largest = Math.max(1, ...theirs.dataSync().map(Math.abs));
  expect(tf.max(tf.abs(tf.sub(own, theirs))).dataSync()[0]! / largest, what).toBeLessThan(1e-5);
}
