import { describe, expect, test } from 'vitest';
import { csvOf, latexOf, sheetHtml, textSheet } from '../../src/index.ts';
import type { Sheet } from '../../src/index.ts';

const sheet: Sheet = {
  title: 'Results of <b>',
  columns: [
    { title: 'method' },
    { title: 'accuracy\nε 3%', unit: 'share', parts: ['median', 'lowest', 'highest'] },
    { title: 'units', unit: 'units', places: 0 },
  ],
  rows: [
    [
      { text: 'A\n(collapsed)' },
      { text: '88.7\n(85.0–90.0)', numbers: [0.8866666666666667, 0.85, 0.9] },
      { text: '-3', numbers: [-3] },
    ],
    [{ text: 'a "b", c' }, { text: '–' }, { text: 'no number', numbers: [Number.NaN] }],
  ],
};

describe('CSV', () => {
  test('has a column a part with its unit, whole numbers, and nothing for what is not known', () => {
    expect(csvOf(sheet).split('\r\n')).toEqual([
      'method,"accuracy ε 3%, median (share)","accuracy ε 3%, lowest (share)","accuracy ε 3%, highest (share)",units (units)',
      'A (collapsed),0.8866666666666667,0.85,0.9,-3',
      '"a ""b"", c",,,,',
      '',
    ]);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('makes no formula of the text %j', (text) => {
    const [, line] = csvOf(textSheet('t', ['name'], [[text]])).split('\r\n');
    expect(line!.replace(/^"/, '')).toMatch(/^'/);
  });

  test('keeps a line feed and a quotation mark within their field', () => {
    expect(csvOf(textSheet('t', ['a'], [['x\ry"']]))).toBe('a\r\n"x\ry"""\r\n');
  });
});

describe('LaTeX', () => {
  test('is a table of booktabs whose numbers are whole, the interval in brackets', () => {
    expect(latexOf(sheet).split('\n').slice(3)).toEqual([
      '\\begin{tabular}{lrr}',
      '\\toprule',
      'method & accuracy $\\varepsilon$ 3\\% (share) & units (units) \\\\',
      '\\midrule',
      'A (collapsed) & \\num{0.8866666666666667} (\\num{0.85}--\\num{0.9}) & \\num[round-precision=0]{-3} \\\\',
      "a ''b'', c & -- & -- \\\\",
      '\\bottomrule',
      '\\end{tabular}',
      '\\endgroup',
      '',
    ]);
  });

  test('sees no command in a text, and no end of a line or of a cell', () => {
    const line = latexOf(textSheet('a\n\\input{b}', ['x'], [['\\input{a} 50% $x$ a_b & #1 ~ ^ [1] \\\\']])).split('\n');
    expect(line[0]).toMatch(/^% a \\input\{b\}\. Needs /);
    expect(line[7]).toBe(
      '\\textbackslash{}input\\{a\\} 50\\% \\$x\\$ a\\_b \\& \\#1 \\textasciitilde{} \\textasciicircum{} {[}1{]} \\textbackslash{}\\textbackslash{} \\\\',
    );
  });
});

test('HTML shows texts as texts, and names files by what the sheet is', () => {
  const html = sheetHtml({
    ...sheet,
    rows: [[{ text: '<i>', link: 'https://a.b/"><script>' }, { text: '' }, { text: '' }]],
  });
  expect(html).not.toMatch(/<i>|<script|<b>/);
  expect(html).toContain('download="results-of-b.csv"');
  expect(html).toContain('download="results-of-b.tex"');
});
