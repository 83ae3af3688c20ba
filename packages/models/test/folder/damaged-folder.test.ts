import '@tensorflow/tfjs-backend-cpu';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { key } from '@advtrain/engine';
import { tensorData, writeFileAtomically, writeSafetensors } from '@advtrain/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { initialParams } from '../../src/encoder/initial.ts';
import { fitWeights } from '../../src/encoder/weights.ts';
import { readModelFolder, writeModelFolder } from '../../src/folder/folder.node.ts';
import { readTokenizer } from '../../src/tokenizer/folder/tokenizer-folder.node.ts';
import { tinyConfig } from '../tiny.ts';

const config = tinyConfig({ num_labels: 2 });

let folder = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'model-')), 'saved');
});

/** Saves a tiny model with a tokenizer. */
async function save(): Promise<void> {
  const source = await mkdtemp(join(tmpdir(), 'tokenizer-'));
  await copyFile(new URL('../fixtures/wordpiece.json', import.meta.url), join(source, 'tokenizer.json'));
  await writeModelFolder(folder, { config, params: initialParams(config, key(3)), tokenizerFrom: source });
}

test.each([
  [
    Float32Array.of(0, NaN),
    'F32',
    '"classifier.bias" holds NaN at place 1 of 2: the file is damaged, or of a training',
  ],
  [Float64Array.of(1e39, 0), 'F64', '"classifier.bias" holds 1e+39 at place 0 of 2: the file is damaged'],
  [Int32Array.of(0, 1), 'I32', '"classifier.bias" is of type I32 in the file, but weights must be floats: save the'],
] as const)('weights of %j as %s are refused by the name of the tensor', (data, dtype, message) => {
  const tensors = { ...tensorData(initialParams(config, key(1))), 'classifier.bias': { dtype, shape: [2], data } };
  expect(() => fitWeights(config, tensors)).toThrow(message);
});

describe('a folder that is not whole', () => {
  test.each([
    ['config.json', undefined, /config\.json is missing: give the path of a Hugging Face model folder\.$/],
    ['config.json', '{"model_type":', /config\.json is not JSON \(.+\): get the file again\.$/],
    ['config.json', '[]', /config\.json holds no JSON object: get the file again\.$/],
    ['model.safetensors', undefined, /has no model\.safetensors: give the path of a Hugging Face model folder\.$/],
    ['model.safetensors', 'short', /model\.safetensors has 5 bytes, too few for a safetensors file: get it again\.$/],
  ])('with %s being %j is refused in one sentence', async (file, content, message) => {
    await save();
    await (content === undefined ? rm(join(folder, file)) : writeFile(join(folder, file), content));
    await expect(readModelFolder(folder)).rejects.toThrow(message);
  });

  test.each([
    ['pytorch_model.bin', /in pytorch_model\.bin, a pickle of torch's.*import BertForSequenceClassification as M;/],
    [
      'pytorch_model-00001-of-00002.bin',
      /in pytorch_model-00001-of-00002\.bin, a pickle.*which this line makes: python/,
    ],
    ['best.pt', /in best\.pt, a pickle.*torch\.load\(sys\.argv\[1\]/],
    ['optimizer.pt', /has no model\.safetensors: give the path of a Hugging Face model folder\.$/],
    ['tf_model.h5', /has its weights in tf_model\.h5 only, but model\.safetensors is needed: save it with Python's/],
    ['model-q4.gguf', /has its weights in model-q4\.gguf only, but model\.safetensors is needed: get that one from/],
    ['rust_model.ot', /has its weights in rust_model\.ot only, but model\.safetensors is needed: get that one from/],
    ['openvino_model.bin', /has its weights in openvino_model\.bin only, but model\.safetensors is needed: get that/],
    ['model.fp16.safetensors', /has its weights in model\.fp16\.safetensors: rename it to model\.safetensors\.$/],
    ['pytorch_model.safetensors', /has its weights in pytorch_model\.safetensors: rename it to model\.safetensors\.$/],
    [
      'model-00001-of-00002.safetensors',
      /has model-00001-of-00002\.safetensors, but no model\.safetensors\.index\.json, which says what is in it: get that/,
    ],
    [
      'pytorch_model.bin.index.json',
      /has pytorch_model\.bin\.index\.json, but none of the files that it names: get model\.safetensors, or those\.$/,
    ],
  ])('with the weights in %s is refused with the remedy', async (file, message) => {
    await save();
    await rm(join(folder, 'model.safetensors'));
    await writeFile(join(folder, file), '');
    await expect(readModelFolder(folder)).rejects.toThrow(message);
  });

  test.each(['model.safetensors', 'config.json', 'tokenizer.json', 'vocab.txt', 'spm.model'])(
    'with %s as a pointer of Git LFS is refused with the remedy',
    async (file) => {
      await save();
      const isVocabulary = file === 'vocab.txt' || file === 'spm.model';
      if (isVocabulary) await rm(join(folder, 'tokenizer.json'));
      const settings = { tokenizer_class: file === 'spm.model' ? 'DebertaV2Tokenizer' : 'BertTokenizer' };
      if (isVocabulary) await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify(settings));
      await writeFile(join(folder, file), 'version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 123\n');
      const isTokenizer = isVocabulary || file === 'tokenizer.json';
      await expect(isTokenizer ? readTokenizer(folder) : readModelFolder(folder)).rejects.toThrow(
        `${join(folder, file)} is a pointer of Git LFS, not the file itself: get it with \`git lfs pull\`.`,
      );
    },
  );

  test.skipIf(process.platform === 'win32')(
    'with a pipe in place of weights is refused and not waited for',
    async () => {
      await save();
      await rm(join(folder, 'model.safetensors'));
      execFileSync('mkfifo', [join(folder, 'model.safetensors')]);
      await expect(readModelFolder(folder)).rejects.toThrow(
        /model\.safetensors is no regular file, so it cannot be read/,
      );
    },
  );

  test('without or with a damaged tokenizer is refused in one sentence', async () => {
    await save();
    await writeFile(join(folder, 'tokenizer.json'), '{"model":{"type":"None"}}');
    await expect(readTokenizer(folder)).rejects.toThrow(
      /saved: The tokenizer's model\.type is "None", which is not implemented: use another tokenizer\.$/,
    );
    await rm(join(folder, 'tokenizer.json'));
    await expect(readTokenizer(folder)).rejects.toThrow(
      /has no tokenizer\.json for its tokenizer, and none of its files: save it there with Python's/,
    );
  });

  test.each([
    ['sentencepiece.bpe.model', 'XLMRobertaTokenizer'],
    ['spiece.model', 'AlbertTokenizer'],
    ['vocab.txt', 'MPNetTokenizer'],
  ])('with %s only of %s is refused with the line that makes tokenizer.json', async (file, name) => {
    await save();
    await rm(join(folder, 'tokenizer.json'));
    await writeFile(join(folder, file), '');
    await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify({ tokenizer_class: name }));
    await expect(readTokenizer(folder)).rejects.toThrow(
      `${folder} has its tokenizer in ${file} only, which is not read for its class, but tokenizer.json is needed, which this line makes: python -c "import sys; from transformers import AutoTokenizer as T;`,
    );
  });

  test('that does not exist, or is a file, is refused in one sentence', async () => {
    await expect(readModelFolder(folder)).rejects.toThrow(`There is no folder ${folder}: give the path`);
    await writeFileAtomically(folder, writeSafetensors({}));
    await expect(readModelFolder(folder)).rejects.toThrow('is a file, but must be a folder');
  });
});
