import { warmUp } from '@advtrain/core';
import { describeEntry, describeMethod } from '@advtrain/testing';
import { neftune, neftuneEntry } from '../src/index.ts';

describeMethod('NEFTune', {
  make: () => neftune({ alpha: 2 }),
  point: { make: () => neftune({ alpha: 0 }) },
  backends: ['native', 'wasm', 'cpu'],
  models: ['text', 'tokens', 'answers'],
  refused: [[() => neftune({ alpha: -1 }), 'alpha is -1, but must be at least 0.']],
});

describeMethod('NEFTune, padded, with an α that grows', {
  make: () => neftune({ alpha: warmUp(2, 3), length: 'padded' }),
  models: ['text', 'tokens', 'answers'],
});

describeEntry(neftuneEntry, {
  climbs: false,
  units: [
    [{}, 3],
    [{ length: 'padded' }, 3],
  ],
});
