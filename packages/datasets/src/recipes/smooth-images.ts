import { heldOut, stepwise } from './image-training.ts';
import { recipeName } from './recipe.ts';
import type { Recipe } from './recipe.ts';

const ofTrades = 'Zhang et al. 2019 (arXiv 1901.08573) and yaodongyu/TRADES';
const absent = 'That net is not among ours: name another with --model.';
const earlier = 'The code counts epochs from 1, so that its rate falls after one epoch fewer than it names.';
const decayed = 'The code decays biases and normalisation too.';

/** Methods that keep predictions smooth around each image: TRADES and VAT. */
export const smoothImages: readonly Recipe[] = [
  {
    name: recipeName('trades', 'small-cnn', 'mnist'),
    method: 'trades',
    model: 'small-cnn',
    task: 'mnist',
    options: { steps: 40, stepSize: 0.01, noise: 0.001, radius: 0.3, weight: 1 },
    training: { ...stepwise(100, 0.01, [54, 74, 89], 128), weightDecay: 0 },
    published: 'accuracy 99.48, under PGD-40 96.07',
    source: `${ofTrades}, train_trades_mnist.py; its README for the scores`,
    problems: [earlier, absent, heldOut],
  },
  {
    name: recipeName('trades', 'wide-resnet-34-10', 'cifar10'),
    method: 'trades',
    model: 'wide-resnet-34-10',
    task: 'cifar10',
    options: { steps: 10, stepSize: 0.007, noise: 0.001, radius: 0.031, weight: 6 },
    training: { ...stepwise(76, 0.1, [74], 128), weightDecay: 2e-4 },
    published: 'accuracy 84.92, under PGD-20 56.61',
    source: `${ofTrades}, train_trades_cifar10.py; its README for the scores`,
    problems: [
      earlier,
      'The code also names falls after 90 and 100 epochs, and stops after 76.',
      decayed,
      absent,
      heldOut,
    ],
  },
  {
    name: recipeName('vat', 'dense-1200-600-300-150', 'mnist'),
    method: 'vat',
    model: 'dense-1200-600-300-150',
    task: 'mnist',
    options: { radius: 2.1, probe: 1e-6, iterations: 1, weight: 1 },
    training: {
      epochs: 100,
      batchSize: 100,
      optimizer: 'adamw',
      learningRate: 2e-3,
      warmup: 0,
      weightDecay: 0,
      epsilon: 1e-8,
      clipNorm: 0,
    },
    source: 'takerum/vat, README.md and train_mnist_sup.py; Miyato et al. 2016 (arXiv 1507.00677)',
    problems: [
      'The learning rate falls to nine tenths after each epoch; here it falls linearly to 0.',
      "The code lets Adam's β₁ fall slowly; here it stays at 0.9.",
      'In 32 bits a probe of 1e-6 finds little but rounding errors; the default of @advtrain/vat is 0.1.',
      "The code makes the last epoch's model anew with the statistics of all batches: it normalises over the batch.",
      absent,
      heldOut,
    ],
  },
];
