import {
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configured, Interrupted, run } from '@advtrain/compare';
import type { FeedOptions, RunResult } from '@advtrain/compare';
import { naturalEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadTask, resolve } from '../../src/index.ts';
import { advtrain, atMostLearnsNothing, stopped } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-file-'));
const at = (name: string) => join(folder, name);
const tiny = ['--model', 'tiny-bert', '--backend', 'wasm', '--max-length', '16', '--config', at('config.json')];
const train = (...args: readonly string[]) => advtrain(['train', ...tiny, ...args]);

/** Trains and gives what was measured. */
async function measured(...args: readonly string[]): Promise<RunResult> {
  const { code, out, err } = await train('--json', '--quiet', ...args);
  expect(code).toBe(0);
  expect(err).toMatch(atMostLearnsNothing);
  return JSON.parse(out) as RunResult;
}

/** What of a result does not depend on the clock. */
const numbers = ({ accuracy, scores, curve, epochCurve, units, steps, best }: RunResult) => ({
  accuracy,
  scores,
  curve,
  epochCurve,
  units,
  steps,
  best,
});

const words = ['good', 'great', 'bad', 'awful'];
const review = (row: number) => `film ${row} was ${words[row % 4] ?? ''}`;

beforeAll(() => {
  writeFileSync(at('config.json'), JSON.stringify({ batchSize: 8, attack: { steps: 1, examples: 4, radii: [0.1] } }));
  const reviews = Array.from({ length: 100 }, (_, row) => ({ text: review(row), label: row % 4 < 2 ? 'up' : 'down' }));
  writeFileSync(at('reviews.jsonl'), reviews.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const pairs = Array.from(
    { length: 60 },
    (_, row) => `${review(row)}\tit was ${words[row % 3] ?? ''}\t${row % 5}.5\n`,
  );
  writeFileSync(at('pairs.tsv'), `first\tsecond\tscore\n${pairs.join('')}`);
  const broken = reviews.map(({ text, label }, row) => `${row % 10 === 3 ? '' : text},${label}\n`);
  const many = Array.from({ length: 900 }, (_, row) => `${review(row)},${row % 4 < 2 ? 'up' : 'down'}\n`);
  writeFileSync(at('many.csv'), `text,label\n${many.join('')}`);
  const small = { batchSize: 32, epochs: 1, attack: { steps: 1, examples: 4, radii: [0.1] } };
  writeFileSync(at('many.json'), JSON.stringify({ ...small, data: at('many.csv') }));
  const questions = Array.from({ length: 60 }, (_, row) => {
    const answers = row % 3 === 0 ? ['yes', 'no', 'hardly'] : ['yes', 'no'];
    return { question: `was ${review(row)}?`, answers, label: answers[row % 2] };
  });
  writeFileSync(at('questions.jsonl'), questions.map((each) => `${JSON.stringify(each)}\n`).join(''));
  writeFileSync(at('broken.csv'), `text,label\n${broken.join('')}`);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('advtrain train --data', () => {
  test('of a set larger than the memory it may have reads the examples as it needs them', async () => {
    const large = at('large.jsonl');
    const file = openSync(large, 'w');
    const filling = 'and so on '.repeat(250);
    for (let from = 0; from < 56_000; from += 1000) {
      const rows = Array.from({ length: 1000 }, (_, row) => ({
        text: `${review(from + row)} ${filling}`,
        label: row % 2,
      }));
      writeSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    }
    const asked = ['--method', 'natural', '--data', large, '--steps', '4', '--json', '--out', at('large')];
    const { code, out, err } = await advtrain(['train', ...tiny, ...asked], {
      env: { NODE_OPTIONS: '--max-old-space-size=192' },
    });
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(
        /large\.jsonl: 46,0\d\d training examples; 14\d MB are read as they are needed/,
      ) as string,
    });
    const { steps, epochs } = JSON.parse(out) as RunResult;
    expect(steps).toBe(4);
    expect(epochs).toBeCloseTo((4 * 8) / 46_000, 5);
  });

  test('as a stream that is sorted by class says that batches will be of one class', async () => {
    const rows = Array.from({ length: 21_000 }, (_, row) => ({ text: review(row), label: row < 10_500 ? 0 : 1 }));
    writeFileSync(at('sorted.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const asked = [
      '--method',
      'natural',
      '--data',
      at('sorted.jsonl'),
      '--stream',
      '--steps',
      '1',
      '--out',
      at('sorted'),
    ];
    const { err } = await advtrain(['train', ...tiny, ...asked]);
    expect(err).toContain('10,500 examples of one class in a row, more than the 10,000 that a shuffle holds');
    expect(err).toContain('shuffle its lines first, as shuf does.');
  });

  test('as a stream goes on after Ctrl-C with the same numbers as without', async () => {
    const asked = ['--method', 'freeat', '--data', at('reviews.jsonl'), '--stream', '--epochs', '12', '--json'];
    const often = [...asked, '--checkpoint-every', '0'];
    const whole = await measured(...often, '--out', at('whole'));
    const command = ['train', ...tiny, ...often, '--out', at('cut')];
    const { code, err } = await stopped(command, { after: 'FreeAT, seed 1', delay: 700 });
    expect([code, err]).toEqual([130, expect.stringContaining('Interrupted; the same command again goes on')]);
    expect(readdirSync(join(at('cut'), 'training', 'runs')).some((name) => name.endsWith('.safetensors'))).toBe(true);
    expect(numbers(await measured(...often, '--out', at('cut')))).toEqual(numbers(whole));
  });

  test('as a stream keeps what it has trained where Ctrl-C comes while it reads', async () => {
    await engine({ backend: 'cpu' });
    const aborted = new AbortController();
    const { signal } = aborted;
    const asked = resolve({ data: at('reviews.jsonl'), model: 'tiny-bert', batchSize: 8, maxLength: 16, epochs: 3 });
    const { settings, task } = await loadTask(asked, { stream: true, signal });
    const feed = (how: FeedOptions) => {
      const fed = task.train.feed(how);
      let taken = 0;
      const ready = (batches?: number) => {
        if (taken++ === task.train.perEpoch(8)) aborted.abort();
        return fed.ready(batches);
      };
      return { ...fed, ready };
    };
    const record = at('reading.jsonl');
    const checkpoint = at('reading.safetensors');
    const ended = run(configured([naturalEntry])[0]!, 1, {
      task: { ...task, train: { ...task.train, feed } },
      training: settings,
      attack: settings.attack,
      signal,
      key: 'reading',
      record,
      checkpoint,
      checkpointSeconds: 120,
    });
    await expect(ended).rejects.toThrow(Interrupted);
    expect(existsSync(checkpoint)).toBe(true);
  });

  test('trains on all of a file that is named in --config', async () => {
    const { steps } = await measured('--method', 'natural', '--config', at('many.json'), '--out', at('many'));
    expect(steps).toBe(Math.ceil((0.8 * 900) / 32));
  });

  test('trains on all of the file, of which one example in five is for development', async () => {
    const whole = ['--method', 'natural', '--data', at('reviews.jsonl'), '--epochs', '1'];
    expect((await measured(...whole, '--out', at('held'))).steps).toBe(10);
    const [, front = '', body = ''] = readFileSync(join(at('held'), 'README.md'), 'utf8').split('---\n');
    const card = parse(front) as { readonly tags: unknown; readonly 'model-index': readonly [{ results: object[] }] };
    expect(card.tags).toEqual(['advtrain', 'natural']);
    expect(card['model-index'][0].results).toMatchObject([{ dataset: { name: 'reviews.jsonl, development' } }]);
    expect(body).toMatch(/\| Accuracy \| [\d.]+ % \(95 %: [\d.]+–[\d.]+\) \| reviews.jsonl, development \|/);
    expect(body).not.toContain(folder);
    expect((await measured(...whole, '--stream', '--out', at('streamed'))).steps).toBe(10);
    expect((await measured(...whole, '--train-size', '24', '--stream', '--out', at('part'))).steps).toBe(3);
  });

  test('takes pairs and values out of the columns that are named, and another file for development', async () => {
    const named = ['--columns', 'text=first,pair=second,label=score', '--regression', '--dev-data', at('pairs.tsv')];
    for (const how of [[], ['--stream']]) {
      const asked = ['--data', at('pairs.tsv'), ...named, ...how, '--epochs', '1', '--out', at(`pairs${how.length}`)];
      const result = await measured('--method', 'pgd', ...asked);
      expect(Object.keys(result.scores?.['development'] ?? {})).toEqual(['pearson', 'spearman']);
      expect(result.steps).toBe(8);
    }
    expect(JSON.parse(readFileSync(join(at('pairs0'), 'config.json'), 'utf8'))).toMatchObject({
      problem_type: 'regression',
    });
    const card = readFileSync(at('pairs0/README.md'), 'utf8');
    expect(card).toContain('pairs.tsv, with pairs.tsv for development');
    expect(card).not.toContain(folder);
  });

  test('trains on questions as a stream, in as many steps as on those that are held', async () => {
    const asked = ['--method', 'freelb', '--data', at('questions.jsonl'), '--columns', 'text=question,choices=answers'];
    const steps: number[] = [];
    for (const how of [[], ['--stream']]) {
      const result = await measured(...asked, ...how, '--epochs', '2', '--out', at(`questions${how.length}`));
      expect(Object.keys(result.scores?.['development'] ?? {})).toEqual(['accuracy']);
      steps.push(result.steps);
    }
    expect(steps).toEqual([steps[1], steps[1]]);
  });

  test.each([[[]], [['--stream']]])('leaves bad rows out where it is told to, naming the first %j', async (how) => {
    const asked = ['--method', 'natural', '--data', at('broken.csv'), '--epochs', '1', ...how, '--out', at('skipped')];
    const { code, out, err } = await train(...asked, '--bad-rows', 'skip');
    expect(code).toBe(0);
    const interval = String.raw`\d+\.\d \(95 %: \d+\.\d–\d+\.\d\)`;
    const clean = `development accuracy ${interval} on 18; on 4 that are attacked`;
    expect(out).toMatch(
      new RegExp(String.raw`${clean} \d+\.\d, and under 1 steps of attack at ε \S+ \S+ ${interval};`),
    );
    expect(err).toContain('broken.csv: 90 examples of 2 classes: down (45), up (45).');
    expect(err.match(/Left out: .*broken\.csv, line \d+: text is empty\./g)).toHaveLength(5);
    expect(err).toContain('broken.csv, line 5: text is empty.');
    expect(err).toContain('Left out: 10 bad rows in all.');
  });
});

describe('advtrain train --data refuses in one sentence', () => {
  const file = (...args: readonly string[]) => [
    '--data',
    at('reviews.jsonl'),
    '--method',
    'natural',
    '--out',
    at('x'),
    ...args,
  ];

  test.each<[string, readonly string[], number, RegExp]>([
    [
      'a bad row',
      ['--data', at('broken.csv'), '--method', 'natural', '--out', at('x')],
      1,
      /broken\.csv, line 5: text is empty\./,
    ],
    ['an unknown policy', file('--bad-rows', 'ignore'), 2, /--bad-rows is ignore, but must be stop or skip\./],
    [
      'an unknown part',
      file('--columns', 'body=text'),
      2,
      /--columns is "body=text", but must look like text=sentence/,
    ],
    [
      'a column that there is not',
      file('--columns', 'text=body'),
      1,
      /line 1: there is no column "body" \(there are text, label\)/,
    ],
    ['a part named twice', file('--columns', 'text=a,text=b'), 2, /--columns names text twice/],
    [
      'a missing file for development',
      file('--dev-data', at('none.csv')),
      2,
      /--dev-data is .*none\.csv, but there is no such file/,
    ],
    ['values that are none', file('--regression'), 1, /line 1: label is "up", but must be a decimal number/],
    [
      'a method that is not for values',
      file('--regression', '--method', 'vat'),
      2,
      /VAT is for classification, .* is regression of texts/,
    ],
    [
      'a task and data in --config',
      ['--task', 'glue/rte', '--method', 'pgd', '--config', at('many.json'), '--out', at('x')],
      2,
      /--task and data in .*many\.json both say what is trained on; give one of them\./,
    ],
    [
      'columns of what is no file',
      ['--task', 'glue/rte', '--method', 'pgd', '--regression', '--out', at('x')],
      2,
      /--regression is about a file of your own, but the data are glue\/rte/,
    ],
  ])('%s', async (_, args, exit, sentence) => {
    const { code, err } = await train(...args);
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(exit);
  });
});
