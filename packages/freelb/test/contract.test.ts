import { l2, linf } from '@advtrain/attacks';
import { warmUp } from '@advtrain/core';
import { ballOf, describeMethod, pointOf } from '@advtrain/testing';
import { freelb, freelbPlusPlus } from '../src/index.ts';

const ball = l2({ radius: 1, stepSize: 1 });

describeMethod('FreeLB-3', {
  make: (model) => freelb({ ball: ballOf(model) }),
  point: { make: (model) => freelb({ ball: pointOf(model) }) },
  refused: [
    [() => freelb({ ball, steps: 0 }), 'steps is 0, but must be a whole number, at least 1.'],
    [() => freelb({ ball, steps: 2.5 }), 'steps is 2.5, but must be a whole number, at least 1.'],
    [() => freelb({ ball: l2({ radius: -0.1, stepSize: 1 }) }), 'radius is -0.1, but must be at least 0.'],
    [() => freelb({ ball: l2({ radius: NaN, stepSize: 1 }) }), 'radius is NaN, but must be at least 0.'],
    [() => freelb({ ball: l2({ radius: 1, stepSize: -1 }) }), 'stepSize is -1, but must be at least 0.'],
    [() => freelb({ ball: linf({ radius: 1, stepSize: 1, start: -2 }) }), 'start is -2, but must be at least 0.'],
  ],
});

describeMethod('FreeLB-2 with a radius that grows', {
  make: () => freelb({ ball: l2({ radius: warmUp(0.5, 3), stepSize: 0.3 }), steps: 2 }),
  backends: ['native', 'wasm', 'cpu'],
});

describeMethod('FreeLB++', {
  make: () => freelbPlusPlus({ steps: 4 }),
  // Moves of length 10 without projection: rounding alone makes as much of a gap without XLA.
  xlaGap: 1e-3,
  models: ['text', 'tokens', 'answers'],
  refused: [
    [() => freelbPlusPlus({ steps: 0 }), 'steps is 0, but must be a whole number, at least 1.'],
    [() => freelbPlusPlus({ stepSize: -1 }), 'stepSize is -1, but must be at least 0.'],
  ],
});
