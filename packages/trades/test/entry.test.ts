import { describeEntry } from '@advtrain/testing';
import { tradesEntry } from '../src/index.ts';

describeEntry(tradesEntry, {
  climbs: { options: { stepSize: 0.02, noise: 0.02, radius: 0.15 } },
  units: [
    [{}, 13],
    [{ steps: 1 }, 9],
    [{ steps: 10 }, 27],
  ],
});
