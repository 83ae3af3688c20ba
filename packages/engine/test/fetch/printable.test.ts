import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { printable, terminalReporter } from '../../src/fetch/index.ts';

test.each([
  ['plain — “text” of ‖x‖ 日本語 😀', 'plain — “text” of ‖x‖ 日本語 😀'],
  ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
  ['\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['over\rwritten', 'over\\u000dwritten'],
  ['\u009b2J', '\\u009b2J'],
  ['abc\u202etxt.exe', 'abc\\u202etxt.exe'],
])('printable(%j) is %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('JSON of any text is JSON of the same text afterwards', () => {
  const text = Array.from({ length: 0x2100 }, (_, code) => `${String.fromCharCode(code)}\\`).join('');
  expect(JSON.parse(printable(JSON.stringify({ text })))).toEqual({ text });
});

test('notes and the names of bars reach a stream with control characters written out', () => {
  const stream = new PassThrough();
  const reporter = terminalReporter(stream as unknown as NodeJS.WriteStream);
  reporter.note('class \u001b[31mred');
  const bar = reporter.begin('file \u001b[2J', 10);
  bar.advance(10);
  bar.end();
  const said = String(stream.read());
  expect(said).toContain('class \\u001b[31mred\n');
  expect(said).not.toContain('\u001b');
});
