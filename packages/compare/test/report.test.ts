import { describe, expect, test } from 'vitest';
import { describe as describeSettings, markdown, page, plain, table } from '../src/index.ts';
import type { Comparison } from '../src/index.ts';
import { example, exampleRun } from './example.ts';

describe('table', () => {
  test('gives the median of the seeds and their range', () => {
    const runs = [1, 2, 3].map((seed) => exampleRun('freelb', seed, { accuracy: { development: 0.8 + seed / 100 } }));
    const { header, rows } = table(example([1, 2, 3], runs));
    expect(header[1]).toBe('movies');
    expect(rows.at(-1)?.[1]).toBe('82.0\n(81.0–83.0)');
    expect(rows[0]?.[1]).toBe('–');
  });

  test('marks what collapsed or diverged', () => {
    const runs = [
      exampleRun('pgd', 1, { predicted: [1, 0] }),
      exampleRun('yopo', 1, { status: 'diverged', accuracy: {}, robust: [], predicted: [] }),
    ];
    const names = table(example([1], runs)).rows.map((row) => row[0]);
    expect(names).toContain('PGD\n(collapsed)');
    expect(names).toContain('YOPO\n(diverged)');
  });

  test('is Markdown with one line a method, and fits a narrow terminal', () => {
    const t = table(example([1]));
    const lines = markdown(t).trimEnd().split('\n');
    expect(lines).toHaveLength(2 + t.rows.length);
    expect(new Set(lines.map((line) => line.split('|').length)).size).toBe(1);
    for (const line of plain(t, 60).split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });
});

describe('the attack', () => {
  const attacking = (examples: number): Comparison => {
    const comparison = example([1]);
    const attack = { ...comparison.settings.attack!, examples };
    return { ...comparison, settings: { ...comparison.settings, attack } };
  };

  test('of some examples has their clean accuracy beside it, and that of all has not', () => {
    const run = example([1]).runs[0]!;
    const some = table(attacking(200));
    expect(some.header.slice(4, 7)).toEqual(['attacked\nε 0', 'attacked\nε 0.05', 'attacked\nε 0.2']);
    expect(some.rows[0]![4]).toBe((100 * run.robust[0]!.accuracy).toFixed(1));
    expect(table(attacking(500)).header.slice(4, 6)).toEqual(['attacked\nε 0.05', 'attacked\nε 0.2']);
  });

  test('is said to be of all examples, or of how many and which', () => {
    const text = (examples: number) => Object.fromEntries(describeSettings(attacking(examples)))['attack'];
    expect(text(200)).toContain(
      'on 200 of 500 development examples, chosen at random with the shares of classes that all have, and the same for all runs;',
    );
    expect(text(900)).toContain('on all 500 development examples;');
  });
});

describe('report page', () => {
  test('needs nothing but itself: no script, no address', () => {
    const html = page(example([1, 2, 3]));
    expect(html).not.toMatch(/<script|https?:|src=|@import|url\(/);
    // Five charts, and a forest plot of each measure.
    expect(html.match(/<svg/g)).toHaveLength(8);
    expect(html).toContain('<h3>Against natural, matched: out of domain</h3>');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('draws what is there when runs are missing', () => {
    const html = page(example([1], [exampleRun('natural', 1, { curve: [], epochCurve: [] })]));
    expect(html.match(/<svg/g)).toHaveLength(3);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('leaves out accuracy curves of one epoch, which are dots of accuracy against cost again', () => {
    const html = page(
      example([1], [exampleRun('natural', 1, { epochCurve: exampleRun('natural', 1).epochCurve.slice(1) })]),
    );
    expect(html).not.toContain('Learning curves: accuracy');
    expect(html).toContain('Accuracy against cost');
  });

  test('has a colour for every method, however many there are', () => {
    const comparison = example([1]);
    const methods = Array.from({ length: 20 }, (_, i) => ({
      ...comparison.methods[i % 6]!,
      name: `m${i}`,
      title: `M ${i}`,
    }));
    const html = page({ ...comparison, methods });
    expect(html).toContain('<li class="c19"><i></i>M 19</li>');
    const colours = [...html.matchAll(/--c(\d+): (#\w+|hsl\([^)]*\))/g)].map(([, index]) => Number(index));
    expect(new Set(colours)).toEqual(new Set(Array.from({ length: 20 }, (_, i) => i)));
    expect(html).toContain('.c19 { --here: var(--c19); }');
  });

  test('shows texts as texts', () => {
    const comparison = example([1]);
    const html = page({ ...comparison, task: { ...comparison.task, data: '<b>me & you</b>' } });
    expect(html).toContain('&lt;b&gt;me &amp; you&lt;/b&gt;');
  });
});
