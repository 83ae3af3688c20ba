import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../../results/runs/run-result.ts';

/**
 * The folder in a folder of results that the model of a run with that result is kept in, where models are kept.
 *
 * @param folder that of the results.
 * @param run the method, the seed and the key of the run.
 */
export function modelFolder(folder: string, { method, seed, key }: Pick<RunResult, 'method' | 'seed' | 'key'>): string {
  return join(folder, 'models', `${method}-seed${seed}-${key.slice(0, 8)}`);
}

/** A finished run whose model is kept in `saved`: none where that is gone, of which `note` is told. */
export function withModel(
  result: RunResult | undefined,
  saved: string,
  note: (text: string) => void,
): RunResult | undefined {
  if (result?.status !== 'finished' || existsSync(saved)) return result;
  note(`${saved} is gone, so ${result.method}, seed ${result.seed}, is trained again.`);
  return undefined;
}
