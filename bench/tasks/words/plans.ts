import { naturalMatchedEntry } from '@advtrain/compare';
import { naturalEntry, variant, type MethodEntry } from '@advtrain/core';
import type { Config } from 'advtrain';
import { methodNamed } from 'advtrain';

/** What every method trains on, and for how long: natural training for its epochs, the others for six times what that costs. */
export const shared = {
  data: 'reviews',
  model: 'minilm-l6',
  trainSize: 2000,
  developmentSize: 1000,
  testSize: 1,
  epochs: 2,
  batchSize: 32,
  learningRate: 1e-4,
  maxLength: 64,
  attackFrom: 0.25,
  attack: { steps: 10, radii: ['3%'], headline: '3%', examples: 200 },
} as const satisfies Config;

/** What one trains for in the benchmark, in multiples of natural training: with it the dearest method still sees each text twice. */
export const budget = 6;

/** How many development texts are attacked word by word, of which share of their words at most, by how many neighbours a word. */
export const attacked = { examples: 200, maxShare: 0.3, most: 8 };

/**
 * The methods. A synonym lies about 1.37 from its word, where a word's own norm is 1.27 (MiniLM-L6): 108 %. So far go the four moves
 * of FreeLB++ together, and the ball of each token.
 */
export const entries: readonly MethodEntry[] = [
  naturalEntry,
  naturalMatchedEntry,
  methodNamed('freelb'),
  sized('freelb++', 'FreeLB++, moves of 27%', { steps: 5, stepSize: '27%' }),
  sized('pgd-token', 'PGD, each token within 108%', { radius: '108%', stepSize: '40%', start: '10%' }),
  sized('ascc', 'ASCC-like', { steps: 5 }),
  methodNamed('a2t'),
];

function sized(name: string, title: string, options: Readonly<Record<string, number | string>>): MethodEntry {
  return variant(methodNamed(name), { name: `${name}-words`, title, options });
}
