import { describeMethod } from '@advtrain/testing';
import { natural } from '../src/index.ts';

describeMethod('natural', {
  make: () => natural(),
  point: { make: () => natural() },
  backends: ['native', 'wasm', 'cpu'],
});

describeMethod('natural, three passes', {
  make: () => natural({ passes: 3 }),
  refused: [[() => natural({ passes: 0 }), 'passes is 0, but must be a whole number, at least 1.']],
});
