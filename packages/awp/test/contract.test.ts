import { pgd } from '@advtrain/pgd';
import { ballOf, describeMethod } from '@advtrain/testing';
import { awp, elementwiseAWP, startingAt } from '../src/index.ts';

describeMethod('AWP', {
  make: (model) => awp({ method: pgd({ ball: ballOf(model), steps: 2 }), gamma: 0.1 }),
  point: { make: () => awp({ gamma: 0 }) },
  backends: ['native', 'wasm', 'cpu'],
  refused: [
    [() => awp({ gamma: -1 }), 'gamma is -1, but must be at least 0.'],
    [() => awp({ gamma: startingAt(-1, 0.1) }), 'step is -1, but must be a whole number, at least 0.'],
  ],
});

describeMethod('AWP, from the second step on', {
  make: () => awp({ gamma: startingAt(1, 0.1) }),
});

describeMethod('elementwise AWP', {
  make: () => elementwiseAWP({ radius: 0.2, plain: 'added' }),
  refused: [
    [() => elementwiseAWP({ stepSize: -1 }), 'stepSize is -1, but must be at least 0.'],
    [() => elementwiseAWP({ radius: NaN }), 'radius is NaN, but must be at least 0.'],
  ],
});

describeMethod('AWP of a model that trains in part', {
  make: (model) => awp({ method: pgd({ ball: ballOf(model), steps: 2 }), gamma: 0.1 }),
  models: ['frozen'],
  backends: ['native'],
});
