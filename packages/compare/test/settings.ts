import { methodNames } from '../src/index.ts';
import type { MethodName, MethodOptions, Settings } from '../src/index.ts';

const ball = { stepSize: 0.05, start: 0.05, radius: 0.15 };
const none = Object.fromEntries(methodNames.map((name) => [name, {}])) as Record<MethodName, MethodOptions>;

/** Settings of six methods, for tests that train or make up results. */
export const exampleSettings: Settings = {
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
  options: {
    ...none,
    pgd: { steps: 3, ...ball },
    freeat: { replays: 3, carry: 'none', ...ball },
    yopo: { outer: 2, inner: 2, depth: 1, ...ball },
    freelb: { steps: 3, ...ball },
  },
  attack: { steps: 10, radii: [0.05, 0.2], headline: 0.2, examples: 32 },
};
