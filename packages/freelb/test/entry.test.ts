import { describeEntry } from '@advtrain/testing';
import { freelbEntry, freelbPlusPlusEntry } from '../src/index.ts';

const small = { stepSize: 0.02, start: 0.02 };

describeEntry(freelbEntry, {
  climbs: { options: { ...small, radius: 0.15 } },
  units: [
    [{}, 9],
    [{ steps: 1 }, 3],
    [{ steps: 5 }, 15],
  ],
});

describeEntry(freelbPlusPlusEntry, {
  climbs: { options: small },
  units: [
    [{}, 30],
    [{ steps: 2 }, 6],
  ],
});
