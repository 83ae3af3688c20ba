import { optionsText, sourceText } from '../src/index.ts';
import type { Comparison, RunResult } from '../src/index.ts';
import { exampleMethods, exampleSettings } from './settings.ts';

/** The names of the example's methods. */
export const exampleNames = exampleSettings.methods;

/** What a run of the example measured, unless a test says otherwise. */
export function exampleRun(method: string, seed: number, change: Partial<RunResult> = {}): RunResult {
  const place = exampleNames.indexOf(method);
  const development = 0.84 + 0.004 * place + 0.003 * Math.sin(7 * seed + place);
  const factor = [1, 3, 3, 1, 2.1, 3][place] ?? 1;
  const units = Math.round(189 * factor);
  return {
    key: `${method}${seed}`,
    method,
    seed,
    options: exampleSettings.options[method] ?? {},
    status: 'finished',
    steps: 63,
    epochs: 2,
    units: { predicted: units, counted: units },
    seconds: { training: 20 * factor, evaluation: 11 },
    peakBytes: 812e6 + 1e7 * place,
    accuracy: { development, amazon: development - 0.04, tweets: development - 0.05 },
    predicted: [0.48, 0.52],
    robust: [0, 0.05, 0.2, 0.5].map((radius) => ({
      radius,
      accuracy: Math.max(0, development - radius * (3.2 - 0.4 * place)),
    })),
    curve: Array.from({ length: 60 }, (_, i) => ({
      step: i + 1,
      units: ((i + 1) * units) / 60,
      loss: 0.3 + 0.4 * Math.exp(-i / 15) + 0.03 * Math.sin(i * 3 + seed),
    })),
    epochCurve: [1, 2].map((epoch) => ({
      epoch,
      step: 31 * epoch,
      units: (units * epoch) / 2,
      development: development - 0.03 * (2 - epoch),
    })),
    ...change,
  };
}

/** A comparison with made-up numbers, for what is computed from results: of the methods that have runs. */
export function example(seeds: readonly number[], runs?: readonly RunResult[]): Comparison {
  const settings = exampleSettings;
  const took = exampleMethods.filter(({ entry }) => !runs?.length || runs.some(({ method }) => method === entry.name));
  return {
    format: 1,
    settings: { ...settings, seeds },
    engine: { backend: 'native', version: 'TensorFlow 2.21.0', why: 'it is installed.' },
    task: {
      data: 'movie-review sentences',
      model: 'minilm-l6',
      parameters: 22.7e6,
      classes: ['negative', 'positive'],
      trainExamples: 1000,
      sets: [
        { id: 'development', title: 'movies', examples: 500, majority: 0.51 },
        { id: 'amazon', title: 'Amazon', examples: 500, majority: 0.55 },
        { id: 'tweets', title: 'tweets', examples: 500, majority: 0.6 },
      ],
      notes: [],
    },
    methods: took.map(({ entry, options }) => ({
      name: entry.name,
      title: entry.title,
      settings: optionsText(options),
      source: sourceText(entry),
      ...(entry.matched ? { matched: true } : {}),
    })),
    runs: runs ?? exampleNames.flatMap((name) => seeds.map((seed) => exampleRun(name, seed))),
  };
}
