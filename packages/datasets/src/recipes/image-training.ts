import type { Training } from './recipe.ts';

/** SGD whose learning rate falls tenfold after some of the epochs. */
export function stepwise(epochs: number, learningRate: number, falls: readonly number[], batchSize = 256): Training {
  return {
    epochs,
    batchSize,
    optimizer: 'sgd',
    momentum: 0.9,
    learningRate,
    warmup: 0,
    weightDecay: 5e-4,
    clipNorm: 0,
    drops: falls.map((epoch) => epoch / epochs),
  };
}

/** What every image recipe differs in from its source. */
export const heldOut =
  'The best evaluation is chosen by 5,000 of the training images, which are held out, and not by those of the test.';
