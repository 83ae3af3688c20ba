import { describeEntry } from '@advtrain/testing';
import { yopoEntry } from '../src/index.ts';

describeEntry(yopoEntry, {
  climbs: { options: { stepSize: 0.02, start: 0.02 } },
  // A block is 0.375 of the tiny text model.
  units: [
    [{}, 6 + 4 * 0.375],
    [{ depth: 0 }, 6],
    [{ outer: 3, inner: 1 }, 9 + 4 * 0.375],
    [{ outer: 3, inner: 3, depth: 2 }, 9 + 12 * 0.75],
  ],
});
