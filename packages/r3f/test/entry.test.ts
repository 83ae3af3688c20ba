import { describeEntry } from '@advtrain/testing';
import { r3fEntry } from '../src/index.ts';

describeEntry(r3fEntry, {
  climbs: false,
  units: [
    [{}, 6],
    [{ noise: 0.1 }, 6],
  ],
});
