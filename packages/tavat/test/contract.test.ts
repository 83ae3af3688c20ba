import { describeMethod } from '@advtrain/testing';
import { tavat } from '../src/index.ts';

const options = { vocabulary: 12, radius: 0.5, stepSize: 0.2, start: 0.3 };

describeMethod('TAVAT', {
  make: () => tavat(options),
  models: ['text', 'tokens', 'answers'],
  point: { make: () => tavat({ ...options, start: 0, radius: 0 }) },
  refused: [
    [() => tavat({ ...options, vocabulary: 0 }), 'vocabulary is 0, but must be a whole number, at least 1.'],
    [() => tavat({ ...options, steps: 0 }), 'steps is 0, but must be a whole number, at least 1.'],
    [() => tavat({ ...options, start: -1 }), 'start is -1, but must be at least 0.'],
    [() => tavat({ ...options, radius: -1 }), 'radius is -1, but must be at least 0.'],
  ],
});

describeMethod('TAVAT-2 as the official code keeps its table', {
  make: () => tavat({ ...options, steps: 2, radius: Infinity, table: 'add' }),
  models: ['text', 'tokens', 'answers'],
  backends: ['native', 'wasm', 'cpu'],
});
