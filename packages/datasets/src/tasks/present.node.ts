import { createRequire } from 'node:module';
import { cachedHub } from '@advtrain/engine/fetch';
import { mnistIn } from '../sources/mnist.node.ts';
import { areReviewsPresent } from '../sources/reviews.node.ts';
import { findOriginal, hubFiles } from './task-files.node.ts';
import type { Split, Task } from './task.ts';

/**
 * The names of the splits of a task that can be read without a download: from original files in a folder (default:
 * `ADVTRAIN_DATA`), from the cache, or from an installed package.
 *
 * @param task the task.
 * @param from a folder.
 */
export async function presentSplits(task: Task, from = process.env['ADVTRAIN_DATA']): Promise<string[]> {
  const names = Object.keys(task.splits);
  if (task.name === 'reviews') return (await areReviewsPresent(from)) ? names : [];
  const digits = task.name === 'mnist' && from ? await mnistIn(from) : undefined;
  if (digits) return digits;
  if (task.npmPackage !== undefined) return isInstalled(task.npmPackage) ? names : [];
  const present = await Promise.all(Object.values(task.splits).map((split) => isSplitPresent(task, split, from)));
  return names.filter((_, index) => present[index]);
}

async function isSplitPresent({ hub }: Task, split: Split, from = ''): Promise<boolean> {
  if (from && (await findOriginal(split, from))) return true;
  if (hub === undefined) return false;
  const cached = await cachedHub({ kind: 'dataset', id: hub }, (files) => hubFiles(split, files));
  return cached !== undefined && cached.paths.length > 0;
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}
