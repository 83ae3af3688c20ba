import { describe, expect, test } from 'vitest';
import { conclusions, controlOf } from '../src/index.ts';
import { example, exampleNames, exampleRun } from './example.ts';

const without = (shares: readonly number[]) => ({ development: shares[0] ?? 0, amazon: 0.5, tweets: 0.5 });

describe('conclusions', () => {
  test('says that one seed proves nothing', () => {
    const text = conclusions(example([1])).join('\n');
    expect(text).toContain('One seed proves nothing');
    expect(text).not.toContain('higher in all');
    // As many seeds as five comparisons need.
    expect(text).toContain('repeat with --seeds 8');
  });

  test('compares with natural training at the same cost, seed by seed', () => {
    const seeds = [1, 2, 3];
    const runs = seeds.flatMap((seed) => [
      exampleRun('natural-matched', seed, { accuracy: without([0.8]) }),
      exampleRun('freelb', seed, { accuracy: without([0.8 + 0.01 * seed]) }),
    ]);
    const text = conclusions({ ...example(seeds, runs) });
    expect(text[0]).toBe(
      'Accuracy, in points against natural, matched: higher in all 3 seeds: FreeLB (median +2.0, +1.0 to +3.0). ' +
        '3 seeds cannot tell any of this from chance: with 1 comparison the exact paired test needs at least 6.',
    );
  });

  test('says so where a method did not cost what it is compared with', () => {
    const runs = (['natural-matched', 'freeat', 'yopo', 'freelb'] as const).map((m) => exampleRun(m, 1));
    expect(conclusions(example([1], runs))[1]).toMatch(
      /against natural, matched: FreeAT at 33 % of its cost [^,]+, YOPO at 70 % of its cost [^,]+ and FreeLB [+−]/,
    );
  });

  test('calls a difference proven only when the corrected test does', () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const runs = (methods: readonly string[]) =>
      seeds.flatMap((seed) =>
        methods.map((m) =>
          exampleRun(m, seed, { accuracy: without([m === 'freelb' ? 0.9 : 0.8 + 0.001 * (seed % 2)]) }),
        ),
      );
    expect(conclusions(example(seeds, runs(exampleNames))).join('\n')).toMatch(
      /FreeLB \(median \+9\.\d.*differs beyond chance \(exact paired test, Holm-corrected p = 0\.039\)/,
    );
  });

  test('sees no direction where seeds disagree', () => {
    const runs = [1, 2].flatMap((seed) => [
      exampleRun('natural-matched', seed, { accuracy: without([0.8]) }),
      exampleRun('pgd', seed, { accuracy: without([seed === 1 ? 0.81 : 0.79]) }),
    ]);
    expect(conclusions(example([1, 2], runs))[0]).toContain('no clear direction: PGD (median +0.0, −1.0 to +1.0)');
  });

  test('names a method that collapsed to one class, and compares nobody with it', () => {
    const runs = exampleNames.map((m) =>
      exampleRun(m, 1, m === 'natural-matched' ? { predicted: [0, 1], accuracy: without([0.51]) } : {}),
    );
    const comparison = example([1], runs);
    expect(conclusions(comparison)[0]).toContain('natural, matched collapsed: it answers “positive” whatever');
    expect(controlOf(comparison)).toBe('natural');
    expect(conclusions(comparison).slice(1).join()).not.toContain('natural, matched');
  });

  test('names a method that diverged', () => {
    const runs = [1, 2].flatMap((seed) => [
      exampleRun('natural', seed),
      exampleRun('yopo', seed, seed === 2 ? { status: 'diverged', accuracy: {}, robust: [], predicted: [] } : {}),
    ]);
    expect(conclusions(example([1, 2], runs))[0]).toBe(
      'YOPO diverged in 1 of 2 seeds: its loss stopped being a number.',
    );
  });

  test('says of a method whose entry states another cost than was counted what both are', () => {
    const wrong = exampleRun('pgd', 1, { steps: 10, units: { predicted: 90, counted: 120 } });
    const rounded = exampleRun('yopo', 1, { steps: 10, units: { predicted: 70, counted: 70 + 1e-9 } });
    const [first, ...rest] = conclusions(example([1], [exampleRun('natural', 1), wrong, rounded]));
    expect(first).toBe(
      "PGD says that a step costs 9 units, but 12 were counted (90 and 120 in all): its entry's units are wrong, and so " +
        'is a control matched to it.',
    );
    expect(rest.join()).not.toContain('were counted');
  });

  test('compares with natural training where nothing is matched, and with the first method where there is neither', () => {
    const comparison = example([1]);
    const without = (...names: readonly string[]) => ({
      ...comparison,
      methods: comparison.methods.filter(({ name }) => !names.includes(name)),
    });
    expect(controlOf(comparison)).toBe('natural-matched');
    expect(controlOf(without('natural-matched'))).toBe('natural');
    expect(controlOf(without('natural-matched', 'natural'))).toBe('pgd');
  });

  test('says so when nothing has finished', () => {
    expect(conclusions(example([1], []))).toEqual(['No run has finished yet.']);
  });
});
