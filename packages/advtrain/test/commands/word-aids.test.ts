import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Comparison } from '@advtrain/compare';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';
import { tinyClassifier } from '../tiny-classifier.ts';
import { tinyMasked } from '../tiny-masked.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-aids-'));
const at = (name: string) => join(folder, name);
const words = { positive: ['good', 'great', 'fine', 'lovely'], negative: ['bad', 'awful', 'poor', 'dull'] };
const quick = ['--backend', 'wasm', '--quiet'];

beforeAll(async () => {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const label = i % 2 === 0 ? 'positive' : 'negative';
    return `film ${i} was ${words[label][i % 4] ?? ''} and ${words[label][(3 * i) % 4] ?? ''},${label}`;
  });
  writeFileSync(at('films.csv'), `text,label\n${rows.join('\n')}\n`);
  await tinyClassifier({ data: at('films.csv'), folder, name: 'encoder', maxLength: 16 });
  await tinyMasked(at('encoder'), at('masked'), [...words.positive, ...words.negative]);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a comparison under attacks that ask other models', () => {
  const asked = ['compare', '--data', at('films.csv'), '--model', 'tiny-bert', '--config', at('tiny-classifier.json')];
  const of = ['--methods', 'natural', '--seeds', '1', '--attack-examples', '6', '--out', at('out'), '--json'];

  test('takes candidates of a masked model that a sentence encoder finds alike, once, and is verified', async () => {
    const aids = [
      '--attack',
      'bert-attack,bae',
      '--masked-model',
      at('masked'),
      '--similarity',
      `${at('encoder')}=0.1`,
    ];
    const first = await advtrain([...asked, ...of, ...aids, ...quick, '--verifiable', '1']);
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: '' });
    const found = JSON.parse(first.out) as Comparison;
    const { runs, settings } = found;
    expect(runs[0]!.words!.map(({ name, attack }) => [name, attack])).toEqual([
      ['bert-attack', 'BERT-Attack-like by masked on logits, alike by encoder ≥ 0.1'],
      ['bae', 'BAE-like by masked on logits, alike by encoder ≥ 0.1'],
    ]);
    expect(settings.wordAttack).toMatchObject({ maskedModel: at('masked'), similarity: `${at('encoder')}=0.1` });
    // Nothing is measured again, whose seconds would be others.
    const again = await advtrain([...asked, ...of, ...aids, ...quick, '--verifiable', '1']);
    // When it was called is another time.
    expect({ ...(JSON.parse(again.out) as Comparison), made: found.made }).toEqual(found);
    const verified = await advtrain(['verify', at('out'), '--steps', '1', '--quiet']);
    expect(verified).toMatchObject({ code: 0, err: '' });
    const other = [...aids.slice(0, -1), `${at('encoder')}=0.2`];
    expect((await advtrain([...asked, ...of, ...other, ...quick])).err).toContain('with other settings');
  });

  test.each([
    [['--attack', 'bae'], 'The attack bae needs a masked language model: name one with --masked-model.'],
    [['--attack', 'words', '--masked-model', 'bert'], 'none of the attacks asks it: name bert-attack or bae.'],
    [['--attack', 'words', '--similarity', 'x=0.8'], 'none of the attacks heeds it: name substitution, textbugger,'],
    [['--attack', 'bae', '--masked-model', 'm', '--similarity', 'x'], '--similarity needs a threshold: state one'],
    [
      ['--attack', 'bae', '--masked-model', 'm', '--similarity', 'x=2'],
      'the threshold must be a cosine, from -1 to 1.',
    ],
  ])('is refused in a sentence for %j', async (flags, sentence) => {
    const { code, err } = await advtrain([...asked, ...of, ...flags, ...quick]);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });
});
