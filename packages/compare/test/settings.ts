import { naturalEntry } from '@advtrain/core';
import { freeatEntry } from '@advtrain/freeat';
import { freelbEntry } from '@advtrain/freelb';
import { pgdEntry } from '@advtrain/pgd';
import { yopoEntry } from '@advtrain/yopo';
import { configured, naturalMatchedEntry } from '../src/index.ts';
import type { Configured, Settings } from '../src/index.ts';

/** Six methods, with their defaults. */
export const exampleEntries = [
  naturalEntry,
  naturalMatchedEntry,
  pgdEntry,
  freeatEntry,
  yopoEntry,
  freelbEntry,
] as const;

/** The same with their options. */
export const exampleMethods = configured(exampleEntries);

/** One of them. */
export function exampleMethod(name: string): Configured {
  const found = exampleMethods.find(({ entry }) => entry.name === name);
  if (!found) throw new Error(`There is no ${name} in the example.`);
  return found;
}

/** Settings of six methods, for tests that train or make up results. */
export const exampleSettings: Settings = {
  preset: 'quick',
  methods: exampleEntries.map(({ name }) => name),
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
  options: Object.fromEntries(exampleMethods.map(({ entry, options }) => [entry.name, options])),
  attack: { steps: 10, radii: [0.05, 0.2], headline: 0.2, examples: 32 },
};
