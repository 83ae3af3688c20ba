import { expect, test } from 'vitest';
import { evaluationPage } from '../../src/commands/evaluate/report/page.ts';
import type { Evaluation, ModelResult } from '../../src/commands/evaluate/results.ts';
import { brokenInLarger } from '../../src/commands/evaluate/attacks/larger-balls.ts';
import { plainText, summaryOf } from '../../src/commands/evaluate/report/summary.ts';

const ones = (places: string): readonly (0 | 1)[] => Array.from(places, (place) => (place === '1' ? 1 : 0));

function result(model: string, right: string, held: string): ModelResult {
  const cost = { queries: 9, asked: 8, units: 17, texts: [], seconds: 1 };
  const attack = { as: 'pgd', name: 'PGD-10', radius: { asked: '3%', value: 0.2 }, held: ones(held), ...cost };
  const whole = { accuracy: 0.5, answered: ones('10101010'), calibrationError: 0.031 };
  return { model, parameters: 1, right: ones(right), ...whole, temperature: 2, length: 6, attacks: [attack] };
}

const evaluation: Evaluation = {
  data: 'films.csv',
  classes: ['a', 'b'],
  examples: 8,
  attacked: 4,
  models: [result('one', '1110', '1010'), result('two', '0111', '0011')],
  version: '0',
};

test('models are compared on what all of them answer rightly, whatever they get right else', () => {
  const [all, common] = summaryOf(evaluation).tables;
  expect(all!.rows.map(([, , clean, attacked]) => [clean, attacked].map((cell) => cell!.text.split('\n')[0]))).toEqual([
    ['75.0', '50.0'],
    ['75.0', '50.0'],
  ]);
  // Rows 1 and 2 are right in both: of them the first model keeps one, the second the same one.
  expect(common!.title).toBe('What is left of the 2 that all models answer rightly');
  expect(common!.rows.map(([, attacked]) => attacked!.text.split('\n')[0])).toEqual(['50.0', '50.0']);
});

test('which class was taken for which is said with the figures, in text and page', () => {
  const note = 'one does not name its classes, so a for LABEL_0 and b for LABEL_1 is taken.';
  expect(summaryOf({ ...evaluation, notes: [note] }).sentences[0]).toBe(note);
  expect(evaluationPage({ ...evaluation, notes: [note] })).toContain(note);
});

test('one model has nothing to be compared with, and says what its attacks cost', () => {
  const alone = summaryOf({ ...evaluation, models: evaluation.models.slice(0, 1) });
  expect(alone.tables).toHaveLength(1);
  expect(plainText(alone)).toContain('Queries for each example that it answers rightly: PGD-10 9 (8 of them new).');
  expect(alone.sentences[0]).toBe(
    'Only 4 examples are attacked: a share of them is known to ± 49 points; --examples takes more.',
  );
});

test('the page has a curve over ε, from the clean accuracy on, of an attack in two balls or more', () => {
  const [one] = evaluation.models;
  expect(evaluationPage(evaluation)).not.toContain('<figure');
  const [attack] = one!.attacks;
  const smaller = { ...attack!, radius: { asked: '1%', value: 0.06 }, held: ones('1110') };
  const page = evaluationPage({ ...evaluation, models: [{ ...one!, attacks: [smaller, attack!] }] });
  expect(page).toContain('aria-label="Accuracy under PGD-10 over the radius of the ball"');
  expect(page.match(/<title>one\nε, % of the median ‖x‖: /g)).toHaveLength(3);
});

test('what a smaller ball has broken is broken in larger ones, whatever the order of the radii', () => {
  const [attack] = result('one', '1111', '1111').attacks;
  const inBall = (value: number, held: string, exhausted: readonly number[] = []) => ({
    ...attack!,
    radius: { asked: String(value), value },
    held: ones(held),
    ...(exhausted.length > 0 && { exhausted }),
  });
  const noise = { ...inBall(3, '1111'), as: 'noise' };
  const found = brokenInLarger([inBall(2, '1101', [0, 1]), inBall(1, '0111'), noise]);
  expect(found).toEqual([inBall(2, '0101', [1]), inBall(1, '0111'), noise]);
});

test('a model that answers one class alone, or is right no more often than that would be, is said to show no robustness', () => {
  const [one, two] = evaluation.models;
  const models = [
    { ...one!, favourite: { label: 'b', answered: 1, present: 0.45 } },
    { ...two!, favourite: { label: 'a', answered: 0.6, present: 0.55 } },
  ];
  const said = summaryOf({ ...evaluation, models }).sentences.join('\n');
  expect(said).toContain(
    'one answers “b” to 100.0 % of all examples, where 45.0 % are of it, so what attacks leave of it',
  );
  expect(said).toContain('two is right on 50.0 %, and always answering “a” would be on 55.0 %, so what attacks leave');
  expect(summaryOf(evaluation).sentences.join()).not.toContain('robustness');
});

test('what stands because a budget was spent is said, and what limits attacks had', () => {
  const [one] = evaluation.models;
  const [attack] = one!.attacks;
  const models = [{ ...one!, attacks: [{ ...attack!, exhausted: [0, 2] }] }];
  const text = plainText(summaryOf({ ...evaluation, models, steps: 10, queriesPerWord: 50 }));
  expect(text).toContain(
    'one: the budget was spent before anything broke these examples: 2 under PGD-10, ε 3% (0.2). With a',
  );
  expect(text).toContain('Attacks in balls make 10 moves (--steps).');
  expect(text).toContain('Attacks on texts ask at most 50 queries for each word (--queries).');
});

/** Places of which the first so many are 1. */
const first = (many: number, of = 40) => ones('1'.repeat(many) + '0'.repeat(of - many));

/** A model that is right on 40 examples and holds so many of them in a ball and under words. */
function held(model: string, ball: number, words: number, plain = words): ModelResult {
  const { attacks, ...rest } = result(model, '1', '1');
  const inWords = { ...attacks[0]!, as: 'words', radius: undefined };
  const { radius: _, ...text } = inWords;
  return {
    ...rest,
    right: first(40),
    attacks: [
      { ...attacks[0]!, held: first(ball) },
      { ...text, name: 'PWWS on logits', search: 'calibrated', held: first(words) },
      { ...text, name: 'PWWS', search: 'plain', held: first(plain) },
    ],
  };
}

test('that robustness in balls does not carry over to words is said where it does not, with the numbers', () => {
  const said = (...models: readonly ModelResult[]) =>
    summaryOf({ ...evaluation, attacked: 40, models })
      .sentences.filter((sentence) => sentence.includes('carry over'))
      .join();
  expect(said(held('a', 30, 10), held('b', 10, 30))).toBe(
    'Robustness in balls around embeddings does not carry over to words here: of the 40 examples that both answer rightly, a holds more than b in balls (PGD-10 at ε 3% +50.0 points), but less under PWWS on logits −50.0 points and PWWS, plain −50.0 points.',
  );
  expect(said(held('a', 30, 21), held('b', 10, 20))).toContain(
    'but not surely more under PWWS on logits +2.5 points and PWWS, plain +2.5 points.',
  );
  expect(said(held('a', 30, 30), held('b', 10, 10))).toBe('');
  expect(said(held('a', 20, 10), held('b', 20, 30))).toBe('');
});

test('what an attack breaks by one search alone is said, where it is more than chance', () => {
  const said = (plain: number) =>
    plainText(summaryOf({ ...evaluation, attacked: 40, models: [held('a', 30, 20, plain)] }));
  expect(said(30)).toContain(
    'a: PWWS leaves 75.0 % as published, searching on plain probabilities, and 50.0 % on logits at the calibrated temperature: its over-confidence hides it from the search as published.',
  );
  expect(said(10)).toContain('read the lower one.');
  expect(said(21)).not.toContain('as published, searching');
  expect(said(21)).toContain('“Plain” attacks search as published, on probabilities of plain logits (--search).');
});

test('ε is said both as a share of the median ‖x‖ and as a number, from the least to the most of the models', () => {
  const [one, two] = evaluation.models;
  const titles = (...models: readonly ModelResult[]) =>
    summaryOf({ ...evaluation, models })
      .tables[0]!.columns.slice(3)
      .map(({ title }) => title);
  const inBall = (model: ModelResult, asked: string, value: number, length: number) => ({
    ...model,
    length,
    attacks: [{ ...model.attacks[0]!, radius: { asked, value } }],
  });
  expect(titles(inBall(one!, '3%', 0.18, 6), inBall(two!, '3%', 0.21, 7))).toEqual(['PGD-10, ε 3% (0.18–0.21)']);
  expect(titles(inBall(one!, '0.3', 0.3, 6), inBall(two!, '0.3', 0.3, 6))).toEqual(['PGD-10, ε 0.3 (5%)']);
});

test('what is counted on too few is said of recall, of signs, and of what all models answer rightly', () => {
  const [one, two] = evaluation.models;
  const recall = { texts: 3, breakable: 1, found: [{ attack: 'PWWS', found: 1 }] };
  const sign = { name: 'noise', isShown: false, examples: 10, sentence: 'Noise.' } as const;
  const said = (signs: ModelResult['signs'], models = [one!]) =>
    summaryOf({ ...evaluation, models: models.map((model) => ({ ...model, recall, ...(signs && { signs }) })) });
  const text = plainText(said([sign]));
  expect(text).toContain('PWWS finds 1, in percent 100.0 (95 %: 20.7–100.0).');
  expect(text).toContain('Only 1 short text of one can be broken: a share of them is known to ± 98 points');
  expect(text).toContain('looked for on only 10 examples of one: what fewer than 5 of them show, 50.0 %, is not seen');
  expect(plainText(said([]))).toContain('one answers none of the examples rightly on which signs');
  expect(plainText(said(undefined))).toContain('Signs of masked gradients were not looked for (--signs).');
  expect(plainText(said([{ ...sign, examples: 50 }]))).not.toContain('looked for on only');
  const many = { ...evaluation, attacked: 300, examples: 300, models: [one!, two!] };
  expect(plainText(summaryOf(many))).toContain('Only 2 examples are answered rightly by all models: a share');
});

test('the largest loss increases are said in the order of the models, whatever their names', () => {
  const named = evaluation.models.map((model, place) => ({ ...model, model: String(2 - place) }));
  const increases = { 1: [0, 1, 2], 2: [3, 4, 5] } as const;
  const lossIncrease = { reference: '2', examples: 4, medianRadius: 0.1, increases };
  expect(summaryOf({ ...evaluation, models: named, lossIncrease }).sentences.join('\n')).toContain(
    '2 4 (quartiles 3–5), 1 1 (quartiles 0–2).',
  );
});
