import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSafetensors, writeSafetensors } from '@advtrain/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/commands/evaluate/results.ts';
import { advtrain } from '../advtrain.ts';
import { tinyClassifier } from '../tiny-classifier.ts';
import { tinyMasked } from '../tiny-masked.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-evaluate-'));
const at = (name: string) => join(folder, name);
const words = { positive: ['good', 'great', 'fine', 'lovely'], negative: ['bad', 'awful', 'poor', 'dull'] };
const few = ['--examples', '24', '--max-length', '16', '--backend', 'wasm', '--out', at('out')];
const evaluate = (...args: readonly string[]) => advtrain(['evaluate', ...args]);

/** Evaluates, and gives what is printed as JSON. */
async function measured(...args: readonly string[]): Promise<Evaluation> {
  const { code, out, err } = await evaluate(...args, ...few, '--json', '--quiet');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Evaluation;
}

const likened = [
  '--search',
  'calibrated',
  '--attacks',
  'substitution',
  '--neighbours',
  at('opposites.json'),
  '--similarity',
];
const share = (places: readonly number[]) => places.reduce((sum, place) => sum + place, 0) / places.length;

beforeAll(async () => {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const label = i % 2 === 0 ? 'positive' : 'negative';
    return `film ${i} was ${words[label][i % 4] ?? ''} and ${words[label][(3 * i) % 4] ?? ''},${label}`;
  });
  writeFileSync(at('films.csv'), `text,label\n${rows.join('\n')}\n`);
  writeFileSync(at('neighbours.json'), JSON.stringify({ good: ['bad'], great: ['awful'], bad: ['good'] }));
  const opposites = { good: ['awful'], great: ['bad'], fine: ['dull'], bad: ['good'], awful: ['great'] };
  writeFileSync(at('opposites.json'), JSON.stringify(opposites));
  writeFileSync(at('values.csv'), 'text,label\nfine,1.5\nbad,0.2\n');
  for (const seed of [1, 2])
    await tinyClassifier({ data: at('films.csv'), folder, name: `m${seed}`, seed, maxLength: 16 });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('advtrain evaluate', () => {
  test('measures models clean, in balls, by noise, by characters, by synonyms and by neighbours, on the same examples', async () => {
    const attacks = 'pgd,apgd,noise,characters,words,substitution,textbugger';
    const asked = ['--attacks', attacks, '--radii', '5%,2', '--neighbours', at('neighbours.json'), '--steps', '4'];
    const saved = ['--save-adversarial', at('broken.jsonl'), '--signs'];
    const found = await measured(at('m1'), at('m2'), '--data', at('films.csv'), ...asked, ...saved);
    expect([found.examples, found.attacked, found.classes]).toEqual([60, 24, ['negative', 'positive']]);
    expect(found.models.map(({ model }) => model)).toEqual([at('m1'), at('m2')]);
    for (const { accuracy, right, attacks: results, signs, withoutTransfer, length, temperature } of found.models) {
      expect(accuracy).toBeGreaterThan(0.9);
      expect(share(right)).toBeGreaterThan(0.9);
      expect([length, temperature].every((value) => value > 0)).toBe(true);
      expect(signs).toHaveLength(4);
      expect(withoutTransfer).toContain('it does not read the same tokens into the same embeddings.');
      expect(results.map(({ name, radius, search }) => [name.split(' ')[0], radius?.asked ?? search])).toEqual([
        ['PGD-4', '5%'],
        ['PGD-4', '2'],
        ['strongest', '5%'],
        ['strongest', '2'],
        ['noise,', '5%'],
        ['noise,', '2'],
        ...['DeepWordBug', 'PWWS', 'greedy', 'TextBugger-like'].flatMap((name) => [
          [name, 'calibrated'],
          [name, 'plain'],
        ]),
      ]);
      for (const { held, texts, queries } of results) {
        expect(held).toHaveLength(24);
        // What is wrong without an attack counts as broken.
        for (const [place, stands] of held.entries()) if (right[place] === 0) expect(stands).toBe(0);
        expect(queries).toBeGreaterThan(0);
        for (const { original, adversarial } of texts) expect(adversarial).not.toEqual(original);
      }
      // A larger ball breaks no less.
      expect(share(results[1]!.held)).toBeLessThanOrEqual(share(results[0]!.held));
    }
    const lines = readFileSync(at('broken.jsonl'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(found.models.flatMap(({ attacks: all }) => all.flatMap(({ texts }) => texts)).length);
    expect(JSON.parse(lines[0]!)).toMatchObject({ model: at('m1'), original: [expect.any(String)] });
    const page = readFileSync(at('out/evaluation.html'), 'utf8');
    expect(page).toContain('<del>');
    expect(page).toContain('<ins>');
    expect(JSON.parse(readFileSync(at('out/evaluation.json'), 'utf8'))).toEqual(found);
  });

  test('says in words what it measured, and takes what is kept when it is asked again', async () => {
    const asked = [at('m1'), '--data', at('films.csv'), '--attacks', 'characters', ...few];
    const first = await evaluate(...asked);
    expect({ code: first.code, tail: first.code === 0 ? '' : first.err }).toEqual({ code: 0, tail: '' });
    expect(first.out).toMatch(/^ {2}clean, all 60 +\d/m);
    expect(first.out).toMatch(/^ {2}DeepWordBug on logits +\d+\.\d \(95 %: /m);
    expect(first.out).toContain('Only 24 examples are attacked: a share of them is known to ± 20 points');
    expect(first.err).toContain('Written: ');
    const kept = readdirSync(at('out/attacks')).map((name) => join(at('out/attacks'), name));
    const before = kept.map((path) => statSync(path).mtimeMs);
    expect((await evaluate(...asked)).out).toBe(first.out);
    expect(kept.map((path) => statSync(path).mtimeMs)).toEqual(before);
    // A damaged file is measured again, and not believed.
    for (const path of kept) writeFileSync(path, '{"name":');
    expect((await evaluate(...asked)).out).toBe(first.out);
  });

  test('attacks again with other steps, and says which and what was allowed', async () => {
    const asked = [at('m1'), '--data', at('films.csv'), '--attacks', 'apgd,characters', '--radii', '2%'];
    const one = await measured(...asked, '--steps', '1', '--queries', '1');
    const four = await measured(...asked, '--steps', '4', '--queries', '50');
    const [few1, few2] = one.models[0]!.attacks;
    const [more1, more2] = four.models[0]!.attacks;
    expect(few1!.name).toBe('strongest of APGD-CE (steps 1), APGD-margin (steps 1)');
    expect(more1!.name).toBe('strongest of APGD-CE (steps 4), APGD-margin (steps 4)');
    expect(more1!.units).toBeGreaterThan(few1!.units);
    expect([one.steps, one.queriesPerWord, four.steps, four.queriesPerWord]).toEqual([1, 1, 4, 50]);
    expect(few2!.exhausted!.every((place) => few2!.held[place] === 1)).toBe(true);
    expect(more2!.exhausted ?? []).toEqual([]);
    const page = readFileSync(at('out/evaluation.html'), 'utf8');
    expect(page).toContain('Attacks in balls make 4 moves (--steps).');
    expect(page).toContain('Attacks on texts ask at most 50 queries for each word (--queries).');
  });

  test('measures again what neighbours of other contents may change', async () => {
    const table = (file: object) => {
      writeFileSync(at('mine.json'), JSON.stringify(file));
      return measured(
        at('m1'),
        '--data',
        at('films.csv'),
        '--attacks',
        'substitution',
        '--neighbours',
        at('mine.json'),
      );
    };
    const none = await table({ nothing: ['never'] });
    const some = await table({ good: ['awful'], great: ['bad'], fine: ['dull'], bad: ['good'], awful: ['great'] });
    expect(none.models[0]!.attacks[0]!.held).toEqual(none.models[0]!.right);
    expect(share(some.models[0]!.attacks[0]!.held)).toBeLessThan(share(none.models[0]!.attacks[0]!.held));
  });

  test('keeps substitutions to texts that an encoder finds alike, from a threshold that pairs are calibrated on', async () => {
    const rows = [
      'a film,a film,same',
      'film was bad,film was poor,same',
      'film was bad,8 9,different',
      '1 2 3,dull,different',
    ];
    writeFileSync(at('pairs.csv'), `text,pair,label\n${rows.join('\n')}\n`);
    const asked = [at('m1'), '--data', at('films.csv'), ...likened];
    const { attacks, recall, right } = (await measured(...asked.slice(0, -1), '--recall')).models[0]!;
    const free = attacks[0]!;
    // Every text is short, and 30 % of its 7 words are the 3 that enumeration edits at most.
    expect(recall).toMatchObject({ texts: 24, found: [{ attack: free.name }] });
    const broken = right.filter((isRight, place) => isRight === 1 && free.held[place] === 0).length;
    expect(recall!.found[0]!.found).toBe(broken);
    expect(recall!.breakable).toBeGreaterThanOrEqual(broken);
    expect(broken).toBeGreaterThan(0);
    expect(readFileSync(at('out/evaluation.html'), 'utf8')).toContain('of 24 attacked texts of at most 10 words');
    const strict = await measured(...asked, `${at('m2')}=1`, '--recall');
    // The kept enumeration was made without a threshold, and is not that of this one.
    expect(strict.models[0]!.recall!.breakable).toBeLessThan(recall!.breakable);
    expect(strict.models[0]!.recall!.found[0]!.found).toBe(strict.models[0]!.recall!.breakable);
    const loose = await measured(...asked, `${at('m2')}=-1`, '--recall');
    expect(loose.models[0]!.recall!.breakable).toBe(recall!.breakable);
    expect(strict.similarity).toEqual({ encoder: 'm2', threshold: 1 });
    expect(strict.models[0]!.attacks[0]!.name).toMatch(/, alike by m2 ≥ 1$/);
    expect(share(strict.models[0]!.attacks[0]!.held)).toBeGreaterThan(share(free.held));
    const found = await measured(...asked, at('m2'), '--similarity-pairs', at('pairs.csv'), '--false-accept', '0');
    const { calibrated, threshold } = found.similarity!;
    expect(calibrated).toMatchObject({ same: 2, different: 2, falseAccepts: 0 });
    expect(calibrated!.accepts).toBeGreaterThan(0);
    expect(found.models[0]!.attacks[0]!.name).toContain(`alike by m2 ≥ ${threshold}`);
    expect(readFileSync(at('out/evaluation.html'), 'utf8')).toContain(
      'of 2 pairs that say the same pass, and 0.0 % of 2 that do not.',
    );
  });

  test('takes words from a masked language model with its head, and refuses a folder that has none', async () => {
    await tinyMasked(at('m1'), at('masked'), [...words.positive, ...words.negative]);
    const asked = [at('m1'), '--data', at('films.csv'), '--attacks', 'bert-attack,bae', '--masked-model'];
    const { models } = await measured(...asked, at('masked'));
    expect(models[0]!.attacks.map(({ name }) => name)).toEqual([
      'BERT-Attack-like by masked on logits',
      'BERT-Attack-like by masked',
      'BAE-like by masked on logits',
      'BAE-like by masked',
    ]);
    const texts = models[0]!.attacks.flatMap((attack) => attack.texts);
    expect(texts.length).toBeGreaterThan(0);
    for (const { original, adversarial } of texts) expect(adversarial).not.toEqual(original);
    const { code, err } = await evaluate(...asked, at('m2'), ...few);
    expect(code).toBe(1);
    expect(err).toContain(`${at('m2')}: the tokenizer has no token that masks`);
  });

  test('measures the largest loss increase with the first model as the reference', async () => {
    const { lossIncrease } = await measured(
      at('m1'),
      at('m2'),
      '--data',
      at('films.csv'),
      '--attacks',
      'pgd',
      '--steps',
      '1',
      '--measure',
      'max-loss-increase',
      '--examples',
      '6',
    );
    expect(lossIncrease).toMatchObject({ reference: at('m1') });
    expect(Object.keys(lossIncrease!.increases)).toEqual([at('m1'), at('m2')]);
    for (const [low, median, high] of Object.values(lossIncrease!.increases))
      expect(low <= median && median <= high).toBe(true);
  });

  test.each([
    [
      ['--attacks', 'pgd,magic'],
      '--attacks names "magic", but must be of pgd, apgd, noise, characters, words, substitution, textbugger, bert-attack and bae.',
    ],
    [
      ['--attacks', 'substitution'],
      '--attacks names substitution, which needs a table of neighbours: name one with --neighbours.',
    ],
    [['--radii', '3%,none'], '--radii names "none", but must be numbers or shares above 0, such as 0.1,3%.'],
    [['--save-adversarial', at('m1')], `--save-adversarial is ${at('m1')}, which is a folder: name a file.`],
    [['--save-adversarial', at('films.csv/broken.jsonl')], 'choose another with --save-adversarial.'],
    [['--radii', '0'], '--radii names "0", but must be numbers or shares above 0, such as 0.1,3%.'],
    [['--examples', '0'], '--examples is 0, but must be a whole number, at least 1.'],
    [['--part', 'both'], '--part is both, but must be text or pair.'],
    [['--fail-under', 'clean>=0', '--junit', at('films.csv/j.xml')], 'choose another with --junit.'],
    [['--fail-under', 'clean>=0', '--junit', at('m1')], `--junit is ${at('m1')}, which is a folder: name a file.`],
    [
      ['--data', 'spam', '--contrast', at('films.csv')],
      '--contrast has an edited example for each row of --data, but of spam',
    ],
    [['--search', 'greedy'], '--search is greedy, but must be both, calibrated or plain.'],
    [['--attacks', 'pgd', '--search', 'plain'], '--search is plain, but --attacks names no attack on texts'],
    [['--measure', 'speed'], '--measure is speed, but must be max-loss-increase.'],
    [['--data', at('nothing.csv')], `--data is ${at('nothing.csv')}, but there is no such file`],
    [['--data', at('values.csv'), '--columns', 'text=sentence'], 'sentence'],
    [[at('m1')], `${at('m1')} is named twice; name each model once.`],
  ])('refuses %j in one sentence', async (args, sentence) => {
    const { code, out, err } = await evaluate(
      at('m1'),
      ...(args[0]!.startsWith('--data') ? [] : ['--data', at('films.csv')]),
      ...args,
      '--out',
      at('refused'),
    );
    expect([code === 0, out]).toEqual([false, '']);
    expect(err).toContain(sentence);
    expect(err).not.toContain('    at ');
    expect(existsSync(at('refused'))).toBe(false);
  });

  test('takes the model’s own classes: of each example the one of that name, in files that lack some too', async () => {
    const rows = readFileSync(at('films.csv'), 'utf8').trim().split('\n').slice(1);
    const write = (name: string, some: readonly string[]) => {
      writeFileSync(at(name), `text,label\n${some.join('\n')}\n`);
      return at(name);
    };
    const renamed = (label: string, to: string) => (row: string) => row.replace(`,${label}`, `,${to}`);
    const accuracy = async (file: string) =>
      (await measured(at('m1'), '--data', file, '--attacks', 'characters')).models[0]!.accuracy;
    const whole = await accuracy(at('films.csv'));
    const one = rows.filter((row) => row.endsWith('positive'));
    expect(await accuracy(write('one.csv', one))).toBeGreaterThan(0.9);
    // By their letters the first of these is the second of the model's.
    expect(await accuracy(write('cased.csv', rows.map(renamed('positive', 'POSITIVE'))))).toBe(whole);
    const inverse = rows.map(renamed('positive', 'a-good')).map(renamed('negative', 'b-bad'));
    const { err } = await evaluate(
      at('m1'),
      '--data',
      write('renamed.csv', inverse),
      '--attacks',
      'characters',
      ...few,
    );
    expect(err).toContain('a-good for negative and b-bad for positive is taken: if that is wrong, rename');
  });

  test('refuses data with a class that the model lacks, and a model that has no trained head, and says how to give it one', async () => {
    const other = `text,label\n${['a', 'b', 'c', 'd'].map((label, i) => `film ${i},${label}`).join('\n')}\n`;
    writeFileSync(at('other.csv'), other);
    const lacking = await evaluate(at('m1'), '--data', at('other.csv'), ...few);
    expect([lacking.code, lacking.err]).toEqual([
      1,
      expect.stringContaining(`The data have the classes a, b, c and d, but ${at('m1')} knows negative and positive: `),
    ]);
    cpSync(at('m1'), at('headless'), { recursive: true });
    const { tensors } = readSafetensors(readFileSync(at('m1/model.safetensors')));
    const without = Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.startsWith('classifier.')));
    writeFileSync(at('headless/model.safetensors'), Buffer.concat(writeSafetensors(without)));
    const { code, err } = await evaluate(at('headless'), '--data', at('films.csv'), ...few);
    expect(code).toBe(1);
    expect(err).toContain('answers nothing yet');
    expect(err).toContain('advtrain train --model');
  });
});
