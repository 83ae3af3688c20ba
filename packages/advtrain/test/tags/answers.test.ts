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
    JSON.stringify({ batchSize: 8, epochs: 8, learningRate: 3e-3, maxLength: 24, attack }),
  );
  const data = ['--data', at('train.json'), '--dev-data', at('dev.json'), '--config', at('config.json')];
  const how = ['--method', 'pgd', '--set', 'pgd.steps=1', '--model', 'tiny-bert', '--out', model, '--json'];
  const { code, out, err } = await advtrain(['train', ...data, ...how, ...quick]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  result = JSON.parse(out) as RunResult;
}, 120_000);

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
  const asked = ['predict', model, '--text', 'Where does Anna live ?', '--pair', passage, ...quick];
  expect(await advtrain(asked)).toEqual({ code: 0, out: 'Rome\n', err: '' });
});

test.each([
  [['predict', model, '--text', 'Where?'], 2, '"Where?" has no passage that answers it: give one with --pair'],
  [['evaluate', model, '--data', at('dev.json'), '--out', at('none')], 2, 'but must have classes of texts'],
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
