import type { Evidence } from '../../src/commands/harden/evidence/evidence.ts';
import type { AttackResult, ModelResult } from '../../src/commands/evaluate/results.ts';

/** Places as a text of ones and zeros. */
export const ones = (places: string): readonly (0 | 1)[] => Array.from(places, (place) => (place === '1' ? 1 : 0));

const cost = { queries: 9, asked: 8, units: 17, texts: [], seconds: 2 };

function inBall(asked: string, held: string): AttackResult {
  return { as: 'pgd', name: 'PGD-10', radius: { asked, value: 0.2 }, held: ones(held), ...cost };
}

/** A synonym attack that breaks what does not hold. */
function byWords(held: string): AttackResult {
  const texts = ones(held).flatMap((isHeld, row) =>
    isHeld
      ? []
      : [
          {
            row,
            label: 'good',
            original: [`A <b>fine</b> film ${row}`],
            adversarial: [`A <b>okay</b> film ${row}`],
            edits: 1,
          },
        ],
  );
  return { ...cost, as: 'words', name: 'PWWS with WordNet', held: ones(held), texts };
}

function model(name: string, right: string, ball: string, words: string): ModelResult {
  const attacks = [inBall('1.5%', right), inBall('3%', ball), byWords(words)];
  const whole = { accuracy: ones(right).filter(Boolean).length / right.length, answered: ones(right) };
  const sizes = { parameters: 9, temperature: 1, length: 6, calibrationError: 0.031 };
  return { model: name, ...sizes, ...whole, right: ones(right), attacks };
}

const all = '1'.repeat(20);
const few = '1'.repeat(4) + '0'.repeat(16);
const most = '1'.repeat(15) + '0'.repeat(5);

/** What a hardening of twenty examples found, where FreeLB holds eleven more of them in the ball that counts. */
export const evidence: Evidence = {
  format: 1,
  version: '0',
  model: '/home/me/<model>',
  data: '/home/me/train.csv',
  reported: '/home/me/dev.csv',
  before: { measured: true },
  survey: {
    classes: [
      { name: 'good', train: 75, reported: 15 },
      { name: '<i>bad</i>', train: 25, reported: 5 },
    ],
    rows: { train: 80, selection: 20, reported: 20 },
    tokens: { median: 7, high: 12, longest: 20, limit: 64, cut: 0 },
    repeated: 1,
    conflicting: { texts: 1, some: ['both <u>'] },
    leftOut: 0,
    doubtful: {
      labels: 1,
      of: 100,
      accuracy: 0.8,
      some: [{ text: '<script>alert(1)</script>', label: 'good', probability: 0.01, likelier: '<i>bad</i>' }],
    },
  },
  headline: '3%',
  because: ['At 3% half of the right answers fall.'],
  trained: [
    {
      name: 'natural-matched',
      title: 'natural, matched',
      settings: 'no options',
      source: 'ordinary training',
      isControl: true,
      clean: 0.95,
      held: [0.2, 0.4],
      steps: 90,
      epochs: 9,
      units: 270,
      seconds: 30,
    },
    {
      name: 'freelb',
      title: 'FreeLB',
      settings: 'steps 2',
      source: 'free large-batch adversarial training (Zhu et al. 2020)',
      isControl: false,
      clean: 0.95,
      held: [0.6, 0.5],
      steps: 45,
      epochs: 4.5,
      units: 270,
      seconds: 31,
    },
    {
      name: 'pgd',
      title: 'PGD',
      settings: 'steps 2',
      source: 'PGD',
      isControl: false,
      failure: 'it gives nearly every text the same class.',
      steps: 30,
      epochs: 3,
      units: 270,
      seconds: 32,
    },
  ],
  left: ['A2T-like'],
  pickedUnder: ['embeddings moved by ε 3%', 'synonyms (PWWS)'],
  selection: { examples: 20, attacked: 20 },
  pick: { prefer: 'balance', giveUp: 0.005, name: 'freelb', title: 'FreeLB', because: 'FreeLB has 95.0 clean.' },
  against: {
    holds: true,
    attacks: [
      { name: 'embeddings moved by ε 3%', difference: 0.55, p: 0.002 },
      { name: 'synonyms (PWWS)', difference: 0, p: 1 },
    ],
  },
  given: { name: 'freelb', title: 'FreeLB', isControl: false },
  roles: ['before', 'control', 'picked'],
  evaluation: {
    data: '/home/me/dev.csv',
    classes: ['good', '<i>bad</i>'],
    examples: 20,
    attacked: 20,
    models: [
      model('before', all, few, few),
      model('natural, same cost', all, few, few),
      model('FreeLB', all, most, most),
    ],
    version: '0',
  },
  settings: [['batch size', '8 <8>']],
  cost: { sizing: 12, training: 93, picking: 20, reporting: 40 },
  repeat: 'npx advtrain harden --model <model>',
  cautions: ['Its rows may be no news to it.'],
  notes: ['A note <of> the data.'],
};

/** The same where what was picked does not hold more, and the control is given. */
export const nothingBetter: Evidence = {
  ...evidence,
  against: { holds: false, attacks: [{ name: 'embeddings moved by ε 3%', difference: 0.05, p: 0.625 }] },
  given: { name: 'natural-matched', title: 'natural, matched', isControl: true },
};
