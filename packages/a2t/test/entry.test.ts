import { optionsOf } from '@advtrain/core';
import { describeEntry, tinySubstitutes, tinyText } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { a2tEntry } from '../src/index.ts';

describeEntry(a2tEntry, {
  climbs: { options: { every: 1 } },
  units: [
    [{}, 5],
    [{ every: 1 }, 11],
    [{ every: 2, words: 1 }, 5.5],
  ],
  subject: { substitutes: tinySubstitutes },
});

test('without neighbours it is refused in a sentence that names the option', () => {
  expect(() => a2tEntry.plugins(optionsOf(a2tEntry), { kind: 'classification', model: tinyText() })).toThrow(
    new Error(
      'A2T-like needs neighbours of words, but has none: name a file of them, as in a2t.neighbours=neighbours.json.',
    ),
  );
});
