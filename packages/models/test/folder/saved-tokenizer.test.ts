import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encoderConfig } from '../../src/encoder/config/config.ts';
import { savedConfig } from '../../src/folder/saved-config.ts';
import { writeTokenizer } from '../../src/folder/saved-tokenizer.node.ts';
import { tinyConfig } from '../tiny.ts';

const config = tinyConfig();

let from: string;
let to: string;
beforeEach(() => {
  [from, to] = ['from', 'to'].map((name) => mkdtempSync(join(tmpdir(), `${name}-`))) as [string, string];
});
afterEach(() => {
  for (const folder of [from, to]) rmSync(folder, { recursive: true });
});

async function copied(files: Readonly<Record<string, object>>, model: object): Promise<unknown> {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(from, name), JSON.stringify(content));
  await writeTokenizer(from, to, encoderConfig({ ...config, ...model }));
  return JSON.parse(readFileSync(join(to, 'tokenizer_config.json'), 'utf8'));
}

const segmented = ['input_ids', 'token_type_ids', 'attention_mask'];
const plain = ['input_ids', 'attention_mask'];

describe('a saved tokenizer_config.json tells Python', () => {
  const positions = { max_position_embeddings: 40 };

  test('the class that the folder implied, the segments and the positions of the model', async () => {
    expect(await copied({ 'tokenizer.json': {}, 'config.json': { model_type: 'bert' } }, positions)).toEqual({
      tokenizer_class: 'BertTokenizer',
      model_input_names: segmented,
      model_max_length: 40,
    });
    rmSync(join(from, 'config.json'));
    expect(await copied({ 'tokenizer.json': {} }, { ...positions, type_vocab_size: 1 })).toEqual({
      tokenizer_class: 'PreTrainedTokenizerFast',
      model_input_names: plain,
      model_max_length: 40,
    });
  });

  test.each([
    [512, 40],
    [1e30, 40],
    [16, 16],
  ])('at most the positions, where %j stood', async (stated, expected) => {
    const settings = { pad_token: '[PAD]', model_max_length: stated, model_input_names: plain };
    expect(await copied({ 'tokenizer.json': {}, 'tokenizer_config.json': settings }, positions)).toEqual({
      ...settings,
      tokenizer_class: 'PreTrainedTokenizerFast',
      model_max_length: expected,
    });
  });

  test('the positions that RoBERTa counts from its padding', async () => {
    const roberta = { ...positions, model_type: 'roberta', pad_token_id: 1, type_vocab_size: 1 };
    expect(await copied({ 'tokenizer.json': {} }, roberta)).toMatchObject({ model_max_length: 38 });
  });
});

test.each([
  [{ dtype: 'bfloat16' }, { dtype: 'float32', torch_dtype: 'float32' }],
  [{ torch_dtype: 'float16' }, { torch_dtype: 'float32' }],
  [{}, { torch_dtype: 'float32' }],
])('a saved config.json says float32 where %j stood', (given, expected) => {
  const { dtype, torch_dtype } = savedConfig({ ...config, ...given }, encoderConfig({ ...config, ...given }));
  expect({ dtype, torch_dtype }).toEqual({ dtype: undefined, ...expected });
});
