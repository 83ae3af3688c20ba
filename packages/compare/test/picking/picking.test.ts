import { describe, expect, test } from 'vitest';
import { holdsMore, picked, pickRule } from '../../src/index.ts';
import type { Contender } from '../../src/index.ts';

const contender = (name: string, clean: number, ...held: readonly number[]): Contender => ({
  name,
  title: name,
  clean,
  held,
});

const ones = (places: string): readonly (0 | 1)[] => Array.from(places, (place) => (place === '1' ? 1 : 0));

describe('the pick', () => {
  const control = contender('control', 0.9, 0.2, 0.4);
  const balanced = contender('balanced', 0.895, 0.5, 0.5);
  const robust = contender('robust', 0.8, 0.7, 0.6);

  test('is the most robust within half a point of the best clean accuracy, the edge included', () => {
    const { name, because } = picked([control, balanced, robust]);
    expect(name).toBe('balanced');
    expect(because).toBe(
      'balanced has 89.5 clean and 50.0 under the attacks, among control and balanced; the best clean accuracy is 90.0 %.',
    );
    expect(picked([control, { ...balanced, clean: 0.894 }, robust]).name).toBe('control');
  });

  test('is the most robust within as much as may be given up', () => {
    expect(picked([control, balanced, robust], 'balance', 0.1).name).toBe('robust');
    expect(picked([control, balanced, robust], 'balance', 0.004).name).toBe('control');
    expect(pickRule('balance', 0.015)).toContain('at most 1.5 points below the best');
  });

  test('is another where robustness or accuracy alone is preferred', () => {
    expect(picked([control, balanced, robust], 'robustness').name).toBe('robust');
    expect(picked([control, balanced, robust], 'accuracy').name).toBe('control');
    expect(picked([control, contender('same', 0.9, 0.3, 0.4)], 'accuracy').name).toBe('same');
  });

  test('is by the mean over the attacks, and of equals the better clean accuracy, then the first', () => {
    const one = contender('one', 0.9, 0.6, 0.2);
    expect(picked([control, one]).name).toBe('one');
    expect(picked([one, contender('two', 0.902, 0.2, 0.6)]).name).toBe('two');
    expect(picked([one, contender('two', 0.9, 0.2, 0.6)]).name).toBe('one');
  });

  test('of nothing is an error', () => {
    expect(() => picked([])).toThrow('nothing to pick from');
  });
});

describe('that one model holds more than another', () => {
  const attack = (name: string, first: string, second: string) => ({ name, first: ones(first), second: ones(second) });
  const more = attack('more', '1111111111', '1000000000');
  const same = attack('same', '1100110011', '0011001111');

  test('is said where it holds significantly more under one attack and significantly less under none', () => {
    const { holds, attacks } = holdsMore([more, same]);
    expect(holds).toBe(true);
    expect(attacks.map(({ name, difference }) => [name, difference])).toEqual([
      ['more', 0.9],
      ['same', 0],
    ]);
    // Nine examples, all for the first: mid-p is 2^-9, and twice that of two attacks.
    expect(attacks[0]!.p).toBeCloseTo(2 ** -8, 12);
    expect(holdsMore([more, { ...more, first: more.second, second: more.first }]).holds).toBe(false);
  });

  test('is not said of what chance may give, nor of what is one of many attacks', () => {
    const five = attack('five', '11111', '00000');
    expect(holdsMore([five]).holds).toBe(true);
    expect(holdsMore([five, same]).holds).toBe(false);
    expect(holdsMore([same]).holds).toBe(false);
    expect(holdsMore([]).holds).toBe(false);
  });
});
