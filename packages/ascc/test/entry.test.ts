import { describeEntry, tinySubstitutes, tinyText } from '@advtrain/testing';
import { optionsOf } from '@advtrain/core';
import { expect, test } from 'vitest';
import { asccEntry } from '../src/index.ts';

describeEntry(asccEntry, {
  climbs: { options: { steps: 3, ascentRate: 0.05 } },
  units: [
    [{}, 27],
    [{ steps: 1 }, 9],
    [{ steps: 5 }, 17],
  ],
  subject: { substitutes: tinySubstitutes },
});

test('without neighbours it is refused in a sentence that names the option', () => {
  expect(() => asccEntry.plugins(optionsOf(asccEntry), { kind: 'classification', model: tinyText() })).toThrow(
    new Error(
      'ASCC-like needs neighbours of words, but has none: name a file of them, as in ascc.neighbours=neighbours.json.',
    ),
  );
});
