import { natural, warmUp } from '@advtrain/core';
import { describeMethod } from '@advtrain/testing';
import { asam, sam } from '../src/index.ts';

describeMethod('SAM', {
  make: () => sam({ rho: 0.2 }),
  point: { make: () => sam({ rho: 0 }) },
  backends: ['native', 'wasm', 'cpu'],
  refused: [
    [() => sam({ rho: -0.1 }), 'rho is -0.1, but must be at least 0.'],
    [
      () => sam({ method: natural as never }),
      'method is the function natural, but must be a method such as natural(), as its factory returns it.',
    ],
  ],
});

describeMethod('SAM, with a ρ that grows and shared masks', {
  make: () => sam({ rho: warmUp(0.2, 3), masks: 'shared' }),
});

describeMethod('ASAM', {
  make: () => asam(),
  point: { make: () => asam({ rho: 0 }) },
  refused: [
    [() => asam({ rho: NaN }), 'rho is NaN, but must be at least 0.'],
    [() => asam({ eta: -1 }), 'eta is -1, but must be at least 0.'],
  ],
});

describeMethod('SAM of a model that trains in part', {
  make: () => sam({ rho: 0.2 }),
  models: ['lora'],
  backends: ['native'],
});
