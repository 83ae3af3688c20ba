import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelTypes } from '../../src/encoder/families/families.ts';
import { encoderConfig } from '../../src/encoder/config/config.ts';
import { parameterShapes } from '../../src/encoder/names.ts';
import { readTokenizer } from '../../src/tokenizer/folder/tokenizer-folder.node.ts';
import { tinyConfig } from '../tiny.ts';

/** How many damages are tried of each file. */
const { ADVTRAIN_DAMAGES: given = '20' } = process.env;

/** What a sentence for people does not say. */
const internals =
  /Cannot |is not a|is not iterable|undefined|\[object|NaN|Unexpected|Invalid|Maximum call stack|Failed to|of null|at Object/;

type Json = Record<string, unknown>;

const fixture = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')) as Json;

const added = { content: '[E1]', lstrip: true, rstrip: false, single_word: false, normalized: true, special: false };
const tokenizers = {
  wordpiece: fixture('wordpiece'),
  bytepair: fixture('bytepair'),
  albert: fixture('albert')['tokenizer'] as Json,
};

/** The files of a tokenizer, each with all that it may have. */
const filesOf = (name: keyof typeof tokenizers): Record<string, Json> => ({
  'tokenizer.json': tokenizers[name],
  'tokenizer_config.json': {
    tokenizer_class: name === 'wordpiece' ? 'BertTokenizer' : 'PreTrainedTokenizerFast',
    model_max_length: 32,
    truncation_side: 'left',
    padding_side: 'right',
    model_input_names: ['input_ids'],
    pad_token: name === 'wordpiece' ? '[PAD]' : '<pad>',
    ...(name === 'bytepair' && { added_tokens_decoder: { 700: added } }),
  },
  'special_tokens_map.json': { mask_token: { ...added, content: '[MASK]' }, additional_special_tokens: ['[E2]'] },
  'added_tokens.json': name === 'wordpiece' ? { '[E1]': 600 } : {},
  'config.json': { model_type: 'bert' },
});

/** Numbers in [0, 1), the same every time. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const wrong = [null, 0, -1, 1.5, 1e9, '', 'x', true, [], {}, [null], [[1]], { type: 'Sequence' }, { type: null }];

/** A copy of JSON with a value at a random place put out, exchanged, or put elsewhere. Small tables are as likely as large ones. */
function damaged(json: unknown, draw: () => number): unknown {
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(draw() * values.length)]!;
  const copy = structuredClone(json) as Json;
  let at = copy;
  for (;;) {
    const keys = Object.keys(at);
    if (keys.length === 0) return copy;
    const key = pick(keys);
    const inside = at[key];
    if (typeof inside === 'object' && inside !== null && draw() < 0.75) {
      at = inside as Json;
      continue;
    }
    if (draw() < 0.3) Reflect.deleteProperty(at, key);
    else at[key] = pick(wrong);
    return copy;
  }
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'damaged-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs what works, or throws a sentence. */
async function mustSaySo(what: unknown, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    // The parser's words stand in brackets.
    const message = (error as Error).message.replace(/ is not JSON \(.*\):/s, '');
    expect(internals.test(message) || !/[.)]$/.test(message) ? { what, message } : undefined).toBeUndefined();
  }
}

test.each(['wordpiece', 'bytepair', 'albert'] as const)(
  'whatever is wrong with the JSON of a %s tokenizer, it is read or refused in a sentence',
  async (name) => {
    const files = filesOf(name);
    for (const [at, file] of Object.keys(files).entries()) {
      const draw = draws(at + 1);
      for (const [other, json] of Object.entries(files)) writeFileSync(join(folder, other), JSON.stringify(json));
      for (let count = 0; count < Number(given); count++) {
        const text = JSON.stringify(damaged(files[file], draw));
        const content = draw() < 0.1 ? text.slice(0, Math.floor(draw() * text.length)) : text;
        writeFileSync(join(folder, file), content);
        const what = content.length < 2000 ? { file, content } : { file, count };
        await mustSaySo(what, async () => {
          const tokens = await readTokenizer(folder, { vocab_size: 1000, type_vocab_size: 2 });
          tokens.decode(tokens.encode('The movie [E1] is\u3000“naïve” 🙂', 'not', { maxLength: 16 }).ids);
        });
      }
    }
  },
);

test.each(modelTypes)(
  'whatever is wrong with the config.json of %s, it is read or refused in a sentence',
  async (model_type) => {
    const distil = { dim: 8, n_layers: 3, n_heads: 2, hidden_dim: 12, activation: 'relu', dropout: 0.1 };
    const labels = { id2label: { 0: 'a', 1: 'b', 2: 'c' }, architectures: ['BertModel'] };
    const json = { ...tinyConfig({ model_type }), ...distil, ...labels, pad_token_id: 0, is_decoder: false };
    const draw = draws(7);
    for (let count = 0; count < Number(given); count++) {
      const content = damaged(json, draw);
      await mustSaySo(content, () => parameterShapes(encoderConfig(content)));
    }
  },
);
