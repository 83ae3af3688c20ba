import { l2 } from '@advtrain/attacks';
import { ballOf, describeMethod, pointOf } from '@advtrain/testing';
import { freeat } from '../src/index.ts';

const ball = l2({ radius: 1, stepSize: 1 });

describeMethod('FreeAT-3, δ carried by slot', {
  make: (model) => freeat({ ball: ballOf(model) }),
  point: { make: (model) => freeat({ ball: pointOf(model) }) },
  refused: [
    [() => freeat({ ball, replays: 0 }), 'replays is 0, but must be a whole number, at least 1.'],
    [() => freeat({ ball, weight: -1 }), 'weight is -1, but must be above 0.'],
  ],
});

describeMethod('FreeAT-3, δ not carried', {
  make: (model) => freeat({ ball: ballOf(model), carry: 'none', weight: 1 / 4 }),
  point: { make: (model) => freeat({ ball: pointOf(model), carry: 'none' }) },
});
