import { describeEntry } from '@advtrain/testing';
import { smartEntry } from '../src/index.ts';

describeEntry(smartEntry, {
  climbs: { options: { steps: 2, noise: 0.02, stepSize: 0.02, radius: 0.2 } },
  units: [
    [{}, 9],
    [{ steps: 3 }, 13],
    [{ proximal: 1 }, 13],
    [{ steps: 3, proximal: 0.5 }, 17],
  ],
});
