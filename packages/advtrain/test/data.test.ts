import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { resolve } from '../src/index.ts';
import { cut, everything } from '../src/loading/data.ts';

const whole = resolve({ trainSize: everything, developmentSize: everything });

/** One question with two answers, and what was retrieved for them. */
const question = { texts: ['which "one"?'], labels: [1], choices: [['a', 'b\u2028']], passages: [['p', '']] };

describe('the fingerprint of data', () => {
  test('is that of all columns as one JSON text', () => {
    const labelNames: readonly string[] = [];
    const pairs = { texts: ['é'], labels: [0.5], pairs: ['\ud800'] };
    const { fingerprint } = cut('', '', { ...question, labelNames }, { ...pairs, labelNames }, [], whole);
    const { texts, labels, choices, passages } = question;
    const json = JSON.stringify([
      [texts, labels, choices, passages],
      [pairs.texts, pairs.labels, pairs.pairs],
    ]);
    expect(fingerprint).toBe(createHash('sha256').update(json).digest('hex'));
  });

  test('is had of more text than a string can hold', { timeout: 60_000 }, () => {
    const text = 'x'.repeat(2 ** 26);
    const data = { texts: Array<string>(8).fill(text), labels: Array<number>(8).fill(0), labelNames: ['x'] };
    const few = { texts: ['y'], labels: [0], labelNames: ['x'] };
    expect(cut('', '', data, few, [], whole).fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });
});
