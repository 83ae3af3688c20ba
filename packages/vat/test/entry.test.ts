import { describeEntry } from '@advtrain/testing';
import { vatEntry } from '../src/index.ts';

describeEntry(vatEntry, {
  climbs: { options: { iterations: 2 }, turns: true },
  units: [
    [{}, 8],
    [{ iterations: 4 }, 14],
  ],
});
