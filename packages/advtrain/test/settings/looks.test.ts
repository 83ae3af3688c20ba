import { lookOf, looksOf } from '@advtrain/compare';
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

/** Every method with every eleven that follow it, and all of them backwards. */
const sides = methods.flatMap((_, at) => {
  const names = [...methods, ...methods].slice(at, at + 12).map(({ name }) => name);
  return [names, [...names].reverse()];
});

test('twelve methods beside one another differ in colour, whichever they are, and the first has its own', () => {
  for (const names of sides) {
    const looks = looksOf(names);
    expect(new Set([...looks.values()].map(({ colour }) => colour)).size, names.join()).toBe(names.length);
    expect(looks.get(names[0]!)).toEqual(lookOf(names[0]!));
  }
});

test('all methods beside one another differ in dashes and in shape where they have one colour', () => {
  const looks = [...looksOf(methods.map(({ name }) => name)).values()];
  expect(looks).toHaveLength(methods.length);
  for (const [at, look] of looks.entries()) {
    for (const other of looks.slice(at + 1).filter(({ colour }) => colour === look.colour)) {
      expect(other.dash).not.toBe(look.dash);
      expect(other.symbol).not.toBe(look.symbol);
    }
  }
});
