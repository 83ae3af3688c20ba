import { describe, expect, test } from 'vitest';
import {
  apgd,
  apgdCE,
  apgdT,
  autoAttack,
  baeLike,
  beamSubstitution,
  bertAttackLike,
  carliniWagner,
  deepWordBug,
  everyVariant,
  fabT,
  fgsm,
  greedySubstitution,
  l2,
  margin,
  nearestNeighbours,
  pgd,
  pwws,
  restarts,
  square,
  strongest,
  targetedMargin,
  textBuggerLike,
} from '../../src/index.ts';
import type { TextAttack } from '../../src/index.ts';
import { lexicon, masked } from '../words/attacks.ts';
import { neighbours } from '../words/sentences.ts';

const radius = 1;
const { name: table } = neighbours;
const similarity = { name: 'letters', threshold: 0.9, similar: async () => [] };

describe("an attack's name", () => {
  test.each([
    [fgsm({ radius }), 'FGSM'],
    [pgd({ radius, steps: 10 }), 'PGD-10'],
    [apgdCE({ radius }), 'APGD-CE'],
    [apgdT({ radius, steps: 100, rho: 0.75, targets: 9 }), 'APGD-T'],
    [fabT({ radius, steps: 100 }), 'FAB-T'],
    [square({ radius, queries: 5000 }), 'Square'],
    [carliniWagner({ radius, steps: 10_000 }), 'CW-L2'],
    [autoAttack('standard', { radius }), 'AutoAttack, standard'],
  ])('says nothing of published settings: %#', (attack, name) => {
    expect(attack.name).toBe(name);
  });

  test.each([
    [pgd({ radius, steps: 10, stepSize: 0.1, start: 0 }), 'PGD-10 (stepSize 0.1, start 0)'],
    [pgd({ radius, steps: 2, ball: l2({ radius, stepSize: 1, start: 0 }) }), 'PGD-2 (ball of its own)'],
    [pgd({ radius, steps: 2, objective: targetedMargin, target: 1 }), `PGD-2-${targetedMargin.name} (target 1)`],
    [apgdCE({ radius, steps: 1 }), 'APGD-CE (steps 1)'],
    [apgd({ radius, rho: 0.5 }, margin), 'APGD-margin (rho 0.5)'],
    [apgdT({ radius, steps: 5, targets: 2 }), 'APGD-T (steps 5, targets 2)'],
    [fabT({ radius, steps: 1, targets: 1 }), 'FAB-T (steps 1, targets 1)'],
    [square({ radius, queries: 1 }), 'Square (queries 1)'],
    [carliniWagner(), 'CW-L2 (steps 1000)'],
    [carliniWagner({ steps: 1, searches: 1 }), 'CW-L2 (searches 1, steps 1)'],
    [
      strongest([apgdCE({ radius, steps: 10 }), apgd({ radius, steps: 10 }, margin)]),
      'strongest of APGD-CE (steps 10), APGD-margin (steps 10)',
    ],
    [restarts(apgdCE({ radius, steps: 10 }), 3), 'APGD-CE (steps 10), 3 times'],
  ])('says which settings are not the published ones: %#', (attack, name) => {
    expect(attack.name).toBe(name);
  });

  test.each<[TextAttack, string]>([
    [deepWordBug({ part: 'pair' }), 'DeepWordBug on logits (part pair)'],
    [pwws(lexicon, { part: 'pair', goal: 'probability' }), 'PWWS (part pair)'],
    [
      textBuggerLike(neighbours, { part: 'pair', similarity }),
      'TextBugger-like on logits (part pair), alike by letters ≥ 0.9',
    ],
    [bertAttackLike(masked, { part: 'pair' }), 'BERT-Attack-like by letters on logits (part pair)'],
    [baeLike(masked), 'BAE-like by letters on logits'],
    [greedySubstitution(neighbours, { maxShare: 0.3 }), `greedy substitution by ${table}`],
    [
      greedySubstitution(neighbours, { maxShare: 1, most: 1, stopWords: new Set() }),
      `greedy substitution by ${table} (maxShare 1, most 1, stopWords of its own)`,
    ],
    [beamSubstitution(neighbours, { width: 3, most: 2 }), `beam substitution (3) by ${table} (most 2)`],
    [everyVariant(neighbours, { most: 5, maxWords: 4 }), `every variant of up to 3 words by ${table}`],
    [
      everyVariant(neighbours, { most: 2, part: 'pair', similarity }),
      `every variant of up to 3 words by ${table} (most 2, part pair), alike by letters ≥ 0.9`,
    ],
  ])('says which settings of an attack on words are not the usual ones: %#', (attack, name) => {
    expect(attack.name).toBe(name);
  });

  test('has what its neighbours are named by', async () => {
    const lines = ['good 1 0', 'great 1 0.1'];
    const nearest = await nearestNeighbours(lines, { most: 3, cosine: 0.9 });
    expect(nearest.name).toBe('nearest words (most 3, cosine 0.9)');
    expect((await nearestNeighbours(lines)).name).toBe('nearest words');
  });
});
