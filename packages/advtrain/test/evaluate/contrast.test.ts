import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '@advtrain/compare';
import { silentReporter } from '@advtrain/engine/fetch';
import { checkContrast } from '../../src/commands/evaluate/contrast.ts';
import { measuredOn } from '../../src/commands/evaluate/examples.ts';
import { checkConditions, conditionsOf } from '../../src/commands/evaluate/gate.ts';
import { spentAtMost } from '../../src/commands/evaluate/attacks/spent-at-most.ts';
import type { Evaluation } from '../../src/commands/evaluate/results.ts';
import { advtrain } from '../advtrain.ts';
import { tinyClassifier } from '../tiny-classifier.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-contrast-'));
const at = (name: string) => join(folder, name);
const wasm = ['--backend', 'wasm', '--quiet'];
const words = { ja: ['good', 'great'], nein: ['bad', 'awful'] } as const;

/** Films of either class in turn, in words of that class or of the other. */
function films(count: number, other: (row: number) => boolean): string {
  const rows = Array.from({ length: count }, (_, row) => {
    const own = row % 2 === 0 ? 'ja' : 'nein';
    const label = other(row) ? (own === 'ja' ? 'nein' : 'ja') : own;
    return `film ${row % 7} was ${words[label][row % 3 === 0 ? 0 : 1]},${label}`;
  });
  return `text,label\n${rows.join('\n')}\n`;
}

beforeAll(async () => {
  const files = {
    'films.csv': films(40, () => false),
    'edited.csv': films(40, () => true),
    // Of the last four examples the words say the opposite of the class.
    'wrong.csv': films(40, () => true).replace(/(film \d+ was \w+,\w+\n){4}$/, (last) => swapped(last)),
    'few.csv': films(4, () => true),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(at(name), content);
  await tinyClassifier({ data: at('films.csv'), folder });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function swapped(rows: string): string {
  return rows.replace(/ja|nein/g, (label) => (label === 'ja' ? 'nein' : 'ja'));
}

async function measured(contrast: string, ...args: readonly string[]): Promise<Evaluation> {
  const what = [
    '--data',
    at('films.csv'),
    '--contrast',
    at(contrast),
    '--examples',
    '8',
    '--out',
    at(`out-${contrast}`),
  ];
  const { code, out, err } = await advtrain(['evaluate', at('model'), ...what, ...args, ...wasm, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Evaluation;
}

describe('advtrain evaluate --contrast', () => {
  test('counts what is right of originals, of edited examples, and of whole pairs', async () => {
    const none = ['--attacks', 'noise', '--radii', '1%'];
    const whole = await measured('edited.csv', ...none);
    expect(whole.models[0]!.contrast).toEqual({ original: 1, contrast: 1, both: 1 });
    const part = await measured('wrong.csv', ...none);
    expect(part.models[0]!.contrast).toEqual({ original: 1, contrast: 0.9, both: 0.9, unchanged: 4 });
  });

  test('refuses a set of another length', async () => {
    const what = ['--data', at('films.csv'), '--contrast', at('few.csv'), '--out', at('none')];
    const { code, err } = await advtrain(['evaluate', at('model'), ...what, ...wasm]);
    expect(code).toBe(2);
    expect(err).toBe(
      `advtrain: ${at('few.csv')} has 4 examples and --data 40, but a contrast set has one for each: give both in one order.\n`,
    );
  });
});

describe('a contrast set', () => {
  test('has its rows in the order of its file, as the examples have', async () => {
    for (const name of ['films.csv', 'edited.csv']) {
      const { examples } = await measuredOn(at(name), {}, { reporter: silentReporter });
      const rows = examples.texts.map((text, row) => `${text},${examples.labelNames[examples.labels[row]!]!}`);
      expect(`text,label\n${rows.join('\n')}\n`).toBe(readFileSync(at(name), 'utf8'));
    }
  });

  const set = (labels: readonly number[]) => ({ texts: labels.map(String), labels, labelNames: ['a', 'b'] });
  const whole = { title: 'films', examples: set([0, 1, 0]), leftOut: 0 };

  test('is refused where rows of either file were left out, which would pair others than belong together', () => {
    const edited = { title: 'edited', examples: set([1, 0, 1]), leftOut: 1 };
    expect(() => {
      checkContrast({ ...whole, leftOut: 1 }, edited, 'e.csv');
    }).toThrow('--bad-rows skip leaves out 1 rows of --data and 1 of e.csv, after which');
    checkContrast(whole, { ...edited, leftOut: 0 }, 'e.csv');
  });

  test('is refused where no class is another, as in the same file', () => {
    expect(() => {
      checkContrast(whole, whole, 'e.csv');
    }).toThrow('e.csv has the class of --data in every row');
  });
});

describe('advtrain evaluate --budget', () => {
  test('limits what every attack asks for an example, and says so', async () => {
    const found = await measured(
      'edited.csv',
      '--attacks',
      'characters,noise',
      '--radii',
      '50%',
      '--budget',
      'queries=3',
    );
    expect(found.budget).toEqual(['queries=3']);
    for (const { queries } of found.models[0]!.attacks) expect(queries).toBeLessThanOrEqual(3);
    expect(found.models[0]!.attacks.map(({ queries }) => queries > 0)).toEqual([true, true, true]);
  });

  test.each(['', 'seconds=3', 'queries=0', 'units=1.5', 'queries=2,queries=3'])(
    '%j is refused in a sentence',
    (text) => {
      expect(() => spentAtMost(text)).toThrow(/^--budget /);
    },
  );

  test('names queries, units or both', () => {
    expect(spentAtMost('queries=20,units=50')).toEqual({ queries: 20, units: 50 });
    expect(spentAtMost(undefined)).toEqual({});
  });
});

describe('advtrain evaluate --fail-under', () => {
  test('ends with 1 where a model lacks what is asked, says what, and writes it for others to show', async () => {
    const what = [
      '--data',
      at('films.csv'),
      '--attacks',
      'noise',
      '--radii',
      '1%,2%',
      '--examples',
      '8',
      '--out',
      at('gate'),
    ];
    const asked = ['--fail-under', 'clean>=0.5,noise@2%>=50%', '--junit', at('gate.xml')];
    const fine = await advtrain(['evaluate', at('model'), ...what, ...asked, ...wasm]);
    expect({ code: fine.code, err: fine.err }).toEqual({ code: 0, err: '' });
    expect(readFileSync(at('gate.xml'), 'utf8')).toContain('tests="2" failures="0"');
    const config = join(at('model'), 'config.json');
    const before = readFileSync(config, 'utf8');
    // The same head with its classes exchanged gets everything wrong.
    const names = (JSON.parse(before) as { id2label: Record<string, string> }).id2label;
    const exchanged = {
      ...JSON.parse(before),
      id2label: { 0: names['1'], 1: names['0'] },
      label2id: undefined,
    } as object;
    writeFileSync(config, JSON.stringify(exchanged));
    const bad = await advtrain(['evaluate', at('model'), ...what, ...asked, ...wasm]);
    writeFileSync(config, before);
    expect(bad.code).toBe(1);
    expect(bad.err.trim().split('\n')).toEqual([
      `${at('model')} has 0.0 % where clean>=0.5 is asked for.`,
      `${at('model')} has 0.0 % where noise@2%>=50% is asked for.`,
    ]);
    expect(readFileSync(at('gate.xml'), 'utf8')).toMatch(
      /failures="2">\n.*<failure message=".* has 0\.0 % where clean&gt;=0\.5/,
    );
    const { verdicts } = JSON.parse(readFileSync(join(at('gate'), 'evaluation.json'), 'utf8')) as Evaluation;
    expect(verdicts!.map(({ holds }) => holds)).toEqual([false, false]);
  });

  test.each([
    ['words', 'must look like clean>=0.9'],
    ['words>=2', 'must look like clean>=0.9'],
    ['bae>=0.2', 'what is measured is clean, words and pgd, of tags entity-f1'],
    ['pgd>=0.2', 'must say at which of the radii 1%, 0.5: pgd@'],
    ['pgd@2%>=0.2', 'must say at which of the radii 1%, 0.5: pgd@'],
    ['words@1%>=0.2', 'words has no radius: leave @1% out'],
    ['clean@plain>=0.2', 'clean has no radius: leave @plain out'],
    ['words@plain>=0.2', '--search has no plain searches: leave @plain out'],
  ])('%s is refused in a sentence', (text, sentence) => {
    const radii = ['1%', '0.5'];
    const checked = () =>
      checkConditions(conditionsOf(text), ['words', 'pgd'], {
        balls: ['pgd', 'noise'],
        radii,
        searches: ['calibrated'],
      });
    expect(checked).toThrow(UsageError);
    expect(checked).toThrow(sentence);
  });

  test('a condition at each kind of radius is understood', () => {
    const conditions = conditionsOf('clean>=0.9, pgd@1%>=30%,pgd@0.5>=0,words@plain>=0.2');
    expect(conditions.map(({ what, at, least }) => [what, at, least])).toEqual([
      ['clean', undefined, 0.9],
      ['pgd', '1%', 0.3],
      ['pgd', '0.5', 0],
      ['words', 'plain', 0.2],
    ]);
    checkConditions(conditions, ['pgd', 'words'], { balls: ['pgd'], radii: ['1%', '0.5'], searches: ['plain'] });
  });
});
