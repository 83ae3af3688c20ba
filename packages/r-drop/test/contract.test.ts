import { describeEntry, describeMethod } from '@advtrain/testing';
import { rDrop, rDropEntry } from '../src/index.ts';

describeMethod('R-Drop', {
  make: () => rDrop(),
  backends: ['native', 'wasm', 'cpu'],
  refused: [[() => rDrop({ alpha: -1 }), 'alpha is -1, but must be at least 0.']],
});

describeMethod('R-Drop, as the official code for BERT has it', {
  make: () => rDrop({ alpha: 0.5, losses: 'sum', reduction: 'sum' }),
});

describeMethod('R-Drop, of values', {
  make: () => rDrop({ distance: 'squared' }),
});

describeEntry(rDropEntry, {
  climbs: false,
  units: [
    [{}, 6],
    [{ alpha: 0, reduction: 'sum', losses: 'sum' }, 6],
  ],
});
