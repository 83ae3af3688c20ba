import { describeEntry } from '@advtrain/testing';
import { freeatEntry } from '../src/index.ts';

describeEntry(freeatEntry, {
  climbs: { options: { stepSize: 0.02, start: 0.02, radius: 0.15 } },
  units: [
    [{}, 3],
    [{ replays: 5 }, 3],
    [{ carry: 'slot' }, 3],
  ],
});
