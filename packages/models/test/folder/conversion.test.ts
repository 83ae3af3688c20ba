import '@tensorflow/tfjs-backend-cpu';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { key } from '@advtrain/engine';
import { afterAll, describe, expect, test } from 'vitest';
import { initialParams } from '../../src/encoder/initial.ts';
import { readAdapterFolder } from '../../src/adapter/adapter-folder.node.ts';
import { conversionOf, savedFromHub } from '../../src/folder/conversion.ts';
import { readModelFolder, writeModelFolder } from '../../src/folder/folder.node.ts';
import { wordPieceJson } from '../../src/tokenizer/folder/vocabulary.ts';
import { tinyConfig } from '../tiny.ts';

/** Python with what the lines need; `npm test` has none, unless it stands first in PATH. */
const hasTorch = spawnSync('python', ['-c', 'import torch, transformers, safetensors']).status === 0;
const root = mkdtempSync(join(tmpdir(), 'conversion-'));
const config = tinyConfig({ num_labels: 2 });
const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'good', 'bad'];
const bertTokenizer = {
  'tokenizer.json': JSON.stringify(wordPieceJson(vocabulary.join('\n'))),
  'tokenizer_config.json': JSON.stringify({ tokenizer_class: 'BertTokenizer' }),
};

afterAll(() => {
  rmSync(root, { recursive: true });
});

/** Turns the safetensors weights of a folder into pickles by a statement that has `s`, their tensors by name. */
function pickled(folder: string, statement: string): void {
  const program = `import os, torch; from safetensors.torch import load_file; s = load_file('model.safetensors'); os.remove('model.safetensors'); ${statement}`;
  execFileSync('python', ['-c', program], { cwd: folder });
}

/** The line in a sentence, run by a shell. */
function pasted(sentence: string): void {
  execFileSync('sh', ['-c', /which this line makes: (.+)$/.exec(sentence)![1]!], { stdio: 'pipe' });
}

describe.skipIf(!hasTorch)('weights in a pickle', () => {
  test.each([
    ['one file', 'plain', "torch.save(s, 'pytorch_model.bin')"],
    ['a folder that a shell would read', 'it\'s $HOME "here"', "torch.save(s, 'pytorch_model.bin')"],
    [
      'two files',
      'shards',
      "import json; n = list(s); torch.save({k: s[k] for k in n[:5]}, 'pytorch_model-00001-of-00002.bin'); torch.save({k: s[k] for k in n[5:]}, 'pytorch_model-00002-of-00002.bin'); json.dump({'metadata': {}, 'weight_map': {k: f'pytorch_model-0000{1 if k in n[:5] else 2}-of-00002.bin' for k in n}}, open('pytorch_model.bin.index.json', 'w'))",
    ],
    ['a state of a training', 'state', "torch.save({'state_dict': s, 'epoch': 3}, 'best.pt')"],
  ])('are read after the line of the refusal was pasted: %s', async (_, name, statement) => {
    const folder = join(root, name);
    await writeModelFolder(folder, { config, params: initialParams(config, key(3)) });
    const { tensors } = await readModelFolder(folder);
    // What is read are views of the file, which is replaced.
    const before = structuredClone(tensors);
    pickled(folder, statement);
    const refusal = await readModelFolder(folder).catch((error: unknown) => (error as Error).message);
    expect(refusal).toContain(`${folder} has its weights in `);
    pasted(refusal as string);
    const found = await readModelFolder(folder);
    for (const [parameter, { shape, data }] of Object.entries(before))
      expect({ parameter, ...found.tensors[parameter] }).toMatchObject({ parameter, shape, data });
  });

  test.each([
    ['names its class', ['BertForSequenceClassification'], 'classifier.weight'],
    ['names none', undefined, 'embeddings.word_embeddings.weight'],
  ])('of the hub are saved by the line with the tokenizer, where the config %s', async (_, architectures, name) => {
    const hub = join(root, `hub ${name}`, 'pickled');
    await writeModelFolder(hub, { config, params: initialParams(config, key(3)), tokenizerFrom: bertTokenizer });
    const { tensors } = await readModelFolder(hub);
    const before = structuredClone(Object.entries(tensors).find(([each]) => each.endsWith(name))![1]);
    const { architectures: _named, ...rest } = JSON.parse(readFileSync(join(hub, 'config.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    writeFileSync(join(hub, 'config.json'), JSON.stringify({ ...rest, ...(architectures && { architectures }) }));
    pickled(hub, "torch.save(s, 'pytorch_model.bin')");
    const to = join(root, `saved ${name}`);
    mkdirSync(to);
    execFileSync('sh', ['-c', savedFromHub(hub)], { cwd: to, stdio: 'pipe' });
    const found = (await readModelFolder(join(to, 'pickled'))).tensors;
    const { shape, data } = Object.entries(found).find(([each]) => each.endsWith(name))![1];
    expect({ shape, data }).toEqual({ shape: before.shape, data: before.data });
    expect(Object.keys(found).some((each) => each.startsWith('classifier'))).toBe(architectures !== undefined);
    expect(readdirSync(join(to, 'pickled'))).toContain('tokenizer.json');
  });

  test('are read of an adapter too', async () => {
    const folder = join(root, 'adapter');
    mkdirSync(folder);
    const settings = {
      peft_type: 'LORA',
      base_model_name_or_path: 'base',
      r: 2,
      lora_alpha: 4,
      target_modules: ['query'],
    };
    writeFileSync(join(folder, 'adapter_config.json'), JSON.stringify({ ...settings, task_type: 'SEQ_CLS' }));
    const program = "import torch; torch.save({'base_model.model.x': torch.ones(2)}, 'adapter_model.bin')";
    execFileSync('python', ['-c', program], { cwd: folder });
    pasted(await readAdapterFolder(folder).then(String, (error: unknown) => (error as Error).message));
    expect((await readAdapterFolder(folder)).tensors['x']!.data).toEqual(Float32Array.of(1, 1));
  });
});

test('the line for a model of the hub saves the encoder where its config names no class', () => {
  const line = savedFromHub('microsoft/deberta-v3-base');
  expect(line).toMatch(/^python -c "[^"$`\\!]+" microsoft\/deberta-v3-base deberta-v3-base$/);
  expect(line).toContain("a = AutoConfig.from_pretrained(n).architectures or ['AutoModel']; ");
  expect(line).toContain('getattr(t, a[0]).from_pretrained(n)');
});

test('the class of the line is the one that the config names, or any', () => {
  expect(conversionOf('m', 'pytorch_model.bin', ['RobertaForTokenClassification'])).toBe(
    'python -c "import sys; from transformers import RobertaForTokenClassification as M; M.from_pretrained(sys.argv[1]).save_pretrained(sys.argv[2], safe_serialization=True)" m m',
  );
  for (const none of [undefined, ['x"; rm'], 7])
    expect(conversionOf('m', 'pytorch_model.bin', none)).toContain('import AutoModel as M;');
});
