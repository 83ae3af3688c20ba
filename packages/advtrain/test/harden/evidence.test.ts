import { modelCard } from '@advtrain/models';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cautionsOf } from '../../src/commands/harden/data/before.ts';
import { hardenedCard } from '../../src/commands/harden/evidence/card.ts';
import { against, differenceOf } from '../../src/commands/harden/evidence/compared.ts';
import { evidencePage } from '../../src/commands/harden/evidence/page.ts';
import { costSentence, evidenceSentences } from '../../src/commands/harden/evidence/sentences.ts';
import { sideBySide } from '../../src/commands/harden/evidence/tables.ts';
import type { ModelResult } from '../../src/commands/evaluate/results.ts';
import { evidence, nothingBetter, ones } from './evidence.ts';

const labels = Array.from({ length: 20 }, () => 0);

describe('the evidence', () => {
  test('says first what is given, by how much it holds more, and what that costs', () => {
    const [verdict, cost] = evidenceSentences(evidence);
    expect(verdict).toBe(
      'The folder model holds a model that was hardened with FreeLB. On /home/me/dev.csv it holds more than natural training at the ' +
        'same cost: +55.0 points, embeddings moved by ε 3% (p = 0.002). No difference is sure there: 0.0 points, synonyms (PWWS) (p = 1.000).',
    );
    expect(cost).toContain('Without an attack it answers 100.0 % rightly: 0.0 points against the model as it was');
    expect(evidenceSentences(evidence)).toContain(
      'PGD was out of the running: it gives nearly every text the same class.',
    );
  });

  test('says where the given model holds less, at sizes that it was not picked by', () => {
    const [before, control, freelb] = evidence.evaluation.models;
    const further = (model: ModelResult, held: string): ModelResult => ({
      ...model,
      attacks: [...model.attacks, { ...model.attacks[0]!, radius: { asked: '6%', value: 0.4 }, held: ones(held) }],
    });
    const under = (ofGiven: string, ofControl: string) => ({
      ...evidence,
      evaluation: {
        ...evidence.evaluation,
        models: [before!, further(control!, ofControl), further(freelb!, ofGiven)],
      },
    });
    const none = '0'.repeat(20);
    const some = '1'.repeat(12) + '0'.repeat(8);
    const said =
      'At sizes that models are not picked by it holds less than natural training at the same cost: −60.0 points, embeddings moved by ε 6% (p < 0.001).';
    expect(evidenceSentences(under(none, some))[1]).toBe(said);
    for (const same of [under(some, none), under(some, some), evidence])
      expect(evidenceSentences(same).join(' ')).not.toContain('it holds less');
  });

  test('says of an average what it lies between, and that it took the training of both', () => {
    const [control, freelb] = evidence.trained;
    const source = 'weights ¾ of the way from natural training to FreeLB';
    const own = { name: 'freelb-three-quarters', title: 'FreeLB, ¾ of the way' };
    const picked = {
      ...evidence,
      trained: [control!, freelb!, { ...freelb!, ...own, source, averageOf: 'freelb' }],
      pick: { ...evidence.pick, ...own },
      given: { ...own, isControl: false },
    };
    expect(evidenceSentences(picked)[0]).toContain(
      'The folder model holds an average of two models, weights ¾ of the way from natural training to FreeLB, so that it took what both took.',
    );
    expect(costSentence(picked)).toContain('2 models were trained in');
    const said = evidenceSentences({ ...picked, before: { measured: false, why: 'it has no head' } }).join(' ');
    expect(said.match(/natural training with half as many units/g)).toHaveLength(4);
    expect(said).not.toContain('same cost');
    // The colour and the dash of the method.
    const curve = (page: string) => /<svg.*?<\/svg>/s.exec(page)![0].replaceAll(', ¾ of the way', '');
    expect(curve(evidencePage(picked, labels))).toBe(curve(evidencePage(evidence, labels)));
  });

  test('says that nothing was better where the paired test does not find it, and that the control is given', () => {
    expect(evidenceSentences(nothingBetter)[0]).toMatch(
      /^Nothing beat natural training at the same cost: FreeLB, which was picked, .* The folder model holds the naturally trained one\.$/,
    );
    const { against: _, ...own } = nothingBetter;
    const trained = own.trained.map((each) => (each.name === 'freelb' ? { ...each, clean: 0.938 } : each));
    const picked = { ...own, trained, pick: { ...own.pick, name: 'natural-matched', title: 'natural, matched' } };
    expect(evidenceSentences(picked)[0]).toMatch(
      /^Nothing beat natural training: by .* that itself was picked, on examples that are not reported/,
    );
    const [, otherwise] = evidenceSentences(picked);
    expect(otherwise).toContain('FreeLB was more robust on what models are picked by, +25.0 points on average');
    expect(otherwise).toContain('--give-up 1.2 or --prefer robustness picks it, and trains nothing anew.');
    expect(evidencePage(nothingBetter, labels)).toContain('<h1>Nothing beat natural training</h1>');
  });

  test('warns of rows that the model may have been trained on, most where they are reported too', () => {
    expect(evidenceSentences(evidence)).toContain('Its rows may be no news to it.');
    const flags = { model: 'm', data: 'train.csv' };
    expect(cautionsOf({ measured: false, why: 'it has no head' }, flags)).toEqual([]);
    expect(cautionsOf({ measured: true }, flags)[0]).toContain(
      'it has seen what is reported too, and all figures flatter',
    );
    expect(cautionsOf({ measured: true }, { ...flags, dev: 'dev.csv' })).toEqual([]);
  });

  test('says why there is no “before” where the model cannot be measured as it is', () => {
    const { models } = evidence.evaluation;
    const evaluation = { ...evidence.evaluation, models: models.slice(1) };
    const without = { ...evidence, evaluation, roles: evidence.roles.slice(1) };
    const sentences = evidenceSentences({ ...without, before: { measured: false, why: 'it has no head' } });
    expect(sentences.join('\n')).toContain('There is no “before”: it has no head, so');
    expect(sideBySide(without).title).toMatch(/^Against natural training/);
  });

  test('compares models on the same examples, with intervals of the pairs', () => {
    const { value, interval, p } = differenceOf(ones('1111111111'), ones('0000011111'));
    expect(value).toBe(0.5);
    expect(interval.low).toBeGreaterThan(0.1);
    expect(interval.high).toBeLessThan(0.9);
    expect(p).toBeCloseTo(2 ** -5, 12);
    const [before, , picked] = evidence.evaluation.models;
    const found = against(picked!, before!, '3%');
    expect(found.holds).toBe(true);
    expect(found.attacks.map(({ name }) => name)).toEqual(['embeddings moved by ε 3%', 'synonyms (PWWS)']);
  });

  test('has a column a model and a row a measure, and what is given less the control', () => {
    const { columns, rows } = sideBySide(evidence);
    expect(columns.map(({ title }) => title)).toEqual([
      'accuracy, %',
      'before',
      'natural, same cost',
      'FreeLB',
      'given, against natural, same cost',
    ]);
    expect(rows.map(([name]) => name!.text)).toEqual([
      'without an attack',
      'embeddings moved by ε 1.5%',
      'embeddings moved by ε 3%',
      'synonyms (PWWS)',
      'calibration error, points',
    ]);
    expect(rows[2]!.map(({ text }) => text.split(/\s/)[0])).toEqual(['embeddings', '20.0', '20.0', '75.0', '+55.0']);
  });
});

test('what it took is said of every part', () => {
  expect(costSentence(evidence)).toBe(
    '3 models were trained in 1 min 33 s, after 12 s to size the perturbations; measuring took 20 s to pick one, and 40 s under attack for the report.',
  );
});

describe('the page of the evidence', () => {
  const html = evidencePage(evidence, labels);

  test('needs no script and nothing from elsewhere, and has all texts of data as text', () => {
    const own = html.replaceAll('xmlns="http://www.w3.org/2000/svg"', '');
    expect(own).not.toMatch(/<script|<b>|<i>bad|<u>|<model>|<of>|<8>|https?:/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toContain('@media print');
  });

  test('says of one text that it breaks', () => {
    const { models } = evidence.evaluation;
    const rarely = models.map((model) => ({
      ...model,
      attacks: model.attacks.map((attack) => ({ ...attack, texts: attack.texts.slice(-1) })),
    }));
    const page = evidencePage({ ...evidence, evaluation: { ...evidence.evaluation, models: rarely } }, labels);
    expect(page).toContain('>1 text breaks in the model that is given.<');
  });

  test('shows what broke before and holds now, and what still breaks', () => {
    const [, now = '', still = ''] = html.split(/Broken before, and hold now|What still breaks it/);
    expect(now).toContain('11 texts broke in the model as it was and hold');
    expect(now).toContain('film 4</p>');
    expect(now).not.toContain('film 15</p>');
    expect(still).toContain('5 texts break in the model that is given');
    expect(still).toContain('film 15</p>');
  });
});

test('the card of a hardened model has its figures, and no folder of anybody’s', () => {
  const [, front = '', body = ''] = modelCard(hardenedCard(evidence)).split('---\n');
  const card = parse(front) as { readonly 'model-index': readonly [{ readonly results: readonly [object] }] };
  expect(card).toMatchObject({ pipeline_tag: 'text-classification', tags: ['advtrain', 'freelb'] });
  expect(card['model-index'][0].results[0]).toMatchObject({
    dataset: { name: 'dev.csv', type: 'csv' },
    metrics: [
      { type: 'accuracy', value: 1, name: 'Accuracy' },
      { value: 1, name: 'Accuracy, embeddings moved by ε 1.5%, on 20 examples' },
      { value: 0.75, name: 'Accuracy, embeddings moved by ε 3%, on 20 examples' },
      { value: 0.75 },
      { type: 'expected_calibration_error', value: 0.031 },
    ],
  });
  expect(card).not.toHaveProperty('license');
  expect(card).not.toHaveProperty('base_model');
  expect(front + body).not.toContain('/home/me');
  const part = hardenedCard({ ...evidence, reported: '1,600 of the 2,600 rows of /home/me/dev.csv' });
  expect(part.results[0]!.dataset).toBe('1,600 of the 2,600 rows of dev.csv');
  expect(part.sections[0]!.items![0]).toContain('On 1,600 of the 2,600 rows of dev.csv it holds more');
  const settings = [['data', '/home/me/train.csv, with /home/me/dev.csv for development']] as const;
  const told = hardenedCard({ ...evidence, settings, reported: '1,600 of the 2,600 rows of /home/me/dev.csv' });
  expect(JSON.stringify(told)).toContain('data: train.csv, with dev.csv for development');
});
