import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { textFingerprint } from '../../src/task/fingerprint.ts';

const labelNames: readonly string[] = [];
/** One question with two answers, and what was retrieved for them. */
const question = { texts: ['which "one"?'], labels: [1], choices: [['a', 'b\u2028']], passages: [['p', '']] };

describe('the fingerprint of texts', () => {
  test('is that of all columns as one JSON text', () => {
    const pairs = { texts: ['é'], labels: [0.5], pairs: ['\ud800'] };
    const found = textFingerprint([
      { ...question, labelNames },
      { ...pairs, labelNames },
    ]);
    const { texts, labels, choices, passages } = question;
    const json = JSON.stringify([
      [texts, labels, choices, passages],
      [pairs.texts, pairs.labels, pairs.pairs],
    ]);
    expect(found).toBe(createHash('sha256').update(json).digest('hex'));
  });

  test('is had of more text than a string can hold', () => {
    const text = 'x'.repeat(2 ** 26);
    const data = { texts: Array<string>(8).fill(text), labels: Array<number>(8).fill(0), labelNames: ['x'] };
    expect(textFingerprint([data])).toMatch(/^[0-9a-f]{64}$/);
  });
});
