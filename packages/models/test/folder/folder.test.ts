import '@tensorflow/tfjs-backend-cpu';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { key } from '@advtrain/engine';
import { readTensorFile, tensorData } from '@advtrain/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { modelTypes } from '../../src/encoder/families/families.ts';
import { encoder } from '../../src/encoder/encoder.ts';
import { initialParams } from '../../src/encoder/initial.ts';
import { fitWeights } from '../../src/encoder/weights.ts';
import { readModelFolder, writeModelFolder } from '../../src/folder/folder.node.ts';
import { readTokenizer } from '../../src/tokenizer/folder/tokenizer-folder.node.ts';

const config = {
  model_type: 'bert',
  vocab_size: 600,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 32,
};

let folder = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'model-')), 'saved');
});

function fixture(name: string): string {
  return new URL(`../fixtures/${name}`, import.meta.url).pathname;
}

/** Saves a tiny model with a tokenizer; returns its parameters. */
async function save(overrides: object = {}): Promise<Record<string, tf.Tensor>> {
  const params = initialParams({ ...config, ...overrides }, key(3));
  const source = await mkdtemp(join(tmpdir(), 'tokenizer-'));
  await copyFile(fixture('wordpiece.json'), join(source, 'tokenizer.json'));
  await writeFile(
    join(source, 'tokenizer_config.json'),
    JSON.stringify({ tokenizer_class: 'PreTrainedTokenizerFast', model_max_length: 32, pad_token: '[PAD]' }),
  );
  await writeModelFolder(folder, { config: { ...config, ...overrides }, params, tokenizerFrom: source });
  return params;
}

describe('a saved model folder', () => {
  test('holds the same parameters bit for bit, the config and a tokenizer', async () => {
    const params = await save();
    const read = await readModelFolder(folder);
    const { params: again, notes } = fitWeights(read.config, read.tensors);
    expect(notes).toEqual([]);
    expect(Object.keys(again).sort()).toEqual(Object.keys(params).sort());
    for (const [name, tensor] of Object.entries(params)) expect(again[name]!.dataSync()).toEqual(tensor.dataSync());
    expect((await readTokenizer(folder)).encode('the movie').ids[0]).toBe(2);
    expect((await readdir(folder)).sort()).toEqual([
      'config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
  });

  test('names the labels, the architecture and the format for Python', async () => {
    const params = initialParams({ ...config, num_labels: 3 }, key(3));
    const encoded = encoder({ ...config, num_labels: 3 }, params);
    await writeModelFolder(folder, { ...encoded, labelNames: ['no', 'perhaps', 'yes'] });
    const { config: saved } = await readModelFolder(folder);
    expect(saved).toMatchObject({
      architectures: ['BertForSequenceClassification'],
      id2label: { 0: 'no', 1: 'perhaps', 2: 'yes' },
      label2id: { no: 0, perhaps: 1, yes: 2 },
      problem_type: 'single_label_classification',
    });
    expect(saved).not.toHaveProperty('task');
    expect((await readTensorFile(join(folder, 'model.safetensors'))).metadata).toEqual({ format: 'pt' });
    const { config: before } = encoded;
    expect(encoder(saved, params).config).toEqual(before);
  });

  const overTokens = ['token-classification', 'question-answering'] as const;

  test.each(modelTypes.flatMap((type) => overTokens.map((task) => [type, task] as const)))(
    'of %s for %s is named for it, and read back as it was',
    async (type, task) => {
      const given = { ...config, model_type: type, task, num_labels: 3, problem_type: 'regression', pad_token_id: 0 };
      const params = initialParams(given, key(3));
      const { config: before } = encoder(given, params);
      await writeModelFolder(folder, { config: given, params });
      const { config: saved } = await readModelFolder(folder);
      const [architecture] = saved['architectures'] as string[];
      expect(architecture).toMatch(
        task === 'token-classification' ? /ForTokenClassification$/ : /ForQuestionAnswering$/,
      );
      expect(saved).not.toHaveProperty('problem_type');
      expect(encoder(saved, params).config).toEqual(before);
    },
  );

  test('replaces an older one, and leaves other files and nothing temporary', async () => {
    await save();
    await writeFile(join(folder, 'notes.txt'), 'mine');
    const params = await save({ num_labels: 4 });
    const read = await readModelFolder(folder);
    expect(read.tensors['classifier.weight']!.data).toEqual(params['classifier.weight']!.dataSync());
    expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    expect(await readdir(join(folder, '..'))).toEqual(['saved']);
  });

  test('holds no file of an older tokenizer, and keeps that where none is given', async () => {
    const params = await save();
    await writeModelFolder(folder, { config, params });
    expect(await readdir(folder)).toContain('tokenizer.json');
    const { vocab, merges } = (
      JSON.parse(await readFile(fixture('bytepair.json'), 'utf8')) as {
        model: { vocab: object; merges: [string, string][] };
      }
    ).model;
    const source = await mkdtemp(join(tmpdir(), 'tokenizer-'));
    await writeFile(join(source, 'vocab.json'), JSON.stringify(vocab));
    await writeFile(join(source, 'merges.txt'), merges.map((pair) => pair.join(' ')).join('\n'));
    await writeModelFolder(folder, { config, params, tokenizerFrom: source });
    const files = ['config.json', 'merges.txt', 'model.safetensors', 'tokenizer_config.json', 'vocab.json'];
    expect((await readdir(folder)).sort()).toEqual(files);
    const text = 'the movie';
    expect((await readTokenizer(folder)).encode(text)).toEqual((await readTokenizer(source)).encode(text));
  });

  test('may be a link to another disk, and needs nothing beside it', async ({ skip }) => {
    const elsewhere = await mkdtemp('/dev/shm/advtrain-').catch(() => undefined);
    if (elsewhere === undefined) return skip('there is no second disk at /dev/shm');
    try {
      expect((await stat(elsewhere)).dev).not.toBe((await stat(tmpdir())).dev);
      await rm(folder, { recursive: true, force: true });
      await symlink(elsewhere, folder);
      const params = await save();
      expect(await readdir(elsewhere)).toHaveLength(4);
      expect(Object.keys((await readModelFolder(folder)).tensors).sort()).toEqual(Object.keys(params).sort());
    } finally {
      await rm(folder, { recursive: true, force: true });
      await rm(elsewhere, { recursive: true });
    }
  });

  test('is not touched where the model lacks a parameter or has other labels', async () => {
    const params = await save();
    const { 'classifier.bias': _bias, ...rest } = params;
    await expect(writeModelFolder(folder, { config, params: rest })).rejects.toThrow(
      /^The model lacks "classifier.bias"/,
    );
    await expect(writeModelFolder(folder, { config, params, labelNames: ['a'] })).rejects.toThrow(
      '1 label names were given, but the model has 2 classes.',
    );
    expect(Object.keys((await readModelFolder(folder)).tensors)).toContain('classifier.bias');
  });

  test.for(modelTypes)(
    "of a %s model is loaded by Python's transformers, which predicts the same",
    async (type, { skip }) => {
      const fields: Readonly<Record<string, object>> = {
        albert: { embedding_size: 4 },
        electra: { embedding_size: 4 },
        'deberta-v2': { relative_attention: true, position_buckets: 4, pos_att_type: ['c2p', 'p2c'] },
        modernbert: { pad_token_id: 0, global_attn_every_n_layers: 2, local_attention: 4, local_rope_theta: 50 },
      };
      const padding = ['roberta', 'xlm-roberta', 'camembert', 'mpnet'].includes(type) ? { pad_token_id: 1 } : {};
      const overrides = { model_type: type, initializer_range: 0.5, num_labels: 3, ...padding, ...fields[type] };
      const params = await save(overrides);
      const model = encoder({ ...config, ...overrides }, params);
      const ids = [2, 17, 300, 44, 599, 3];
      const inputs = { values: tf.tensor2d([ids], undefined, 'int32'), mask: tf.ones([1, ids.length]) };
      const own = tf.tidy(() => {
        const hidden = model.stem(model.params, model.embed(model.params, inputs), inputs);
        return [...model.trunk(model.params, hidden, inputs).dataSync()];
      });
      const python = spawnSync('python3', ['-c', predict, folder, JSON.stringify(ids)], { encoding: 'utf8' });
      if (python.status === 3) skip('Python has no torch and transformers');
      expect(python.stderr.includes('Error') ? python.stderr : '').toBe('');
      const theirs = JSON.parse(python.stdout) as number[];
      for (const [index, logit] of theirs.entries()) expect(own[index]).toBeCloseTo(logit, 5);
    },
  );
});

describe('weights in several files', () => {
  test('hold the same parameters, none larger than asked but for a single one, and an index', async () => {
    const params = initialParams(config, key(3));
    await writeModelFolder(folder, { config, params, maxShardBytes: 2000 });
    const files = (await readdir(folder)).filter((file) => file.endsWith('.safetensors'));
    expect(files[0]).toBe(`model-00001-of-0000${files.length}.safetensors`);
    for (const file of files) {
      const { tensors } = await readTensorFile(join(folder, file));
      const bytes = Object.values(tensors).map(({ data }) => data.byteLength);
      expect(bytes.length === 1 || bytes.reduce((sum, each) => sum + each, 0) <= 2000).toBe(true);
    }
    const index = JSON.parse(await readFile(join(folder, 'model.safetensors.index.json'), 'utf8')) as object;
    const size = Object.values(params).reduce((sum, tensor) => sum + 4 * tensor.size, 0);
    expect(index).toMatchObject({ metadata: { total_size: size } });
    const read = await readModelFolder(folder);
    expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(params).sort());
    for (const [name, tensor] of Object.entries(params)) expect(read.tensors[name]!.data).toEqual(tensor.dataSync());
  });

  test('replace those of an earlier model in one file, and are replaced by it', async () => {
    const params = await save();
    const saved = { config, params: initialParams(config, key(4)) };
    await writeModelFolder(folder, { ...saved, maxShardBytes: 10_000 });
    const bias = 'classifier.weight';
    expect(await readdir(folder)).not.toContain('model.safetensors');
    expect((await readModelFolder(folder)).tensors[bias]!.data).toEqual(saved.params[bias]!.dataSync());
    await writeModelFolder(folder, { config, params });
    expect((await readdir(folder)).filter((file) => file.startsWith('model'))).toEqual(['model.safetensors']);
    expect((await readModelFolder(folder)).tensors[bias]!.data).toEqual(params[bias]!.dataSync());
  });

  test('are refused in one sentence where one is missing, lacks a parameter, or the index is damaged', async () => {
    await writeModelFolder(folder, { config, params: initialParams(config, key(3)), maxShardBytes: 10_000 });
    const path = join(folder, 'model.safetensors.index.json');
    const index = JSON.parse(await readFile(path, 'utf8')) as { weight_map: Record<string, string> };
    const [first] = Object.values(index.weight_map);
    const write = (map: unknown): Promise<void> => writeFile(path, JSON.stringify({ weight_map: map }));
    await write({ ...index.weight_map, more: first });
    await expect(readModelFolder(folder)).rejects.toThrow(/has no "more", which model.+ says it has: get the files/);
    for (const map of [undefined, {}, { a: 1 }, { a: '../a.safetensors' }]) {
      await write(map);
      await expect(readModelFolder(folder)).rejects.toThrow(/index\.json has no "weight_map" from names/);
    }
    await write(index.weight_map);
    await rm(join(folder, first!));
    await expect(readModelFolder(folder)).rejects.toThrow(
      /has no model-00001-of-.+index\.json names: get that file as well\.$/,
    );
  });

  test("are loaded by Python's transformers, and Python's are loaded here, with the same parameters", async ({
    skip,
  }) => {
    const params = initialParams(config, key(3));
    await writeModelFolder(folder, { config, params, maxShardBytes: 2000 });
    const again = join(folder, '..', 'python');
    const python = spawnSync('python3', ['-c', saveAgain, folder, again], { encoding: 'utf8' });
    if (python.status === 3) skip('Python has no torch and transformers');
    expect(python.stderr.includes('Error') ? python.stderr : '').toBe('');
    expect(await readdir(again)).toContain('model.safetensors.index.json');
    const read = await readModelFolder(again);
    const fitted = fitWeights(read.config, read.tensors);
    expect(fitted.notes).toEqual([]);
    for (const [name, tensor] of Object.entries(params)) {
      expect(fitted.params[name]!.dataSync()).toEqual(tensor.dataSync());
    }
  });
});

describe('weights', () => {
  test("under the model's own names go before those under a bare encoder's, wherever both are in the file", () => {
    const all = tensorData(initialParams(config, key(1)));
    const name = 'bert.embeddings.word_embeddings.weight';
    const bare = { 'embeddings.word_embeddings.weight': tensorData(initialParams(config, key(2)))[name]! };
    for (const given of [
      { ...all, ...bare },
      { ...bare, ...all },
    ]) {
      const { params, notes } = fitWeights(config, given);
      expect(params[name]!.dataSync()).toEqual(all[name]!.data);
      expect(notes).toEqual(['Not used of the file: embeddings.word_embeddings.weight.']);
      tf.dispose(params);
    }
  });

  test('of a head without its inner layer fit, and a sentence of its own says what is drawn', () => {
    const all = tensorData(initialParams(config, key(1)));
    const given = Object.fromEntries(Object.entries(all).filter(([name]) => !name.includes('pooler')));
    const { params, notes } = fitWeights(config, given, key(7));
    tf.dispose(params);
    expect(notes).toEqual([
      'Drawn at random, though the file has the scores that were trained on them: bert.pooler.dense.weight, bert.pooler.dense.bias.',
    ]);
  });

  test('of the bare encoder fit, without its prefix and with the old names of LayerNorm; the head is drawn from the key', async () => {
    const all = tensorData(initialParams(config, key(1)));
    const bare = Object.fromEntries(
      Object.entries(all)
        .filter(([name]) => !name.startsWith('classifier'))
        .map(([name, data]) => [
          name
            .replace(/^bert\./, '')
            .replace('LayerNorm.weight', 'LayerNorm.gamma')
            .replace('LayerNorm.bias', 'LayerNorm.beta'),
          data,
        ]),
    );
    const ids = { dtype: 'I64', shape: [1, 2], data: BigInt64Array.of(0n, 1n) } as const;
    const given = { ...bare, 'embeddings.position_ids': ids, 'cls.predictions.bias': bare['pooler.dense.bias']! };
    const { params, notes } = fitWeights(config, given, key(7));
    for (const [name, { data }] of Object.entries(all)) {
      if (!name.startsWith('classifier')) expect(params[name]!.dataSync()).toEqual(data);
    }
    expect(notes).toEqual([
      'Drawn at random: classifier.weight, classifier.bias.',
      'Not used of the file: cls.predictions.bias.',
    ]);
    const draw = (seed: number): tf.TypedArray =>
      fitWeights(config, given, key(seed)).params['classifier.weight']!.dataSync();
    expect(draw(7)).toEqual(params['classifier.weight']!.dataSync());
    expect(draw(8)).not.toEqual(draw(7));
    expect([...params['classifier.bias']!.dataSync()]).toEqual([0, 0]);
  });

  test('that lack a part of the encoder, or have another shape, are refused in one sentence', () => {
    const { 'bert.encoder.layer.1.output.dense.bias': _, ...rest } = tensorData(initialParams(config, key(1)));
    expect(() => fitWeights(config, rest)).toThrow(
      'The weights lack "bert.encoder.layer.1.output.dense.bias": the file belongs to another model than the config, or is not whole.',
    );
    expect(() => fitWeights({ ...config, num_labels: 3 }, tensorData(initialParams(config, key(1))))).toThrow(
      '"classifier.weight" is [2, 8] in the file, but the config asks for [3, 8]: use the config that belongs to the file.',
    );
  });
});

/** Prints the logits of the ids; ends with 3 where Python lacks the packages. */
const predict = `
import json, sys
try:
    import torch, transformers
except ImportError:
    sys.exit(3)
transformers.logging.set_verbosity_error()
model, info = transformers.AutoModelForSequenceClassification.from_pretrained(sys.argv[1], output_loading_info=True)
assert not info["missing_keys"] and not info["unexpected_keys"], info
with torch.no_grad():
    print(json.dumps(model.eval()(torch.tensor([json.loads(sys.argv[2])])).logits[0].tolist()))
`;

/** Loads a folder and saves it again in several files; ends with 3 where Python lacks the packages. */
const saveAgain = `
import sys
try:
    import torch, transformers
except ImportError:
    sys.exit(3)
transformers.logging.set_verbosity_error()
model, info = transformers.AutoModelForSequenceClassification.from_pretrained(sys.argv[1], output_loading_info=True)
assert not info["missing_keys"] and not info["unexpected_keys"], info
model.save_pretrained(sys.argv[2], max_shard_size="10KB")
`;
