import '@tensorflow/tfjs-backend-cpu';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { initialParams } from '../../src/encoder/initial.ts';
import { load, save, writeModelFolder } from '../../src/index.node.ts';

const config = {
  model_type: 'bert',
  vocab_size: 600,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 32,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'save-'));
  const fixture = new URL('../fixtures/wordpiece.json', import.meta.url).pathname;
  await writeModelFolder(join(folder, 'two'), { config, params: initialParams(config, key(3)) });
  await copyFile(fixture, join(folder, 'two', 'tokenizer.json'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a model is loaded for classes by their names, and saved and loaded again with them and its parameters', async () => {
  const labelNames = ['ham', 'spam', 'fraud'];
  const classifier = await load(join(folder, 'two'), { labelNames });
  expect(classifier.labelNames).toEqual(labelNames);
  const { params } = classifier.model;
  params['classifier.bias']!.assign(tf.tensor1d([1, 2, 3]));
  await save(classifier, join(folder, 'three'));
  const again = await load(join(folder, 'three'));
  expect(again.notes).toEqual([]);
  expect(again.labelNames).toEqual(labelNames);
  expect([...again.model.params['classifier.bias']!.dataSync()]).toEqual([1, 2, 3]);
  expect(again.tokenizer.encode('the movie').ids).toEqual(classifier.tokenizer.encode('the movie').ids);
  await save(again, join(folder, 'three'));
  expect((await load(join(folder, 'three'))).labelNames).toEqual(labelNames);
});

test.each([
  [['spam'], 'labelNames is spam, but must name two classes or more, each once.'],
  [['a', 'a'], 'labelNames is a, a, but must name two classes or more, each once.'],
])('refuses the classes %j', async (labelNames, sentence) => {
  await expect(load(join(folder, 'two'), { labelNames })).rejects.toThrow(sentence);
});
