import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine, key } from '@advtrain/engine';
import { encoder, initialParams, modelTypes } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, expect, test } from 'vitest';
import { onnxModel } from '../src/index.node.ts';
import { apart, logitsOf, ownLogits, session, tinyConfig, tinyEncoder, tinyTexts } from './tiny.ts';

beforeAll(() => engine({ backend: 'cpu' }));

/** The root of the mean square. */
const strength = (values: readonly number[]): number => Math.hypot(...values) / Math.sqrt(values.length);

const whole = (values: readonly number[], shape: readonly number[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(values, BigInt), shape);

test('inputs are ids, mask and segments where there are several, the output is logits', async () => {
  const bert = await session(tinyEncoder());
  expect(bert.inputNames).toEqual(['input_ids', 'attention_mask', 'token_type_ids']);
  expect(bert.outputNames).toEqual(['logits']);
  const roberta = await session(tinyEncoder({ model_type: 'roberta', type_vocab_size: 1 }));
  expect(roberta.inputNames).toEqual(['input_ids', 'attention_mask']);
});

test.each(modelTypes)('multiple choice with %s gives a score for each choice', async (type) => {
  const model = tinyEncoder({ model_type: type, task: 'multiple-choice' });
  const ids = Array.from({ length: 24 }, (_, at) => 3 + ((5 * at) % 27));
  const mask = ids.map((_, at) => Number(at % 4 < 3 || at < 12));
  const opened = await session(model);
  const types = opened.inputNames.includes('token_type_ids');
  const { logits } = await opened.run({
    input_ids: whole(ids, [2, 3, 4]),
    attention_mask: whole(mask, [2, 3, 4]),
    ...(types && { token_type_ids: whole(Array<number>(24).fill(0), [2, 3, 4]) }),
  });
  const inputs = { values: tf.tensor3d(ids, [2, 3, 4], 'int32'), mask: tf.tensor3d(mask, [2, 3, 4]) };
  const wanted = tf.tidy(() => {
    const x = model.embed(model.params, inputs);
    return model.trunk(model.params, model.stem(model.params, x, inputs), inputs).dataSync();
  });
  expect(logits!.dims).toEqual([2, 3]);
  expect(apart([...(logits!.data as Float32Array)], [...wanted])).toBeLessThan(1e-5);
});

test('a text of nothing but padding has logits that are numbers, the encoder’s own', async () => {
  const model = tinyEncoder();
  const texts = { ids: [[0, 0, 0]], types: [[0, 0, 0]] };
  expect(apart(await logitsOf(await session(model), texts, 0), ownLogits(model, texts))).toBeLessThan(1e-5);
});

test.each(['bert', 'roberta', 'mpnet', 'deberta-v2'])('%s refuses texts beyond its positions', async (type) => {
  const opened = await session(tinyEncoder({ model_type: type }));
  await expect(logitsOf(opened, tinyTexts([41], 1), 1)).rejects.toThrow();
});

test.each(modelTypes)('%s in 8 bits is smaller, and its logits are near', async (type) => {
  const model = tinyEncoder({ model_type: type, hidden_size: 64, intermediate_size: 128, initializer_range: 0.2 });
  const bytes = (int8: boolean): Buffer => Buffer.concat([...onnxModel(model, { int8 })['model.onnx']!]);
  const padding = model.config.pad_token_id;
  const texts = tinyTexts([20, 7, 12], padding, model.config.type_vocab_size);
  const found = await logitsOf(await InferenceSession.create(bytes(true)), texts, padding);
  const wanted = ownLogits(model, texts);
  expect(strength(found.map((value, at) => value - wanted[at]!))).toBeLessThan(0.1 * strength(wanted));
  expect(bytes(true).length).toBeLessThan(0.45 * bytes(false).length);
});

test('weights beyond the most bytes lie in a file beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'advtrain-onnx-'));
  try {
    const model = tinyEncoder();
    const files = onnxModel(model, { mostBytes: 1e4 });
    expect(Object.keys(files)).toEqual(['model.onnx', 'model.onnx_data']);
    for (const [name, chunks] of Object.entries(files)) writeFileSync(join(folder, name), Buffer.concat([...chunks]));
    const opened = await InferenceSession.create(join(folder, 'model.onnx'));
    const texts = tinyTexts([9, 4], 0);
    expect(apart(await logitsOf(opened, texts, 0), ownLogits(model, texts))).toBeLessThan(1e-5);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a parameter that is missing is named', () => {
  const config = tinyConfig();
  const { 'classifier.bias': _, ...params } = initialParams(config, key(1));
  expect(() => onnxModel({ config, params })).toThrow(
    'There is no parameter "classifier.bias": give the model all that its layers name.',
  );
});

test('an encoder that is written is not changed', () => {
  const config = tinyConfig();
  const model = encoder(config, initialParams(config, key(1)));
  const before = model.params['classifier.weight']!.dataSync().slice();
  for (const chunks of Object.values(onnxModel(model, { int8: true }))) Buffer.concat([...chunks]);
  expect(model.params['classifier.weight']!.dataSync()).toEqual(before);
});
