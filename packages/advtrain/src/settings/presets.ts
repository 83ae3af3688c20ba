import type { MethodName, MethodOptions, Settings } from '@advtrain/compare';

/**
 * The ball that the adversarial methods move in: the same for all of them but those that are published without one
 * (FreeLB++) or with one so small that it needs no measure (SMART, R3F).
 */
export const ball = { stepSize: 0.05, start: 0.05, radius: 0.15 };

const options: Readonly<Record<MethodName, MethodOptions>> = {
  natural: {},
  'natural-matched': {},
  pgd: { steps: 3, ...ball },
  freeat: { replays: 3, carry: 'none', ...ball },
  yopo: { outer: 2, inner: 2, depth: 1, ...ball },
  freelb: { steps: 3, ...ball },
  'freelb++': { steps: 10, stepSize: 10, start: 0.05 },
  fgm: { radius: ball.radius, weight: 1 },
  vat: { radius: ball.radius, probe: 0.1, iterations: 1, weight: 1 },
  smart: { steps: 1, stepSize: 1e-3, noise: 1e-5, radius: 1e-5, weight: 1, proximal: 0, decay: 0.99 },
  r3f: { noise: 1e-5, weight: 1 },
  trades: { steps: 3, stepSize: ball.stepSize, noise: 1e-3, radius: ball.radius, weight: 6 },
  tavat: { steps: 3, ...ball },
  fast: { stepSize: 1.25 * ball.radius, start: ball.radius, radius: ball.radius },
};

const quick: Settings = {
  preset: 'quick',
  methods: ['natural', 'natural-matched', 'pgd', 'freeat', 'yopo', 'freelb'],
  seeds: [1],
  data: 'reviews',
  model: 'minilm-l6',
  trainSize: 512,
  developmentSize: 200,
  testSize: 200,
  epochs: 1,
  batchSize: 16,
  learningRate: 2e-4,
  warmup: 0.1,
  weightDecay: 0.01,
  clipNorm: 1,
  maxLength: 32,
  options,
  attack: { steps: 10, radii: [0.05, 0.2], headline: 0.2, examples: 32 },
};

const standard: Settings = {
  ...quick,
  preset: 'standard',
  // The fewest with which one of five methods can differ from the sixth beyond chance.
  seeds: [1, 2, 3, 4, 5, 6, 7, 8],
  trainSize: 4000,
  learningRate: 1e-4,
  developmentSize: 1000,
  testSize: 1000,
  epochs: 3,
  maxLength: 64,
  attack: { ...quick.attack, radii: [0.02, 0.05, 0.1, 0.2, 0.5], examples: 500 },
};

/** The presets by name: `quick` takes about five minutes on two cores, `standard` some hours. */
export const presets: Readonly<Record<string, Settings>> = { quick, standard };
