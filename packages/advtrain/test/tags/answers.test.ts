import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '@advtrain/compare';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-answers-'));
const at = (name: string) => join(folder, name);
const quick = ['--backend', 'wasm', '--quiet'];
const model = at('model');
let result: RunResult;

/** Questions so easy that a tiny model learns them, of which one in three has no answer; some passages need two windows. */
function squad(passages: number): object {
  const places = ['Paris', 'Rome', 'Oslo'];
  const paragraphs = Array.from({ length: passages }, (_, row) => {
    const place = places[row % 3]!;
    const context = `${'It rains . '.repeat(row % 7)}Anna lives in ${place} .`;
    const answers = [{ text: place, answer_start: context.indexOf(place) }];
    const where = { id: `${row}a`, question: 'Where does Anna live ?', answers };
    const who = { id: `${row}b`, question: 'Who sleeps ?', answers: [] };
    return { context, qas: row % 2 ? [where] : [where, who] };
  });
  return { version: '2.0', data: [{ paragraphs }] };
}

beforeAll(async () => {
  writeFileSync(at('train.json'), JSON.stringify(squad(60)));
  writeFileSync(at('dev.json'), JSON.stringify(squad(21)));
  const attack = { steps: 1, radii: [0.01], examples: 4 };
  writeFileSync(
    at('config.json'),
    JSON.stringify({ batchSize: 8, epochs: 8, learningRate: 3e-3, maxLength: 24, docStride: 8, attack }),
  );
  const data = ['--data', at('train.json'), '--dev-data', at('dev.json'), '--config', at('config.json')];
  const how = ['--method', 'pgd', '--set', 'pgd.steps=1', '--model', 'tiny-bert', '--out', model, '--json'];
  const { code, out, err } = await advtrain(['train', ...data, ...how, ...quick]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  result = JSON.parse(out) as RunResult;
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a model learns from SQuAD’s JSON to find answers, and that there is none, and is saved for transformers', () => {
  const { 'exact-match': exact, 'answer-f1': f1 } = result.scores!['development']!;
  expect(exact).toBeGreaterThan(0.6);
  expect(f1).toBeGreaterThanOrEqual(exact!);
  expect(result.robust.map(({ radius }) => radius)).toEqual([0, 0.01]);
  const { architectures } = JSON.parse(readFileSync(join(model, 'config.json'), 'utf8')) as { architectures: string[] };
  expect(architectures).toEqual(['BertForQuestionAnswering']);
});

test('it says what of a passage answers a question, also where that is beyond the first window', async () => {
  const passage = `${'It rains . '.repeat(6)}Anna lives in Rome .`;
  const asked = ['predict', model, '--question', 'Where does Anna live ?', '--context', passage, ...quick];
  const { code, out, err } = await advtrain(asked);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const start = passage.indexOf('Rome');
  expect(out).toMatch(new RegExp(`^Rome\\t[01]\\.\\d{4}\\t${start}\\t${start + 4}\\tWhere does Anna live \\?\\n$`));
});

test('it is evaluated by exact match and F1 of all questions, and attacked in the window that has the answer', async () => {
  const out = at('evaluation');
  const args = ['evaluate', model, '--data', at('dev.json'), '--radii', '1%,400%', '--steps', '3', '--out', out];
  const asked = ['--fail-under', 'exact-match>=0,answer-f1>=1', '--max-length', '24', '--doc-stride', '6'];
  const { code, out: said, err } = await advtrain([...args, ...asked, ...quick]);
  expect(said).toContain('The questions whose first answer is found, both ends, in the window that has it, in percent');
  const { models, examples } = JSON.parse(readFileSync(join(out, 'evaluation.json'), 'utf8')) as {
    examples: number;
    models: { scores: Record<string, { value: number; low: number; high: number }>; attacks: { held: number[] }[] }[];
  };
  const [{ scores, attacks } = { scores: {}, attacks: [] }] = models;
  expect(examples).toBe(32);
  const { 'exact-match': exact, 'answer-f1': f1 } = scores;
  const lacking = `${model} has ${(100 * f1!.value).toFixed(1)} % where answer-f1>=1 is asked for.\n`;
  expect({ code, err }).toEqual({ code: 1, err: lacking });
  const trained = result.scores!['development']!;
  // Windows of another stride may say something else.
  expect(Math.abs(exact!.value - trained['exact-match']!)).toBeLessThan(0.2);
  for (const { value, low, high } of [exact!, f1!]) {
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThanOrEqual(value);
    expect(said).toContain(`${(100 * value).toFixed(1)} (95 %: ${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`);
  }
  const held = attacks.map((attack) => attack.held.filter(Boolean).length);
  expect(held[0]).toBeGreaterThan(held[1]!);
  expect(attacks[0]!.held).toHaveLength(32);
});

test.each([
  [
    ['evaluate', model, '--data', at('dev.json'), '--attacks', 'words', '--out', at('none')],
    2,
    'have answers in passages, which would not fit the edited ones; name pgd, apgd, noise.',
  ],
  [['harden', '--model', model, '--data', at('dev.json'), '--out', at('none')], 2, 'but must have classes of texts'],
  [
    ['compare', '--data', at('dev.json'), '--doc-stride', '200', '--out', at('none'), '--model', 'tiny-bert'],
    2,
    '--doc-stride is 200, but must be less than the 128 tokens',
  ],
  [
    [
      'train',
      '--data',
      'spam',
      '--model',
      'tiny-bert',
      '--doc-stride',
      '8',
      '--out',
      at('none'),
      '--method',
      'natural',
    ],
    2,
    '--doc-stride is about questions with passages, but spam has none; leave it out.',
  ],
  [
    [
      'train',
      '--method',
      'natural',
      '--data',
      at('train.json'),
      '--regression',
      '--model',
      'tiny-bert',
      '--out',
      at('no'),
    ],
    2,
    '--regression is about other files, but',
  ],
])('%j is refused in a sentence', async (args, status, sentence) => {
  const { code, err } = await advtrain([...args, ...quick]);
  expect(err).toContain(sentence);
  expect(code).toBe(status);
});
