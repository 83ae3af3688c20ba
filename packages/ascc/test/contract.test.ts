import { describeMethod, noSubstitutes, tinySubstitutes } from '@advtrain/testing';
import { ascc } from '../src/index.ts';

const substitutes = tinySubstitutes;

describeMethod('ASCC-like', {
  models: ['text'],
  make: () => ascc({ substitutes, steps: 3, ascentRate: 0.2 }),
  point: { make: () => ascc({ substitutes: noSubstitutes, steps: 2 }) },
  refused: [
    [() => ascc({ substitutes, steps: 0 }), 'steps is 0, but must be a whole number, at least 1.'],
    [() => ascc({ substitutes, ascentRate: 0 }), 'ascentRate is 0, but must be above 0.'],
    [() => ascc({ substitutes, sparsity: -1 }), 'sparsity is -1, but must be at least 0.'],
    [() => ascc({ substitutes, weight: 0 }), 'weight is 0, but must be above 0.'],
  ],
});

describeMethod('ASCC-like that reaches nowhere', {
  models: ['text'],
  make: () => ascc({ substitutes, steps: 2, reach: 0.5 }),
  point: { make: () => ascc({ substitutes, steps: 2, reach: 0 }) },
});
