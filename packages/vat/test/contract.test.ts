import { warmUp } from '@advtrain/core';
import { describeMethod } from '@advtrain/testing';
import { vat } from '../src/index.ts';

describeMethod('VAT', {
  make: () => vat({ radius: 0.3 }),
  point: { make: () => vat({ radius: 0 }) },
  refused: [
    [() => vat({ radius: -1 }), 'radius is -1, but must be at least 0.'],
    [() => vat({ radius: Infinity }), 'radius is Infinity, but must be finite: VAT moves as far as that.'],
    [() => vat({ radius: 1, probe: 0 }), 'probe is 0, but must be above 0.'],
    [() => vat({ radius: 1, weight: -1 }), 'weight is -1, but must be above 0.'],
    [() => vat({ radius: 1, tiny: -1 }), 'tiny is -1, but must be at least 0.'],
    [() => vat({ radius: 1, iterations: 0 }), 'iterations is 0, but must be a whole number, at least 1.'],
  ],
});

describeMethod('VAT of two iterations and a radius that grows', {
  make: () => vat({ radius: warmUp(0.5, 3), iterations: 2, weight: 0.5 }),
  backends: ['native', 'wasm', 'cpu'],
});
