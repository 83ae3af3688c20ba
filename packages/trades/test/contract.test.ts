import { l2, normalNoise } from '@advtrain/attacks';
import { ballOf, describeMethod, pointOf } from '@advtrain/testing';
import { trades } from '../src/index.ts';

const ball = l2({ radius: 1, stepSize: 1 });

describeMethod('TRADES', {
  make: (model) => trades({ ball: ballOf(model), steps: 3 }),
  point: { make: (model) => trades({ ball: pointOf(model), steps: 1 }) },
  // The first gradient is a difference of distributions 0.001 apart, mostly rounding, and then normalised.
  xlaGap: 1e-3,
  refused: [
    [() => trades({ ball, steps: 0 }), 'steps is 0, but must be a whole number, at least 1.'],
    [() => trades({ ball, weight: 0 }), 'weight is 0, but must be above 0.'],
    [() => trades({ ball, noise: normalNoise(-0.1) }), 'deviation is -0.1, but must be at least 0.'],
  ],
});
