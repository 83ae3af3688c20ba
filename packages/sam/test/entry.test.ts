import { freelbEntry } from '@advtrain/freelb';
import { pgdEntry } from '@advtrain/pgd';
import { describeEntry } from '@advtrain/testing';
import { tradesEntry } from '@advtrain/trades';
import { expect, test } from 'vitest';
import { asamAround, asamEntry, samAround, samEntry } from '../src/index.ts';

const small = { stepSize: 0.02, start: 0.02, radius: 0.15 };

describeEntry(samEntry, {
  climbs: false,
  units: [
    [{}, 6],
    [{ fixed: 'biases-and-norms', masks: 'shared' }, 6],
  ],
});

describeEntry(asamEntry, {
  climbs: false,
  units: [
    [{}, 6],
    [{ biases: 'scaled' }, 6],
  ],
});

describeEntry(samAround(pgdEntry), { climbs: { options: small }, units: [[{ steps: 2 }, 10]] });

describeEntry(asamAround(freelbEntry), { climbs: { options: small }, units: [[{ steps: 2 }, 12]] });

describeEntry(samAround(tradesEntry, { round: 6 }), {
  climbs: { options: { steps: 2, stepSize: 0.05, noise: 0.05, radius: 1 } },
  units: [[{ steps: 2 }, 17]],
});

test('around another method they are named for both', () => {
  const { name, title } = samAround(pgdEntry);
  expect([name, title]).toEqual(['sam-pgd', 'SAM + PGD']);
  const own = asamAround(freelbEntry, { name: 'mine', title: 'Mine' });
  expect([own.name, own.title]).toEqual(['mine', 'Mine']);
});
