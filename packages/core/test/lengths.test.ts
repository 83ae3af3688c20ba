import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { absolute, length, lengthOrNone, lengthUnitOf, unitLength } from '../src/index.ts';

const lengths = { example: 5, token: 2, entry: 0.5 };
const text = { model: {}, lengths };
const pixels = { model: { domain: [-1, 1] }, lengths } as const;

describe('a length', () => {
  test('that is a number stays what it is, whatever was measured', () => {
    expect(absolute('radius', 0.3, 'ball', { model: {} })).toBe(0.3);
  });

  test('that is a share is that share of its unit: a ball has the example of embeddings, and the range of pixels', () => {
    const of = (measured: typeof text | typeof pixels) =>
      (['ball', 'example', 'token', 'entry'] as const).map((unit) => absolute('radius', '10%', unit, measured));
    expect(of(text)).toEqual([0.5, 0.5, 0.2, 0.05]);
    expect(of(pixels)).toEqual([0.2, 0.5, 0.2, 0.2]);
  });

  test('of pixels needs no measurement where it is of their range', () => {
    expect(absolute('radius', '25%', 'ball', { model: { domain: [0, 1] } })).toBe(0.25);
    expect(unitLength('example', { model: { domain: [0, 1] } })).toBeUndefined();
  });

  test('that is a share of what nobody has measured is refused in a sentence', () => {
    expect(() => absolute('stepSize', '5%', 'ball', { model: {} })).toThrow(
      new Error(
        'stepSize is 5%, a share of the median length of the training data, which was not measured: give the subject ' +
          'its lengths, or stepSize as a number.',
      ),
    );
  });
});

describe('the option of a length', () => {
  const least = length({ min: 0, default: 1, says: 'how far' });
  const above = length({ above: 0, unit: 'token', default: '5%', says: 'how far' });
  const none = lengthOrNone({ default: 'none', says: 'how far' });

  test.each([
    [least, [0, 2.5, '0%', '5%', '12.25%', '250%'], [-1, '5', '5 %', '%', '-5%', '1e2%', '.5%', 'none', null]],
    [above, [0.1, '0.01%'], [0, '0%', '0.0%']],
    [none, [0.1, '3%', 'none'], [0, '0%', 'nothing', -2]],
  ])('takes numbers and percentages', (schema, right, wrong) => {
    for (const value of right) expect(Value.Check(schema, value), String(value)).toBe(true);
    for (const value of wrong) expect(Value.Check(schema, value), String(value)).toBe(false);
  });

  test('says what its shares are of', () => {
    expect([least, above, none].map(lengthUnitOf)).toEqual(['ball', 'token', 'ball']);
    expect(lengthUnitOf({ type: 'number' })).toBeUndefined();
  });
});
