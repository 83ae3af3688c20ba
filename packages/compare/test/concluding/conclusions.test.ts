import { describe, expect, test } from 'vitest';
import { aboutPower, conclusions, controlOf, correctOf } from '../../src/index.ts';
import { example, exampleNames, exampleRun } from '../example.ts';

/** Which of so many examples are right, by hand: all but some. */
function packedBits(examples: number, wrong: readonly number[]): string {
  const bytes = Buffer.alloc(Math.ceil(examples / 8));
  for (let i = 0; i < examples; i++) if (!wrong.includes(i)) bytes[Math.floor(i / 8)]! += 2 ** (i % 8);
  return bytes.toString('base64');
}

const without = (shares: readonly number[]) => ({ development: shares[0] ?? 0, amazon: 0.5, tweets: 0.5 });

describe('conclusions', () => {
  test('says once that one seed proves nothing, and what its test sets could not have shown', () => {
    const [traded, plain, one, ...others] = conclusions(example([1]));
    expect(traded).toMatch(/^Under attack at ε 0.2, against natural, matched: /);
    expect(plain).toMatch(/^Under attack at ε 0.2, against natural: FreeAT /);
    expect(one).toMatch(/^One seed proves nothing: .* repeat with --seeds 8\. Sampling error alone hides/);
    expect(one).toContain('6.3 points in accuracy (500 examples), 5.0 points out of domain (1,000 examples)');
    expect(others.join()).not.toMatch(/seed|better|worse/);
    expect(one).toMatch(/By itself an accuracy on 500 examples is as uncertain as 85\.8 \(95 %: 8\d\.\d–8\d\.\d\)\.$/);
  });

  test('claims no certainty where all of few answers are right', () => {
    const task = {
      ...example([1]).task,
      sets: [{ id: 'development', title: 'development', examples: 30, majority: 0.5 }],
    };
    const runs = ['natural-matched', 'freelb'].map((m) => exampleRun(m, 1, { accuracy: { development: 1 } }));
    expect(conclusions({ ...example([1], runs), task }).join()).toContain('100.0 (95 %: 88.6–100.0)');
  });

  test('answers for every method what it gave against natural training at the same cost', () => {
    const freelb = exampleRun('freelb', 1, { accuracy: { development: 0.84, amazon: 0.7, tweets: 0.9 } });
    const natural = exampleRun('natural-matched', 1, { accuracy: { development: 0.85, amazon: 0.7, tweets: 0.8 } });
    expect(conclusions(example([1], [natural, freelb]))[2]).toMatch(
      /^FreeLB against natural training at the same cost: accuracy 84\.0 \(−1\.0\), out of domain 80\.0 \(\+5\.0\), under attack [\d.]+ \(\+[\d.]+\)\.$/,
    );
  });

  test('gives the range of a few seeds, and says how many could tell it from chance, and what', () => {
    const seeds = [1, 2, 3, 4, 5];
    const runs = seeds.flatMap((seed) => [
      exampleRun('natural-matched', seed, { accuracy: without([0.8]) }),
      exampleRun('freelb', seed, { accuracy: without([0.8 + 0.01 * seed]) }),
    ]);
    const [, answer, few, reading] = conclusions(example(seeds, runs));
    expect(few).toBe(
      'Only 32 examples are attacked: a share of them is known to ± 17 points; attack.examples of --config takes more.',
    );
    expect(answer).toMatch(/at the same cost: accuracy \+3\.0 \(\+1\.0 to \+5\.0\), out of domain \+0\.0/);
    // Six seeds pass with all signs alike, four times in five where the difference is Φ⁻¹(0.8^(1/6)) = 1.8 spreads of 1.6 points.
    expect(reading).toMatch(
      /with 1 comparison the exact paired test needs 6\. At the spread seen, those would show four in five differences of about 2\.[789] points in accuracy/,
    );
  });

  test('says first what methods give under attack and take in accuracy, three at most, the most given first', () => {
    const measured = (accuracy: number, attacked: number) => ({
      accuracy: without([accuracy]),
      robust: [{ radius: 0.2, accuracy: attacked }],
    });
    const runs = [1, 2].flatMap((seed) => [
      exampleRun('natural-matched', seed, measured(0.85, 0.3)),
      exampleRun('natural', seed, measured(0.84, 0.29)),
      exampleRun('freelb', seed, measured(0.83, 0.4)),
      exampleRun('pgd', seed, measured(0.8, 0.45)),
      exampleRun('yopo', seed, measured(0.85, 0.3 + 0.01 * seed)),
      exampleRun('freeat', seed, measured(0.86, 0.301)),
    ]);
    expect(conclusions(example([1, 2], runs))[0]).toBe(
      'Under attack at ε 0.2, against natural, matched: PGD +15.0 points for −5.0 in accuracy, FreeLB +10.0 for −2.0, YOPO +1.5 for +0.0.',
    );
    const none = runs.map((run) => (run.method === 'natural-matched' ? { ...run, ...measured(0.85, 0.9) } : run));
    expect(conclusions(example([1, 2], none))[0]).toBe(
      'Under attack at ε 0.2 nothing holds more than natural, matched.',
    );
  });

  test('says where what holds more at the headline ε holds less at another, if other examples would show the same', () => {
    // Of 32 examples, held at 0.05 and at the headline, 0.2.
    const measured = (near: number, far: number) => ({
      lostAt: Array.from({ length: 32 }, (_, i) => (i >= near ? 0.05 : i >= far ? 0.2 : null)),
      robust: [
        { radius: 0.05, accuracy: near / 32 },
        { radius: 0.2, accuracy: far / 32 },
      ],
    });
    const said = (near: number) =>
      conclusions(
        example(
          [1, 2],
          [1, 2].flatMap((seed) => [
            exampleRun('natural-matched', seed, measured(30, 10)),
            exampleRun('freelb', seed, measured(near, 18)),
            exampleRun('pgd', seed, measured(20, 10)),
          ]),
        ),
      );
    expect(said(20)[0]).toMatch(/^Under attack at ε 0\.2, against natural, matched: FreeLB \+25\.0 points/);
    expect(said(20)[1]).toMatch(
      /^Not at every ε: against natural, matched, FreeLB −31\.3 at ε 0\.05 \(95 %: −[\d.]+ to −[\d.]+\)\.$/,
    );
    // One example of 32 is no sign of what others would show.
    for (const near of [31, 30, 29]) expect(said(near).join(' ')).not.toContain('Not at every ε');
  });

  test('says so where a method did not cost what it is compared with', () => {
    const runs = (['natural-matched', 'freeat', 'yopo', 'freelb'] as const).map((m) => exampleRun(m, 1));
    const text = conclusions(example([1], runs)).join('\n');
    expect(text).toContain('FreeAT against natural, matched, at 33 % of its cost: ');
    expect(text).toContain('YOPO against natural, matched, at 70 % of its cost: ');
    expect(text).toContain('FreeLB against natural training at the same cost: ');
  });

  test('says of what part of the cost a method is by the mean of the seeds in common', () => {
    const costs = (method: string, each: readonly number[]) =>
      each.map((counted, i) => exampleRun(method, i + 1, { units: { predicted: counted, counted } }));
    const text = (freelb: readonly number[], control: readonly number[]) =>
      conclusions(example([1, 2, 3], [...costs('natural-matched', control), ...costs('freelb', freelb)])).join('\n');
    expect(text([216, 513], [450, 450])).toContain('FreeLB against natural, matched, at 81 % of its cost: ');
    expect(text([450, 900, 900], [450, 450, 450])).toContain('FreeLB against natural, matched, at 167 % of its cost: ');
    expect(text([450, 450], [450, 450, 9000])).toContain('FreeLB against natural training at the same cost: ');
  });

  test('takes differences that are rounding for none', () => {
    const run = (method: string, seed: number, accuracy: number) =>
      exampleRun(method, seed, { accuracy: without([0.8]), robust: [{ radius: 0.2, accuracy }] });
    const differing = (by: readonly number[]) => {
      const runs = by.flatMap((more, i) => {
        const share = i % 2 === 0 ? 0.1 : 0.5;
        return [run('natural-matched', i + 1, share), run('freelb', i + 1, share + more)];
      });
      return conclusions(
        example(
          by.map((_, i) => i + 1),
          runs,
        ),
      );
    };
    // Their mean is 2e-17.
    expect(differing([-0.05, 0.05])[0]).toBe('Under attack at ε 0.2 nothing holds more than natural, matched.');
    expect(differing([-0.05, -0.05]).at(-1)).not.toContain('At the spread seen');
    expect(differing(Array.from({ length: 8 }, () => 1e-16))[0]).toBe(
      'Nothing differs from natural, matched beyond chance.',
    );
  });

  test('names a winner only where the corrected test and the interval agree', () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const accuracy = (method: string, seed: number) => {
      if (method === 'freelb') return 0.9 + 0.002 * (seed % 3);
      // Seven seeds of eight against the control: p = 0.016 alone, 0.08 beside four others.
      if (method === 'pgd') return seed === 4 ? 0.801 : 0.78;
      return 0.8 + 0.001 * (seed % 2);
    };
    const runs = seeds.flatMap((seed) =>
      exampleNames.map((m) => exampleRun(m, seed, { accuracy: without([accuracy(m, seed)]), robust: [] })),
    );
    const text = conclusions(example(seeds, runs));
    expect(text[0]).toBe('Better than natural, matched beyond chance: FreeLB in accuracy.');
    expect(text.find((line) => line.startsWith('FreeLB'))).toMatch(
      /accuracy better by 10\.\d \(\+10\.\d to \+10\.\d\)/,
    );
    expect(text.find((line) => line.startsWith('PGD'))).toMatch(/accuracy −1\.\d \(−2\.\d to −[01]\.\d\)/);
    expect(text.at(-1)).toMatch(
      /the mean of 8 seeds, and its 95 % interval\. .* in each measure, Holm-corrected for its methods\) .* Of differences of about .* one in five would have been missed/,
    );
  });

  test('says so where nothing differs beyond chance', () => {
    const seeds = [1, 2, 3, 4, 5, 6];
    const runs = seeds.flatMap((seed) => [
      exampleRun('natural-matched', seed, { accuracy: without([0.8]), robust: [] }),
      exampleRun('pgd', seed, { accuracy: without([seed % 2 ? 0.81 : 0.79]), robust: [] }),
    ]);
    expect(conclusions(example(seeds, runs))[0]).toBe('Nothing differs from natural, matched beyond chance.');
  });

  test('counts by which examples two models differ, where runs say it', () => {
    const bits = (wrong: readonly number[]) =>
      ['development', 'amazon', 'tweets'].map((id) => [id, packedBits(500, wrong)] as const);
    const runs = [
      exampleRun('natural-matched', 1, { correct: Object.fromEntries(bits([1, 2, 3])) }),
      exampleRun('freelb', 1, { correct: Object.fromEntries(bits([3, 4, 499])) }),
    ];
    // Four of 500 examples differ, fewer than the eight that a test needs: 1.6 points in place of 6.
    expect(conclusions(example([1], runs)).join()).toContain('hides one in five differences of 1.6 points in accuracy');
    const [natural] = runs;
    expect(correctOf(natural!, 'development', 500)?.flatMap((right, i) => (right ? [] : [i]))).toEqual([1, 2, 3]);
    expect(correctOf(natural!, 'development', 600)).toBeUndefined();
    expect(correctOf(exampleRun('freelb', 1), 'development', 500)).toBeUndefined();
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

  test('names both classes where runs that collapsed answer one and the other', () => {
    const runs = [1, 2, 3, 4].map((seed) => exampleRun('pgd', seed, { predicted: seed === 2 ? [1, 0] : [0.01, 0.99] }));
    const text = (some: typeof runs) => conclusions(example([1, 2, 3, 4], some))[0];
    expect(text(runs)).toMatch(
      /^PGD collapsed in 4 of 4 seeds: it answers one class, “positive” in 3 and “negative” in 1, whatever the sentence says, so neither/,
    );
    expect(text(runs.map((run) => ({ ...run, predicted: [0, 1] })))).toContain('it answers “positive” whatever');
  });

  test('says nothing of seeds where there is one method alone', () => {
    expect(conclusions(example([1], [exampleRun('freelb', 1)])).join()).not.toContain('seed');
    expect(conclusions(example([1, 2], [exampleRun('freelb', 1), exampleRun('freelb', 2)])).join()).not.toContain(
      'seed',
    );
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
    const natural = exampleRun('natural', 1, { units: { predicted: 30, counted: 30 } });
    expect(conclusions(example([1], [natural, wrong])).join()).toContain('PGD against natural, at 400 % of its cost');
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

  describe('of a method that costs what plain natural training does', () => {
    const seeds = Array.from({ length: 9 }, (_, place) => place + 1);
    const runs = (cost: number, accuracy = 0.7) =>
      seeds.flatMap((seed) => {
        const spread = 0.001 * (seed % 3);
        return [
          exampleRun('natural', seed, { accuracy: without([0.8 + spread]), robust: [] }),
          exampleRun('natural-matched', seed, { accuracy: without([0.9]), robust: [] }),
          exampleRun('freeat', seed, {
            accuracy: without([accuracy]),
            units: { predicted: cost, counted: cost },
            robust: [],
          }),
        ];
      });
    const about = (cost: number, accuracy?: number) => conclusions(example(seeds, runs(cost, accuracy)));

    test('compare it with that, and not with training of three times its cost', () => {
      const [first, worse, ...rest] = about(189);
      expect(first).toContain('Worse than natural, matched beyond chance: natural in accuracy.');
      expect(worse).toContain('Worse than natural beyond chance: FreeAT in accuracy.');
      expect(rest.join('\n')).toContain('FreeAT against natural training at the same cost: accuracy worse by 10.1 ');
    });

    test('compare it with the matched control where its cost is nearer to that', () => {
      expect(about(500).join('\n')).toContain('FreeAT against natural, matched, at 88 % of its cost');
      expect(about(200).join('\n')).toContain('FreeAT against natural, at 106 % of its cost');
    });

    test('say of the one and of the other that nothing differs', () => {
      const alike = seeds.flatMap((seed) =>
        ['natural', 'natural-matched', 'freeat'].map((m) =>
          exampleRun(m, seed, { accuracy: without([0.8]), robust: [] }),
        ),
      );
      expect(conclusions(example(seeds, alike))[0]).toBe(
        'Nothing differs from natural, matched or natural beyond chance.',
      );
    });
  });

  test('says so when nothing has finished', () => {
    expect(conclusions(example([1], []))).toEqual(['No run has finished yet.']);
  });
});

describe('before anything is run', () => {
  test('it is said that so few seeds can show nothing, and how many can', () => {
    expect(aboutPower(5, 5)).toBe(
      '5 seeds will call nothing better or worse: comparing 5 methods with a control, the exact paired test needs 8 (--seeds 8).',
    );
    expect(aboutPower(1, 1)).toMatch(
      /^1 seed will call .* comparing 1 method with a control, .* needs 6 \(--seeds 6\)\.$/,
    );
  });

  test('it is said how large a difference enough of them show, the smaller the more there are', () => {
    const shown = (seeds: number) => {
      const [, points] =
        /^\d+ seeds, comparing 5 methods with a control, will show .* differences of ([\d.]+) points/.exec(
          aboutPower(seeds, 5),
        )!;
      return Number(points);
    };
    // Of eight seeds all must have one sign, the chance of which is 0.8 at 1.9 standard deviations: Φ(1.9)^8.
    expect(shown(8)).toBeGreaterThan(1.7);
    expect(shown(8)).toBeLessThan(2.2);
    expect(shown(20)).toBeLessThan(shown(8));
  });
});
