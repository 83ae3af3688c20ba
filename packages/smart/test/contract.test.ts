import { linf, normalNoise } from '@advtrain/attacks';
import { describeMethod, pointOf } from '@advtrain/testing';
import { officialBall, officialClassification, smart } from '../src/index.ts';

const noise = normalNoise(0.05);

describeMethod('SMART', {
  make: () => smart({ ball: linf({ radius: 0.1, stepSize: 0.1, direction: 'largest' }), noise }),
  point: { make: (model) => smart({ ball: pointOf(model), noise }) },
  refused: [
    [() => smart({ steps: 0 }), 'steps is 0, but must be a whole number, at least 1.'],
    [() => smart({ weight: 0 }), 'weight is 0, but must be above 0.'],
    [() => smart({ noise: normalNoise(-1) }), 'deviation is -1, but must be at least 0.'],
    [() => smart({ ball: officialBall({ epsilon: 0 }) }), 'epsilon is 0, but must be above 0.'],
    [() => smart({ ball: officialBall({ stepSize: -1 }) }), 'stepSize is -1, but must be at least 0.'],
  ],
});

describeMethod('SMART-2 as the official code has it', {
  make: () => smart({ ball: officialBall({ stepSize: 0.5 }), noise, steps: 2, distance: officialClassification }),
});
