import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engine, key } from '@advtrain/engine';
import { initialParams, wordPieceJson, writeModelFolder } from '@advtrain/models';
import { env, pipeline } from '@huggingface/transformers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-export-'));
const at = (name: string) => join(folder, name);
const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'good', 'bad', 'film', '.'];
const texts = ['A good film.', 'a bad, bad film', 'good'];
const config = {
  model_type: 'bert',
  vocab_size: words.length,
  hidden_size: 32,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 48,
  max_position_embeddings: 32,
  initializer_range: 0.4,
};

beforeAll(async () => {
  await engine({ backend: 'cpu' });
  const tokenizerFrom = {
    'tokenizer.json': JSON.stringify(wordPieceJson(words.join('\n'))),
    'tokenizer_config.json': JSON.stringify({ tokenizer_class: 'BertTokenizer' }),
  };
  const params = initialParams(config, key(5));
  await writeModelFolder(at('model'), { config, params, labelNames: ['ja', 'nein'], tokenizerFrom });
  await writeModelFolder(at('values'), {
    config: { ...config, num_labels: 1 },
    params: initialParams({ ...config, num_labels: 1 }, key(5)),
    tokenizerFrom,
  });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('advtrain export writes what transformers.js gives the answers of advtrain predict with', async () => {
  const { code, out, err } = await advtrain([
    'export',
    at('model'),
    '--out',
    at('onnx'),
    '--int8',
    '--quiet',
    '--json',
  ]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const files = ['model.onnx', 'model_quantized.onnx'].map((name) => join(at('onnx'), 'onnx', name));
  expect(JSON.parse(out)).toEqual(files.map((path) => ({ path, bytes: statSync(path).size })));
  const asked = ['--text', texts[0]!, '--text', texts[1]!, '--text', texts[2]!];
  const said = await advtrain(['predict', at('model'), ...asked, '--json', '--quiet', '--backend', 'cpu']);
  const own = said.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { label: string; probability: number });
  env.allowRemoteModels = false;
  env.localModelPath = folder;
  const classify = await pipeline('text-classification', 'onnx', { dtype: 'fp32' });
  const found = (await classify(texts)) as { label: string; score: number }[];
  expect(found.map(({ label }) => label)).toEqual(own.map(({ label }) => label));
  for (const [place, { score }] of found.entries()) expect(score).toBeCloseTo(own[place]!.probability, 4);
});

test('advtrain export writes a model of values too, and says which files', async () => {
  const { code, out } = await advtrain(['export', at('values'), '--out', at('values-onnx')]);
  expect(code).toBe(0);
  expect(out).toMatch(/^\S+values-onnx\/onnx\/model\.onnx\t\d+ kB\n$/);
  expect(readdirSync(at('values-onnx')).sort()).toEqual([
    'config.json',
    'onnx',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
});

test('advtrain export refuses in one sentence to write into the folder of a model', async () => {
  const before = readdirSync(at('model'));
  const { code, err } = await advtrain(['export', at('values'), '--out', at('model'), '--quiet']);
  expect({ code, err }).toEqual({
    code: 2,
    err: `advtrain: ${at('model')} holds the weights of a model; choose another folder with --out.\n`,
  });
  expect(readdirSync(at('model'))).toEqual(before);
});

test('advtrain export writes nothing for a family that is not implemented', async () => {
  mkdirSync(at('other'));
  copyFileSync(join(at('model'), 'model.safetensors'), join(at('other'), 'model.safetensors'));
  writeFileSync(join(at('other'), 'config.json'), JSON.stringify({ ...config, model_type: 'gpt2' }));
  const { code, err } = await advtrain(['export', at('other'), '--out', at('other-onnx'), '--quiet']);
  expect(code).toBe(1);
  expect(err).toMatch(/^advtrain: model_type is "gpt2", but must be one of bert, .*\n$/);
  expect(existsSync(at('other-onnx'))).toBe(false);
});
