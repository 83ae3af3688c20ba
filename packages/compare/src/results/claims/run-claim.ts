import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { reasonOf, temporaryName, writeTextAtomically } from '@advtrain/core';
import { beatAt } from './beat.ts';
import { claimsAt, newestClaim } from './claims-at.ts';
import { heartbeat, held, isGone, ownClaim } from './owner.ts';
import type { ClaimText, Progress } from './owner.ts';

/** A run that this process alone does. */
export interface RunClaim {
  /** Aborted where the claim was lost: this process was taken for gone, and another does the run. */
  readonly lost: AbortSignal;
  /** Notes how far the run has come; others read it at the next heartbeat. */
  tell(progress: Progress): void;
  /** Lets others do it, with how far it has come and why it failed. */
  release(failure?: string): void;
  /** Deletes all claims on it, for it is finished. */
  end(): void;
}

/** Who does a run. */
export interface Elsewhere {
  readonly by: ClaimText | undefined;
}

/**
 * Claims a run, or says who does it. Of any number of processes, also on machines that share the folder, one has it.
 *
 * Claims are numbered files, and the newest counts. A new one is made by `link`, which fails where the number is taken, and only after one that
 * is released or whose process is gone; nobody deletes the newest before the run is finished. So whoever thinks too long about an old one
 * comes too late: its number is taken, or is no longer the newest.
 *
 * @param stem the path that the names of the run's files begin with.
 */
export function claimRun(stem: string): RunClaim | Elsewhere {
  const own = ownClaim(randomUUID());
  for (;;) {
    const newest = newestClaim(stem);
    const draft = temporaryName(`${stem}.claim`);
    try {
      writeFileSync(draft, textOf(own), { flag: 'wx' });
      if (newest && newest.claim?.released !== true) {
        // By the clock of the disk, which all machines share.
        if (!isGone(newest.claim, statSync(draft).mtimeMs - newest.beatMs)) return { by: newest.claim };
      }
      const number = (newest?.number ?? 0) + 1;
      const path = `${stem}.claim-${number}`;
      if (!linked(draft, path, own)) continue;
      const numbers = claimsAt(stem);
      if (numbers.some((other) => other > number)) {
        rmSync(path, { force: true });
        continue;
      }
      for (const old of numbers) if (old < number) rmSync(`${stem}.claim-${old}`, { force: true });
      return begun(stem, number, own);
    } catch (error) {
      throw new Error(`${stem}.claim could not be written (${reasonOf(error)}).`, { cause: error });
    } finally {
      rmSync(draft, { force: true });
    }
  }
}

/** Whether the draft has the name; where somebody else has it, it does not. */
function linked(draft: string, path: string, own: ClaimText): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // A server may have done it although its answer was lost.
    if (code === 'EEXIST') return textAt(path) === textOf(own);
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw error;
    // Disks of cameras and cards have no links.
    return writtenNew(path, own);
  }
}

function writtenNew(path: string, own: ClaimText): boolean {
  try {
    writeFileSync(path, textOf(own), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function begun(stem: string, number: number, own: ClaimText): RunClaim {
  const path = `${stem}.claim-${number}`;
  const losing = new AbortController();
  let said = own;
  const isOurs = () => claimsAt(stem).at(-1) === number;
  const beat = () => {
    try {
      if (isOurs()) write(path, said);
      else losing.abort();
    } catch {
      // A folder that cannot be read now may be at the next.
    }
  };
  const beating = setInterval(beat, heartbeat);
  beating.unref();
  const endBeat = beatAt(path, heartbeat);
  held.add(own.token);
  const stop = () => {
    clearInterval(beating);
    endBeat();
    held.delete(own.token);
  };
  return {
    lost: losing.signal,
    tell(progress) {
      said = { ...own, progress };
    },
    release(failure) {
      stop();
      said = { ...said, released: true, ...(failure === undefined ? {} : { failure }) };
      if (!losing.signal.aborted && isOurs()) write(path, said);
    },
    end() {
      stop();
      if (losing.signal.aborted || !isOurs()) return;
      for (const each of claimsAt(stem)) rmSync(`${stem}.claim-${each}`, { force: true });
    },
  };
}

/** Writes a claim anew, by which its time is the disk's. */
function write(path: string, claim: ClaimText): void {
  if (!existsSync(path)) return;
  try {
    writeTextAtomically(path, textOf(claim));
  } catch {
    // A disk that is full still says that the process lives.
    const now = new Date();
    utimesSync(path, now, now);
  }
}

function textOf(claim: ClaimText): string {
  return `${JSON.stringify(claim)}\n`;
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
