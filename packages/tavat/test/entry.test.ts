import { describeEntry } from '@advtrain/testing';
import { tavatEntry } from '../src/index.ts';

describeEntry(tavatEntry, {
  climbs: { options: { stepSize: 0.02, start: 0, radius: 0.15 } },
  units: [
    [{}, 9],
    [{ steps: 2 }, 6],
  ],
});
