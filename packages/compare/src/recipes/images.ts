import type { Recipe } from './recipe.ts';

/** Experiments on images. */
export const images: readonly Recipe[] = [
  {
    ...{ name: 'yopo/yopo-mnist/mnist', method: 'yopo', model: 'yopo-mnist', task: 'mnist' },
    options: { outer: 5, inner: 10, radius: 0.3 },
    training: { learningRate: 1e-2 / 5 },
    published: 'about 5 % robust error, 5 times sooner than PGD-40',
    source: 'Zhang et al. 2019 (arXiv 1905.00877) and its code: YOPO-5-10',
    problems: [
      'The learning rate is 0.01 / m, because the gradients of the m passes are added up.',
      'The code depends on the version of PyTorch.',
      'The code gives the first layer a second gradient, from the Hamiltonian, which its authors call unintended (issue 4).',
    ],
  },
  {
    ...{ name: 'yopo/preact-resnet-18/cifar10', method: 'yopo', model: 'preact-resnet-18', task: 'cifar10' },
    options: { outer: 5, inner: 3, stepSize: 2 / 255, radius: 8 / 255 },
    training: { epochs: 36, learningRate: (0.1 * 4) / 5 },
    published: 'accuracy 86.70, under PGD-20 47.98',
    source: 'Zhang et al. 2019 (arXiv 1905.00877) and its code: YOPO-5-3',
    problems: [
      'stepSize is that of one inner move, a sign step.',
      'The learning rate is 0.1 · 4 / m, because the gradients of the m passes are added up.',
      'The published net is another: it normalises over the batch, and ours over groups.',
    ],
  },
  {
    ...{ name: 'freeat/wide-resnet-32-10/cifar10', method: 'freeat', model: 'wide-resnet-32-10', task: 'cifar10' },
    options: { replays: 8, carry: 'slot', stepSize: 8 / 255, radius: 8 / 255 },
    training: { steps: 80_000, learningRate: 0.1, weightDecay: 2e-4 },
    published: 'accuracy 86.29, under PGD-20 47.00 (as Zhang et al. 2019 report Free-8)',
    source: 'Shafahi et al. 2019 (arXiv 1904.12843) and its code: Free-8',
    problems: ['The learning rate falls tenfold at steps 40,000 and 60,000.', 'That net is not among ours.'],
  },
];
