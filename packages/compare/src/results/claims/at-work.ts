import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../usage-error.ts';
import { newestClaim } from './claims-at.ts';
import { isGone } from './owner.ts';
import type { ClaimText } from './owner.ts';

/** Who does a run now; `undefined` where nobody does, as far as the clocks of the disk and of this machine agree. */
export function doerOf(stem: string): { readonly claim: ClaimText | undefined } | undefined {
  const newest = newestClaim(stem);
  if (!newest || newest.claim?.released === true) return undefined;
  return isGone(newest.claim, Date.now() - newest.beatMs) ? undefined : { claim: newest.claim };
}

/** Throws a {@link UsageError} where a process does a run of a folder. */
export function refuseAtWork(folder: string): void {
  const runs = join(folder, 'runs');
  if (!existsSync(runs)) return;
  const stems = new Set(readdirSync(runs).flatMap((name) => /^(.+)\.claim-\d+$/.exec(name)?.[1] ?? []));
  for (const stem of stems) {
    const doer = doerOf(join(runs, stem));
    if (!doer) continue;
    const who = doer.claim ? `Process ${doer.claim.pid} on ${doer.claim.host}` : 'A process';
    throw new UsageError(
      `${who} does the run ${stem} of ${folder}, which cannot begin anew meanwhile: wait for it or stop it, or choose another folder with --out.`,
    );
  }
}
