import { afterEach, expect, test, vi } from 'vitest';
import { lines } from '../../../src/terminal/lines.ts';
import { complain } from '../../../src/terminal/output.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('what is complained of begins a line where progress is drawn, on a terminal that does not know its width', () => {
  const { stderr } = process;
  const before = { isTTY: stderr.isTTY, columns: stderr.columns };
  let said = '';
  vi.spyOn(stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  try {
    Object.assign(stderr, { isTTY: true, columns: 0 });
    const step = { step: 1, steps: 2, loss: 0.5, units: 1, secondsLeft: 9 };
    lines(stderr)({ kind: 'step', method: 'natural', title: 'Natural training', seed: 1, ...step });
    complain('Interrupted.');
    complain('Again.');
  } finally {
    Object.assign(stderr, before);
  }
  const [drawn = '', ...more] = said.split('\r\u001b[2K').slice(1);
  expect(drawn.length).toBeGreaterThan(20);
  expect(more).toEqual(['Interrupted.\nAgain.\n']);
});
