import type { MethodName, MethodOptions } from './methods.ts';
import type { Settings } from './settings.ts';

/** The ball that every adversarial method moves in: the same for all of them. */
const ball = { stepSize: 0.05, start: 0.05, radius: 0.15 };

const options: Readonly<Record<MethodName, MethodOptions>> = {
  natural: {},
  'natural-matched': {},
  pgd: { steps: 3, ...ball },
  freeat: { replays: 3, carry: 'none', ...ball },
  yopo: { outer: 2, inner: 2, depth: 1, ...ball },
  freelb: { steps: 3, ...ball },
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
  seeds: [1, 2, 3, 4, 5],
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
