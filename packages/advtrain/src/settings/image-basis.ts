import type { Config } from './config.ts';

/** The options of every method in one ℓ∞ ball: as the papers have them, as far as they do. */
function options(radius: number, stepSize: number, steps: number, inner: number): NonNullable<Config['options']> {
  const ball = { stepSize, start: radius, radius };
  const trades = { steps, stepSize, noise: 1e-3, radius, weight: 6 };
  const freelb = { steps: 3, ...ball, stepSize: radius / 2 };
  return {
    pgd: { steps, ...ball },
    freeat: { replays: 8, carry: 'slot', ...ball, stepSize: radius },
    yopo: { outer: 5, inner, depth: 1, ...ball },
    freelb,
    fgm: { radius, weight: 1 },
    // ε in l2, which its paper tunes for every data set: a value to begin from.
    vat: { radius: 1, probe: 0.1, iterations: 1, weight: 1 },
    trades,
    fast: { ...ball, stepSize: 1.25 * radius },
    awp: { steps, ...ball, gamma: 0.01 },
    'awp-trades': { ...trades, gamma: 0.005 },
    'awp-freelb': { ...freelb, gamma: 0.005 },
  };
}

const shared = {
  methods: ['natural', 'natural-matched', 'pgd', 'freeat', 'yopo', 'fast', 'trades'],
  attackFrom: 0,
  batchSize: 128,
  weightDecay: 5e-4,
  clipNorm: 0,
  trainSize: 60_000,
  developmentSize: 5000,
  testSize: 10_000,
} as const satisfies Config;

const mnist: Config = {
  ...shared,
  data: 'mnist',
  model: 'fast-mnist',
  epochs: 10,
  learningRate: 2e-3,
  trainSize: 55_000,
  // Under 0.3 from the first step on this net stays at a guess, whether PGD or FreeAT train it (docs/failures.md).
  attackRise: 0.3,
  options: options(0.3, 0.01, 40, 10),
  attack: { steps: 40, radii: [0.1, 0.2, 0.3], headline: 0.3, examples: 1000 },
};

const cifar10: Config = {
  ...shared,
  data: 'cifar10',
  model: 'preact-resnet-18',
  epochs: 30,
  learningRate: 1e-3,
  trainSize: 45_000,
  options: options(8 / 255, 2 / 255, 10, 3),
  attack: { steps: 20, radii: [2 / 255, 4 / 255, 8 / 255], headline: 8 / 255, examples: 1000 },
};

/** What stands in place of the preset where the data are images, by their names. */
export const imageBasis: Readonly<Record<string, Config>> = { mnist, cifar10 };
