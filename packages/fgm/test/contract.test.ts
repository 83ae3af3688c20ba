import { l2 } from '@advtrain/attacks';
import { describeMethod, pointOf } from '@advtrain/testing';
import { fgm } from '../src/index.ts';

const ball = l2({ radius: 0.3, stepSize: 0.3 });

describeMethod('FGM', {
  make: () => fgm({ ball }),
  point: { make: (model) => fgm({ ball: pointOf(model) }), gradients: 2 },
  refused: [[() => fgm({ ball, weight: 0 }), 'weight is 0, but must be above 0.']],
});
