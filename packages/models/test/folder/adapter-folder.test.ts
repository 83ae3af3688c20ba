import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTensorFile, tensorsFrom } from '@advtrain/core';
import { engine, key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  initialParams,
  load,
  readAdapterFolder,
  save,
  wholeParams,
  wordPieceJson,
  writeAdapterFolder,
  writeModelFolder,
  type Encoder,
} from '../../src/index.node.ts';
import { tinyConfig, tinyInputs } from '../tiny.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-adapter-'));
const at = (name: string): string => join(folder, name);
const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'good', 'bad', 'film'];
const tokenizerFrom = { 'tokenizer.json': JSON.stringify(wordPieceJson(words.join('\n'))) };
const config = tinyConfig();
const lora = { r: 2, alpha: 5, target: ['query', 'output.dense'] };
const fixture = new URL('../fixtures/adapters/', import.meta.url).pathname;

beforeAll(async () => {
  await engine({ backend: 'cpu' });
  await writeModelFolder(at('base'), { config, params: initialParams(config, key(7)), tokenizerFrom });
  const { model } = await load(at('base'), { lora, key: key(3) });
  for (const theta of Object.values(model.params)) theta.assign(tf.randomNormal(theta.shape, 0, 0.3, 'float32', 5));
  const labelNames = ['one', 'two', 'three'];
  await writeAdapterFolder(at('adapter'), {
    config,
    labelNames,
    tokenizerFrom,
    lora,
    params: model.params,
    base: at('base'),
  });
  await writeModelFolder(at('merged'), { config, labelNames, tokenizerFrom, params: wholeParams(model) });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function logits({ params, ...model }: Encoder): readonly number[] {
  const inputs = tinyInputs();
  return [...model.trunk(params, model.stem(params, model.embed(params, inputs), inputs), inputs).dataSync()];
}

function near(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 5);
}

test('an adapter loads merged into its model, with its classes, as the merged folder does, and apart as it was trained', async () => {
  const merged = await load(at('adapter'));
  expect(merged.labelNames).toEqual(['one', 'two', 'three']);
  expect([merged.baseFolder, merged.tokenizerFolder]).toEqual([at('base'), at('adapter')]);
  expect(Object.keys(merged.model.frozen)).toEqual([]);
  const plain = await load(at('merged'));
  near(logits(merged.model), logits(plain.model));
  const apart = await load(at('adapter'), { adapter: 'apart' });
  expect(apart.model.lora).toMatchObject(lora);
  near(logits(apart.model), logits(plain.model));
});

test('its file has the names of peft, and nothing that did not train', async () => {
  const { tensors } = await readAdapterFolder(at('adapter'));
  const names = Object.keys(tensors);
  expect(names).toContain('bert.encoder.layer.0.attention.self.query.lora_A.weight');
  expect(names.filter((name) => !name.includes('.lora_'))).toEqual([
    'bert.pooler.dense.bias',
    'bert.pooler.dense.weight',
    'classifier.bias',
    'classifier.weight',
  ]);
  const header = readFileSync(join(at('adapter'), 'adapter_model.safetensors')).toString('latin1');
  expect(header).toContain('"base_model.model.bert.encoder.layer.0.attention.self.query.lora_A.weight"');
  expect(readdirSync(at('adapter'))).not.toContain('config.json');
});

test('an adapter that peft wrote loads without a config of its own, for as many classes as its head has', async () => {
  const path = at('of-peft');
  cpSync(join(fixture, 'bert/adapter'), path, { recursive: true });
  const { tensors, metadata } = await readTensorFile(join(fixture, 'bert/case.safetensors'));
  const params = Object.entries(tensors).filter(([name]) => name.startsWith('param/'));
  const base = { ...(JSON.parse(metadata['config']!) as object), num_labels: 2, id2label: undefined };
  const own = tensorsFrom(Object.fromEntries(params.map(([name, data]) => [name.slice(6), data])));
  const two = { 'classifier.weight': tf.zeros([2, 8]), 'classifier.bias': tf.zeros([2]) };
  await writeModelFolder(at('of-peft-base'), { config: base, params: { ...own, ...two }, tokenizerFrom });
  change(path, { base_model_name_or_path: at('of-peft-base') });
  const loaded = await load(path);
  const { model, labelNames, tokenizerFolder } = loaded;
  await save(loaded, at('of-peft-saved'));
  expect(readdirSync(at('of-peft-saved'))).toContain('tokenizer.json');
  expect(labelNames).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
  expect(tokenizerFolder).toBe(at('of-peft-base'));
  expect(model.config.num_labels).toBe(3);
});

test.each([
  [{ peft_type: 'IA3' }, /^peft_type is "IA3" in .*adapter_config\.json, but only "LORA" is implemented\.$/],
  [{ use_dora: true }, /^use_dora is true in .*, but only none is implemented\.$/],
  [{ bias: 'all' }, /^bias is "all" in .*, but only "none" is implemented\.$/],
  [{ init_lora_weights: 'pissa' }, /^init_lora_weights is "pissa" in /],
  [{ rank_pattern: { query: 4 } }, /^rank_pattern is \{"query":4\} in .*, but only none is implemented\.$/],
  [
    { target_modules: '.*query' },
    /^target_modules is the pattern "\.\*query" in .*, but only a list of names is implemented/,
  ],
  [{ target_modules: 3 }, /^target_modules is 3 in .*, but must be a list of names: get the file again\.$/],
  [
    { target_modules: ['query'] },
    /^The adapter has "bert\.encoder\.layer\.0\.attention\.output\.dense\.lora_A\.weight", which belongs to no layer/,
  ],
  [{ r: 3 }, /^"bert\..*lora_A\.weight" is \[2, 8\] in the file, but the config asks for \[3, 8\]/],
  [{ r: 'two' }, /^r is "two" in .*, but only a number is implemented\.$/],
  [{ base_model_name_or_path: null }, /does not say which model it is of: set its base_model_name_or_path\.$/],
  [{ base_model_name_or_path: './gone' }, /is an adapter of \.\/gone, which cannot be had: /],
])('refuses an adapter_config.json with %o', async (changes, sentence) => {
  const path = at('refused');
  rmSync(path, { recursive: true, force: true });
  cpSync(at('adapter'), path, { recursive: true });
  change(path, changes);
  await expect(load(path)).rejects.toThrow(sentence);
});

test('a whole model written over an adapter leaves nothing of it, and the other way round', async () => {
  const path = at('over');
  cpSync(at('adapter'), path, { recursive: true });
  const params = initialParams(config, key(7));
  await writeModelFolder(path, { config, params, tokenizerFrom });
  expect(readdirSync(path).filter((file) => file.startsWith('adapter') || file === 'model_config.json')).toEqual([]);
  const { model } = await load(at('base'), { lora });
  await writeAdapterFolder(path, { config, lora, params: model.params, base: at('base') });
  expect(readdirSync(path).filter((file) => ['config.json', 'model.safetensors'].includes(file))).toEqual([]);
});

function change(path: string, changes: object): void {
  const file = join(path, 'adapter_config.json');
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...changes }));
}
