import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import { load, modelTypes, wordPieceJson, writeModelFolder, type Encoder, type Tokenizer } from '@advtrain/models';
import * as tf from '@tensorflow/tfjs-core';
import { AutoModelForSequenceClassification, AutoTokenizer, env, pipeline } from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeOnnxFolder } from '../src/index.node.ts';
import { apart, tinyEncoder, type Changes } from './tiny.ts';

const home = mkdtempSync(join(tmpdir(), 'advtrain-onnx-'));
const at = (...names: readonly string[]): string => join(home, ...names);
const words = 'the a film was good bad great dull and not very . ! ##s'.split(' ');
const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...words].join('\n');
const labelNames = ['negative', 'neutral', 'positive'];
const texts = ['The film was good.', 'a very dull film, and not a great film!', 'Bad'];

beforeAll(async () => {
  await engine({ backend: 'cpu' });
  env.allowRemoteModels = false;
  env.localModelPath = home;
});
afterAll(() => {
  rmSync(home, { recursive: true });
});

/** A model's own folder with such files of a tokenizer, and what is exported from it. */
async function exported(name: string, changes: Changes, tokenizer: Readonly<Record<string, string>>, more = {}) {
  const made = tinyEncoder({ pad_token_id: 0, ...changes });
  await writeModelFolder(at(`${name}-own`), { ...made, labelNames, tokenizerFrom: tokenizer });
  made.dispose();
  const own = await load(at(`${name}-own`));
  const files = await writeOnnxFolder(at(name), {
    config: own.model.config,
    params: own.model.params,
    labelNames: own.labelNames,
    tokenizerFrom: own.folder,
    ...more,
  });
  return { ...own, files };
}

const general = {
  'tokenizer.json': JSON.stringify(wordPieceJson(vocabulary)),
  'tokenizer_config.json': JSON.stringify({ tokenizer_class: 'PreTrainedTokenizerFast', pad_token: '[PAD]' }),
};

/** Logits and ids of some texts, each asked about alone. */
function asked(model: Encoder, tokenizer: Tokenizer): { ids: number[][]; logits: number[] } {
  const encoded = texts.map((text) => tokenizer.encode(text));
  const logits = encoded.map(({ ids, types }) =>
    tf.tidy(() => {
      const row = (values: Int32Array): tf.Tensor2D => tf.tensor2d(values, [1, values.length], 'int32');
      const inputs = { values: row(ids), mask: tf.ones([1, ids.length]), ...(types && { types: row(types) }) };
      const x = model.embed(model.params, inputs);
      return [...model.trunk(model.params, model.stem(model.params, x, inputs), inputs).dataSync()];
    }),
  );
  return { ids: encoded.map(({ ids }) => [...ids]), logits: logits.flat() };
}

describe('the folder in transformers.js', () => {
  test.each(modelTypes)('of %s gives the ids, the logits and the labels of the model', async (type) => {
    const { model, tokenizer } = await exported(type, { model_type: type }, general);
    const wanted = asked(model, tokenizer);
    const read = await AutoTokenizer.from_pretrained(type);
    const opened = await AutoModelForSequenceClassification.from_pretrained(type, { dtype: 'fp32' });
    const inputs = read(texts, { padding: true });
    const { logits } = await opened(inputs);
    const ids = inputs.input_ids.tolist() as bigint[][];
    expect(ids.map((row) => row.map(Number).filter((id) => id !== 0))).toEqual(wanted.ids);
    expect(apart([...(logits.data as Float32Array)], wanted.logits)).toBeLessThan(1e-4);
    const classify = await pipeline('text-classification', type, { dtype: 'fp32' });
    const found = (await classify(texts)) as { label: string }[];
    const best = [0, 3, 6].map((begin) => wanted.logits.slice(begin, begin + 3));
    expect(found.map(({ label }) => label)).toEqual(best.map((each) => labelNames[each.indexOf(Math.max(...each))]));
    model.dispose();
  });

  test('is the same for a model whose tokenizer is a vocab.txt, and in 8 bits with weights apart', async () => {
    const own = await exported(
      'vocab',
      { hidden_size: 32 },
      { 'vocab.txt': vocabulary },
      { int8: true, mostBytes: 9e3 },
    );
    expect(own.files).toEqual([
      'onnx/model.onnx',
      'onnx/model.onnx_data',
      'onnx/model_quantized.onnx',
      'onnx/model_quantized.onnx_data',
    ]);
    const wanted = asked(own.model, own.tokenizer).logits;
    const read = await AutoTokenizer.from_pretrained('vocab');
    const errors = [];
    for (const dtype of ['fp32', 'q8'] as const) {
      const opened = await AutoModelForSequenceClassification.from_pretrained('vocab', { dtype });
      const { logits } = await opened(read(texts, { padding: true }));
      errors.push(apart([...(logits.data as Float32Array)], wanted));
    }
    expect(errors[0]).toBeLessThan(1e-4);
    expect(errors[1]).toBeGreaterThan(1e-4);
    expect(errors[1]).toBeLessThan(0.2 * Math.max(...wanted.map(Math.abs)));
  });
});

describe('writing the folder', () => {
  test('replaces what an earlier export left, and nothing else', async () => {
    const first = await exported('again', {}, general, { int8: true, mostBytes: 1e3 });
    writeFileSync(at('again', 'notes.txt'), 'mine');
    writeFileSync(at('again', 'vocab.txt'), 'of another tokenizer');
    const { folder, model, labelNames: names } = first;
    await writeOnnxFolder(at('again'), { ...model, labelNames: names, tokenizerFrom: folder });
    expect(readdirSync(at('again', 'onnx'))).toEqual(['model.onnx']);
    expect(readdirSync(at('again')).sort()).toEqual([
      'config.json',
      'notes.txt',
      'onnx',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    const config = JSON.parse(readFileSync(at('again', 'config.json'), 'utf8')) as Changes;
    expect(config['id2label']).toEqual({ 0: 'negative', 1: 'neutral', 2: 'positive' });
    expect(config['transformers.js_config']).toBeUndefined();
  });

  test('leaves nothing where it fails', async () => {
    const { folder, model } = await exported('failing', {}, general);
    const to = at('nowhere', 'onnx-folder');
    const params = { ...model.params, 'bert.pooler.dense.weight': tf.tensor1d([1]) };
    params['bert.pooler.dense.weight'].dispose();
    await expect(writeOnnxFolder(to, { config: model.config, params, tokenizerFrom: folder })).rejects.toThrow();
    expect(existsSync(to)).toBe(false);
  });

  test('says in one sentence that the folder is a file, or has no tokenizer', async () => {
    const { folder, model } = await exported('refused', {}, general);
    writeFileSync(at('file'), '');
    await expect(writeOnnxFolder(at('file'), { ...model, tokenizerFrom: folder })).rejects.toThrow(
      /^\S+ could not be written \(.*\)\.$/,
    );
    mkdirSync(at('empty'));
    await expect(writeOnnxFolder(at('out'), { ...model, tokenizerFrom: at('empty') })).rejects.toThrow(
      /has no tokenizer\.json for its tokenizer/,
    );
    expect(existsSync(at('out'))).toBe(false);
  });
});
