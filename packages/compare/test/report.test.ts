import { describe, expect, test } from 'vitest';
import { markdown, page, plain, table } from '../src/index.ts';
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

describe('report page', () => {
  test('needs nothing but itself: no script, no address', () => {
    const html = page(example([1, 2, 3]));
    expect(html).not.toMatch(/<script|https?:|src=|@import|url\(/);
    expect(html.match(/<svg/g)).toHaveLength(5);
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
