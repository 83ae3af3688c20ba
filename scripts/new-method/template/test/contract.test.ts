import { l2 } from '@advtrain/attacks';
import { ballOf, describeMethod, pointOf } from '@advtrain/testing';
import { newMethod } from '../src/index.ts';

describeMethod('new-method', {
  make: (model) => newMethod({ ball: ballOf(model) }),
  point: { make: (model) => newMethod({ ball: pointOf(model) }) },
  refused: [[() => newMethod({ ball: l2({ radius: -1, stepSize: 1 }) }), 'radius is -1, but must be at least 0.']],
});
