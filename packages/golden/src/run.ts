import { readCase } from './cases/read-case.ts';
import { passes, type Difference } from './comparison/comparison.ts';
import { runForward } from './forward.ts';
import { skipReason } from './subject/methods.ts';
import { runTraining } from './training.ts';

/** How a case ended. */
export type Outcome = {
  readonly name: string;
  readonly seconds: number;
} & (
  | { readonly status: 'passed'; readonly differences: readonly Difference[] }
  | { readonly status: 'failed'; readonly differences: readonly Difference[]; readonly reason?: string }
  | { readonly status: 'skipped'; readonly reason: string }
);

/** Runs the case of a folder on the backend that is current. An error makes a failed case, not a thrown error. */
export function runCase(folder: string, name: string): Outcome {
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1000;
  try {
    const golden = readCase(folder);
    const reason = skipReason(golden);
    if (reason !== undefined) return { name, status: 'skipped', reason, seconds: seconds() };
    const differences = golden.kind === 'forward' ? runForward(golden) : runTraining(golden);
    const status = differences.length > 0 && differences.every(passes) ? 'passed' : 'failed';
    return { name, status, differences, seconds: seconds() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, status: 'failed', differences: [], reason, seconds: seconds() };
  }
}
