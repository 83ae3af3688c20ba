import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { claimIn } from './owner.ts';
import type { ClaimText } from './owner.ts';

/** A claim on a run as it stands in the folder. */
export interface FoundClaim {
  readonly number: number;
  /** `undefined` where the file says nothing that is one. */
  readonly claim: ClaimText | undefined;
  /** When it last showed that it lives, in milliseconds, by the disk's clock. */
  readonly beatMs: number;
}

/** The numbers of the claims on a run, in order. */
export function claimsAt(stem: string): readonly number[] {
  const begin = `${basename(stem)}.claim-`;
  const names = existsSync(dirname(stem)) ? readdirSync(dirname(stem)) : [];
  const numbers = names.flatMap((name) => {
    const rest = name.startsWith(begin) ? name.slice(begin.length) : '';
    return /^\d+$/.test(rest) ? [Number(rest)] : [];
  });
  return numbers.sort((a, b) => a - b);
}

/** The newest claim on a run, which is the one that counts; `undefined` where there is none. */
export function newestClaim(stem: string): FoundClaim | undefined {
  for (;;) {
    const number = claimsAt(stem).at(-1);
    if (number === undefined) return undefined;
    try {
      const path = `${stem}.claim-${number}`;
      const { mtimeMs } = statSync(path);
      return { number, claim: claimIn(readFileSync(path, 'utf8')), beatMs: mtimeMs };
    } catch (error) {
      // One that went in between was the newest no more, or the run is finished.
      if (!['ENOENT', 'ESTALE'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}
