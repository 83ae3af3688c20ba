import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { bornAt, lives } from '@advtrain/engine/fetch';
import { isTable } from '../json.ts';

/** How often a process that does a run shows that it lives, in milliseconds. */
export const heartbeat = 5_000;

/** How long one of another machine may show nothing before it counts as gone, in milliseconds. */
export const patience = 120_000;

/** How far a run has come. */
export interface Progress {
  /** Optimizer steps taken. */
  readonly step: number;
  /** Optimizer steps in all. */
  readonly steps: number;
  /** Seconds until training ends, by its pace so far. */
  readonly secondsLeft: number;
}

/** What a claim on a run says. */
export interface ClaimText {
  readonly pid: number;
  readonly host: string;
  /** When it was made, in ISO 8601. */
  readonly since: string;
  /** Whether its process does the run no longer: it was stopped, or failed. */
  readonly released?: boolean;
  /** Why it failed, in a sentence. */
  readonly failure?: string;
  readonly progress?: Progress;
  /** Whose numbers of processes are meant: those of a machine since it began, of a container. */
  readonly space?: string;
  /** When the process began, as the machine counts. */
  readonly born?: string;
  /** Of this claim alone. */
  readonly token: string;
}

/** What this process says of itself. */
export function ownClaim(token: string): ClaimText {
  const born = bornAt(process.pid);
  const since = new Date().toISOString();
  const space = spaceOf();
  return { pid: process.pid, host: hostname(), since, ...(space && { space }), ...(born && { born }), token };
}

/** A claim's text as what it says; `undefined` where it is none. */
export function claimIn(text: string): ClaimText | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (!isTable(found)) return undefined;
    const isOne = [found['host'], found['since'], found['token']].every((value) => typeof value === 'string');
    return isOne && typeof found['pid'] === 'number' ? (found as unknown as ClaimText) : undefined;
  } catch {
    return undefined;
  }
}

/** The claims that this process has, by their tokens. */
export const held = new Set<string>();

/**
 * Whether the process of a claim is gone: on the same machine where there is no such process, on another where it has been silent for
 * {@link patience}. One that is no claim at all is judged by its silence.
 */
export function isGone(claim: ClaimText | undefined, silentMs: number): boolean {
  if (claim?.host === hostname() && claim.space === spaceOf()) {
    // A disk that was full may not have taken that it was released.
    return claim.pid === process.pid ? !held.has(claim.token) : !lives(claim.pid, claim.born);
  }
  return silentMs > patience;
}

let space: { readonly known: string | undefined } | undefined;

function spaceOf(): string | undefined {
  space ??= { known: readSpace() };
  return space.known;
}

function readSpace(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}
