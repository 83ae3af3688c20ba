import { describeMethod, noSubstitutes, tinySubstitutes } from '@advtrain/testing';
import { a2t } from '../src/index.ts';

const substitutes = tinySubstitutes;

describeMethod('A2T-like', {
  models: ['text'],
  make: () => a2t({ substitutes, words: 2, every: 1 }),
  point: { make: () => a2t({ substitutes: noSubstitutes, every: 1 }) },
  refused: [
    [() => a2t({ substitutes, words: 0 }), 'words is 0, but must be a whole number, at least 1.'],
    [() => a2t({ substitutes, every: 0 }), 'every is 0, but must be a whole number, at least 1.'],
    [() => a2t({ substitutes, weight: 0 }), 'weight is 0, but must be above 0.'],
  ],
});
