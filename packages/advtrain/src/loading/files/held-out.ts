import { holdOut } from '@advtrain/datasets';
import type { Examples } from '@advtrain/datasets';
import type { Data } from '../data.ts';

/** One example in five for development, and the rest: `[train, development]`. */
export async function heldOut(
  path: string,
  examples: Examples,
  kind: Data['task']['kind'],
): Promise<[Examples, Examples]> {
  const { length } = examples.texts;
  const least = kind === 'regression' ? 2 : 1;
  if (length <= least) {
    const has = length === 1 ? '1 example' : `${length} examples`;
    throw new Error(
      `${path} has ${has}, but training and development need at least ${least + 1}: give more, or name a file for development with --dev-data.`,
    );
  }
  const { train, development } = await holdOut(examples, { least });
  return [train, development];
}
