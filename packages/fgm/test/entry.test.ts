import { describeEntry } from '@advtrain/testing';
import { fgmEntry } from '../src/index.ts';

describeEntry(fgmEntry, {
  climbs: { options: { radius: 0.02 } },
  units: [
    [{}, 6],
    [{ weight: 0.5 }, 6],
  ],
});
