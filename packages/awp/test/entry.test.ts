import { freelbEntry } from '@advtrain/freelb';
import { pgdEntry } from '@advtrain/pgd';
import { describeEntry } from '@advtrain/testing';
import { tradesEntry } from '@advtrain/trades';
import { awpAround, awpEntry, elementwiseAWPAround, elementwiseAWPEntry } from '../src/index.ts';

const small = { stepSize: 0.02, start: 0.02, radius: 0.15 };

describeEntry(awpEntry, { climbs: false, units: [[{ from: 2 }, 6]] });

describeEntry(awpAround(pgdEntry), { climbs: { options: small }, units: [[{ steps: 2 }, 10]] });

describeEntry(awpAround(freelbEntry), { climbs: { options: small }, units: [[{ steps: 2 }, 12]] });

describeEntry(awpAround(tradesEntry, { round: 6, gamma: 0.005 }), {
  climbs: { options: { steps: 2, stepSize: 0.05, noise: 0.05, radius: 1 } },
  units: [[{ steps: 2 }, 17]],
});

describeEntry(elementwiseAWPEntry, { climbs: false, units: [[{ plain: 'added' }, 6]] });

describeEntry(elementwiseAWPAround(pgdEntry), { climbs: { options: small }, units: [[{ steps: 2 }, 10]] });
