import { describeEntry } from '@advtrain/testing';
import { fastEntry, fgsmEntry, pgdEntry, pgdTokenEntry } from '../src/index.ts';

const small = { stepSize: 0.02, start: 0.02, radius: 0.15 };

describeEntry(pgdEntry, {
  climbs: { options: small },
  units: [
    [{}, 9],
    [{ steps: 1 }, 5],
    [{ steps: 10 }, 23],
  ],
});

describeEntry(fgsmEntry, { climbs: { options: { radius: 0.02 } }, units: [[{}, 5]] });

describeEntry(fastEntry, { climbs: { options: small }, units: [[{}, 5]] });

describeEntry(pgdTokenEntry, {
  climbs: { options: small },
  units: [
    [{}, 9],
    [{ radius: 1.4, stepSize: 0.5, start: 0.1 }, 9],
  ],
});
