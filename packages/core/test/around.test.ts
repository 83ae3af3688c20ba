import { tinyText } from '@advtrain/testing';
import { expect, test } from 'vitest';
import {
  around,
  defineMethod,
  natural,
  naturalEntry,
  optionsOf,
  real,
  whole,
  wrapped,
  type Plugin,
  type Subject,
  type Wrapping,
} from '../src/index.ts';

const paper = { authors: 'Doe et al.', year: 2026, title: 'Inside' };

/** A method of some rounds, with an observer that goes along. */
const insideEntry = defineMethod({
  name: 'inside',
  title: 'Inside',
  package: '@advtrain/inside',
  about: 'a method',
  paper,
  kinds: ['classification', 'images'],
  because: 'it is so',
  labels: false,
  options: { passes: whole({ min: 1, default: 2, says: 'rounds' }) },
  cost: '3·passes units a batch',
  units: ({ passes }) => 3 * passes,
  plugins: ({ passes }) => [{ name: 'observer' }, natural({ passes })],
});

const reaching = { reach: real({ min: 0, default: 0.5, says: 'how far' }) };

const outside: Wrapping<typeof reaching> = {
  name: 'outside',
  title: 'Outside',
  package: '@advtrain/outside',
  about: 'goes around a method',
  options: reaching,
  cost: '2 more for each round',
  units: (rounds, { reach }) => 2 * rounds + reach,
  plugins: (method, { reach }) => [wrapped(method, { name: `reaching ${reach}` })],
};

function withSubject<T>(use: (subject: Subject) => T): T {
  const model = tinyText();
  try {
    return use({ kind: 'classification', model });
  } finally {
    model.dispose();
  }
}

const names = (plugins: readonly Plugin[]): string[] => plugins.map(({ name }) => name);

test('an entry around another has the options and the units of both, and the method inside', () => {
  const entry = around(insideEntry, outside);
  expect(optionsOf(entry)).toEqual({ passes: 2, reach: 0.5 });
  expect(entry.cost).toBe('3·passes units a batch, and 2 more for each round');
  withSubject((subject) => {
    expect(entry.units({ passes: 3, reach: 0.25 }, subject)).toBe(9 + 2 * 3 + 0.25);
    const plugins = entry.plugins({ passes: 3, reach: 0.25 }, subject);
    expect(names(plugins)).toEqual(['reaching 0.25', 'observer']);
    expect(plugins[0]!.rounds).toBe(3);
  });
});

test('it is for the tasks of both, and cites the outer paper where there is one', () => {
  const entry = around(insideEntry, { ...outside, kinds: ['images', 'regression'], because: 'it is odd' });
  expect(entry.kinds).toEqual(['images']);
  expect(entry.because).toBe('it is so, and it is odd');
  expect(entry.labels).toBe(false);
  expect(entry.paper).toBe(paper);
  const own = { ...paper, title: 'Outside' };
  expect(around(insideEntry, { ...outside, paper: own }).paper).toBe(own);
  expect(around(insideEntry, outside).kinds).toEqual(['classification', 'images']);
});

test('around natural training it adds to 3 units', () => {
  const entry = around(naturalEntry, outside);
  expect([entry.cost, entry.kinds, entry.paper]).toEqual([
    '3 units a batch, and 2 more for each round',
    undefined,
    undefined,
  ]);
  withSubject((subject) => {
    expect(entry.units({ reach: 0 }, subject)).toBe(5);
    expect(names(entry.plugins({ reach: 0 }, subject))).toEqual(['reaching 0']);
  });
});

test('it goes around an entry of hooks alone, which is natural training', () => {
  const hooks = { ...naturalEntry, plugins: () => [{ name: 'beside' }] };
  const entry = around(hooks, outside);
  withSubject((subject) => {
    expect(entry.units({ reach: 0 }, subject)).toBe(5);
    expect(names(entry.plugins({ reach: 0 }, subject))).toEqual(['reaching 0', 'beside']);
  });
});

test('it is of another version when either is', () => {
  const versionOf = (inner?: string, outer?: string) =>
    around(
      { ...insideEntry, ...(inner !== undefined && { version: inner }) },
      { ...outside, ...(outer !== undefined && { version: outer }) },
    ).version;
  expect([versionOf(), versionOf('2'), versionOf('2', '3')]).toEqual([undefined, '2', '2+3']);
});

test('an option that both have is refused by name', () => {
  expect(() => around(around(insideEntry, outside), { ...outside, name: 'again' })).toThrow(
    new Error('Both again and outside have an option "reach": rename it in one of them.'),
  );
});
