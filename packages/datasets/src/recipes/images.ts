import { heldOut, stepwise } from './image-training.ts';
import { recipeName } from './recipe.ts';
import type { Recipe } from './recipe.ts';

const mnist = 'mnist';
const cifar10 = 'cifar10';
const digits = 'yopo-mnist';
const photographs = 'preact-resnet-18';
const ofYopo = 'Zhang et al. 2019 (arXiv 1905.00877) and its code';

const norms = 'The published net is another: it normalises over the batch, and ours over groups.';
const passes = (rate: string) =>
  `The learning rate is ${rate} / m, because the gradients of the m passes are added up.`;

/** Experiments on images. */
export const images: readonly Recipe[] = [
  {
    name: recipeName('yopo', digits, mnist),
    method: 'yopo',
    model: digits,
    task: mnist,
    options: { outer: 5, inner: 10, depth: 1, stepSize: 0.01, start: 0.3, radius: 0.3 },
    training: stepwise(40, 1e-2 / 5, [30, 35, 39]),
    published: 'about 5 % robust error, 5 times sooner than PGD-40',
    source: `${ofYopo}: YOPO-5-10`,
    problems: [
      passes('0.01'),
      'A version of the code has 0.1 / m, and lets the rate of the first layer fall after 15 and 19 epochs.',
      'The code depends on the version of PyTorch.',
      'The code gives the first layer a second gradient, from the Hamiltonian, which its authors call unintended (issue 4).',
      heldOut,
    ],
  },
  {
    name: recipeName('pgd', digits, mnist),
    method: 'pgd',
    model: digits,
    task: mnist,
    options: { steps: 40, stepSize: 0.01, start: 0.3, radius: 0.3 },
    training: stepwise(56, 0.1, [50, 55]),
    source: `${ofYopo}, experiments/MNIST/pgd40`,
    problems: [heldOut],
  },
  {
    name: recipeName('yopo', photographs, cifar10),
    method: 'yopo',
    model: photographs,
    task: cifar10,
    options: { outer: 5, inner: 3, depth: 1, stepSize: 2 / 255, start: 8 / 255, radius: 8 / 255 },
    training: stepwise(36, (0.1 * 4) / 5, [30, 34]),
    published: 'accuracy 86.70, under PGD-20 47.98',
    source: `${ofYopo}: YOPO-5-3`,
    problems: [
      'stepSize is that of one inner move, a sign step.',
      passes('0.1 · 4'),
      'A version of the code has 0.1 · 2 / m.',
      norms,
      heldOut,
    ],
  },
  {
    name: recipeName('pgd', photographs, cifar10),
    method: 'pgd',
    model: photographs,
    task: cifar10,
    options: { steps: 10, stepSize: 2 / 255, start: 8 / 255, radius: 8 / 255 },
    training: stepwise(105, 0.05, [75, 90, 100]),
    published: 'accuracy 87.30, under PGD-20 47.04',
    source: `${ofYopo}, experiments/CIFAR10/pre-res18.pgd10`,
    problems: ['The published figures are of a net that the paper does not tie to this folder.', norms, heldOut],
  },
  {
    name: recipeName('fast', photographs, cifar10),
    method: 'fast',
    model: photographs,
    task: cifar10,
    options: { stepSize: 10 / 255, start: 8 / 255, radius: 8 / 255 },
    training: {
      epochs: 15,
      batchSize: 128,
      optimizer: 'sgd',
      momentum: 0.9,
      learningRate: 0.2,
      warmup: 0.5,
      weightDecay: 5e-4,
      clipNorm: 0,
    },
    source: 'Wong et al. 2020 (arXiv 2001.03994) and locuslab/fast_adversarial, CIFAR10/train_fgsm.py',
    problems: [
      'The learning rate rises for half of the steps and falls for the other half.',
      'The code computes in 16 bits.',
      norms,
      heldOut,
    ],
  },
  {
    name: recipeName('freeat', 'wide-resnet-32-10', cifar10),
    method: 'freeat',
    model: 'wide-resnet-32-10',
    task: cifar10,
    options: { replays: 8, carry: 'slot', stepSize: 8 / 255, start: 8 / 255, radius: 8 / 255 },
    training: { ...stepwise(80, 0.1, [40, 60], 128), weightDecay: 2e-4, steps: 80_000 },
    published: 'accuracy 86.29, under PGD-20 47.00 (as Zhang et al. 2019 report Free-8)',
    source: 'Shafahi et al. 2019 (arXiv 1904.12843) and its code: Free-8',
    problems: [
      'The learning rate falls tenfold at steps 40,000 and 60,000.',
      'That net is not among ours: name another with --model.',
      heldOut,
    ],
  },
];
