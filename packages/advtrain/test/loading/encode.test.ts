import type { Reporter } from '@advtrain/engine/fetch';
import { tokenizer } from '@advtrain/models';
import { describe, expect, test } from 'vitest';
import { encode } from '../../src/loading/encode.ts';
import { scratchTokenizer } from '../../src/models/scratch.ts';

const words = ['good', 'bad', 'film', 'story'];
const tokens = tokenizer(scratchTokenizer(words), { pad_token: '[PAD]' });

function many(count: number) {
  const texts = Array.from({ length: count }, (_, at) => `${words[at % 4] ?? ''} ${words[at % 3] ?? ''}`);
  return { texts, labels: texts.map(() => 0), labelNames: ['one'] };
}

/** Notes what bars there were, and how far each came. */
function notes(): Reporter & { readonly bars: { what: string; whole: number; done: number; ended: boolean }[] } {
  const bars: ReturnType<typeof notes>['bars'] = [];
  return {
    bars,
    note: () => undefined,
    begin(what, whole) {
      const bar = { what, whole, done: 0, ended: false };
      bars.push(bar);
      return {
        advance: (more) => (bar.done += more),
        end: () => {
          bar.ended = true;
        },
      };
    },
  };
}

describe('tokenizing', () => {
  test('gives what the tokenizer gives for every example, in their order', async () => {
    const examples = many(2500);
    expect(await encode(examples, { tokenizer: tokens, maxLength: 8 })).toEqual(
      tokens.encodeAll(examples, { maxLength: 8 }),
    );
  });

  test('shows a bar that arrives at its end for more than 20,000 examples, and none for fewer', async () => {
    const reporter = notes();
    await encode(many(20_000), { tokenizer: tokens, maxLength: 8, reporter });
    expect(reporter.bars).toEqual([]);
    await encode(many(20_001), { tokenizer: tokens, maxLength: 8, reporter });
    const [bar] = reporter.bars;
    expect(bar).toMatchObject({ what: 'Tokenizing 20,001 examples', done: bar?.whole, ended: true });
  });

  test('takes the choices of each question together', async () => {
    const texts = ['good film', 'bad story'];
    const choices = [['good', 'bad'], words.slice(1)];
    const encoded = await encode(
      { texts, choices, labels: [0, 1], labelNames: [] },
      { tokenizer: tokens, maxLength: 16, prefixes: ['', ''] },
    );
    expect(encoded.map((each) => ('ids' in each ? 1 : each.length))).toEqual([2, 3]);
  });

  test('stops when it is told to, and takes its bar away', async () => {
    const controller = new AbortController();
    const reporter = notes();
    const all = encode(many(30_000), { tokenizer: tokens, maxLength: 8, reporter, signal: controller.signal });
    controller.abort();
    await expect(all).rejects.toThrow(/abort/i);
    expect(reporter.bars[0]?.ended).toBe(true);
  });
});
