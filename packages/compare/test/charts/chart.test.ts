import { describe, expect, test } from 'vitest';
import { nudged } from '../../src/charts/labels.ts';
import { chartFile } from '../../src/charts/plotted.ts';
import { forest } from '../../src/charts/forest.ts';
import { chart, lookAt, lookOf, rounded } from '../../src/index.ts';
import type { Chart } from '../../src/index.ts';

const spec = (name: string): Chart => ({
  label: 'a "b" <c>',
  x: { title: 'units', format: (value) => String(rounded(value)) },
  y: { title: 'accuracy', format: (value) => String(rounded(value)) },
  series: [
    {
      name,
      look: lookAt(1),
      lines: [
        [
          [0, 1],
          [2, 3],
        ],
      ],
      dots: [[2, 3, 'seed 1']],
      band: [
        [0, 0.5, 1.5],
        [2, 2.5, 3.5],
      ],
      ranges: [[2, 2.5, 3.5]],
      label: [2, 3],
    },
  ],
});

describe('a chart', () => {
  test('has a name beside its line, dashes, a mark, and what each mark is', () => {
    const svg = chart(spec('FreeLB'));
    expect(svg).toMatch(/<text[^>]*>FreeLB<\/text>/);
    expect(svg).toContain(`stroke-dasharray="${lookAt(1).dash}"`);
    expect(svg).toContain('<title>FreeLB, seed 1\nunits: 2\naccuracy: 3</title>');
    expect(svg).toContain('<title>FreeLB\nunits: 2\naccuracy: 2.5 to 3.5</title>');
    expect(svg).toContain('var(--c3)');
  });

  test('is the same text for the same numbers, and empty without any', () => {
    expect(chart(spec('a'))).toBe(chart(spec('a')));
    expect(chart({ ...spec('a'), series: [] })).toBe('');
  });

  test('shows names as texts, also in a file of its own', () => {
    const svg = chart(spec('<b>&"x"</b>'));
    expect(svg).not.toMatch(/<b>|<c>/);
    expect(svg).toContain('&lt;b&gt;&amp;');
    expect(chartFile(svg)).not.toMatch(/<b>|<c>|var\(/);
  });

  test('keeps points of one value on it, and has no coordinates of many digits', () => {
    const svg = chart({ ...spec('a'), series: [{ name: 'a', look: lookAt(0), dots: [[0.3, 1 / 3]] }] });
    expect(svg).not.toMatch(/NaN|\d\.\d{5,}/);
  });
});

test('labels keep a line apart, each as near to its mark as it can be', () => {
  const at = (y: number, x = 0) => ({ x, y, width: 50 });
  const between = [-50, 200] as const;
  expect(nudged([at(10), at(100)], between)).toEqual([10, 100]);
  expect(nudged([at(10), at(12), at(11)], between)).toEqual([-2, 24, 11]);
  expect(nudged([at(10), at(10, 60)], between)).toEqual([10, 10]);
  expect(nudged([at(10), at(12), at(11)], [5, 200])).toEqual([5, 31, 18]);
  expect(nudged([at(190), at(195)], [5, 196])).toEqual([183, 196]);
});

test('a forest has a row a method with its numbers, filled where it is decided', () => {
  const row = (name: string, isDecided: boolean) => ({
    name,
    look: lookOf('freelb'),
    value: 0.02,
    inner: { low: 0.01, high: 0.03 },
    isDecided,
    text: '+2.0 (+1.0 to +3.0)',
    says: 'better',
  });
  const svg = forest({ label: 'f', axis: 'points', rows: [row('A', true), row('<B>', false)], format: String });
  expect(svg.match(/>\+2\.0 \(\+1\.0 to \+3\.0\)<\/text>/g)).toHaveLength(2);
  expect(svg).toContain('<title>A: +2.0 (+1.0 to +3.0)\nbetter</title>');
  expect(svg).toContain('&lt;B&gt;');
  const marks = [
    ...svg.matchAll(/fill="(var\(--[\w]+\))"[^>]*aria-label="dot"|aria-label="dot"[^>]*fill="(var\(--[\w]+\))"/g),
  ];
  expect(marks.map(([, a, b]) => a ?? b)).toEqual([`var(--c${lookOf('freelb').colour})`, 'var(--ground)']);
});
