import { lookOf } from '@advtrain/compare';
import { expect, test } from 'vitest';
import { methods } from '../../src/methods.ts';
import { presets } from '../../src/settings/presets.ts';

test.each(Object.keys(presets))('each method of the preset %s has a colour of its own', (name) => {
  const colours = presets[name]!.methods.map((method) => lookOf(method).colour);
  expect(new Set(colours).size).toBe(colours.length);
});

test('no two methods look alike, and natural training has its own colours', () => {
  const looks = methods.map(({ name }) => JSON.stringify(lookOf(name)));
  expect(new Set(looks).size).toBe(methods.length);
  const others = methods.filter(({ name }) => !name.startsWith('natural')).map(({ name }) => lookOf(name).colour);
  expect(Math.min(...others)).toBe(2);
  expect(Math.max(...others)).toBeLessThanOrEqual(13);
});
