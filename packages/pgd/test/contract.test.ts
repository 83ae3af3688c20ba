import { l2, linf } from '@advtrain/attacks';
import { ballOf, describeMethod, pointOf } from '@advtrain/testing';
import { fast, fgsm, pgd } from '../src/index.ts';

const ball = l2({ radius: 1, stepSize: 1 });

describeMethod('PGD-3', {
  make: (model) => pgd({ ball: ballOf(model) }),
  point: { make: (model) => pgd({ ball: pointOf(model) }) },
  refused: [[() => pgd({ ball, steps: -1 }), 'steps is -1, but must be a whole number, at least 0.']],
});

describeMethod('FGSM', {
  make: () => fgsm({ ball: linf({ radius: 0.1, stepSize: 0.1 }) }),
  point: { make: (model) => fgsm({ ball: pointOf(model) }) },
});

describeMethod('Fast', {
  make: () => fast({ ball: linf({ radius: 0.1, stepSize: 0.125, start: 0.1 }) }),
  point: { make: (model) => fast({ ball: pointOf(model) }) },
});

describeMethod('Fast that starts where the last batch left δ', {
  make: (model) => fast({ ball: ballOf(model), start: 'previous' }),
  point: { make: (model) => fast({ ball: pointOf(model), start: 'previous' }) },
});
