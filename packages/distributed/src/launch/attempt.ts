import type { End, Member } from './member.ts';

/** The exit status of a process that lost another: the same again may do. */
export const lostStatus = 75;

/** What all processes of one start came to. */
export interface Outcome {
  /** The end that decided it: the first bad one, or the first that starting again would not mend. Undefined where all ended with 0. */
  readonly end?: End;
  /** Whether starting all again may do: one was lost, and none had other trouble. */
  readonly isLost: boolean;
}

/** What is asked of those that watch over a start. */
export interface Watched {
  readonly graceSeconds: number;
  /** Whether somebody wants it all to end. */
  readonly isStopped: () => boolean;
  /** Called with the end that decides it, as soon as it does. */
  readonly decided: (end: End, isLost: boolean) => void;
}

/** Seconds in which those that work with a process which is lost notice it by themselves: who waits for one to come never does. */
const noticeSeconds = 5;

/** Waits for all processes of a start; when one ends badly, the others are given some time, asked to end, and then killed. */
export async function watched(
  members: readonly Member[],
  { graceSeconds, isStopped, decided }: Watched,
): Promise<Outcome> {
  let outcome: Outcome = { isLost: false };
  let isEnding = false;
  const timers: NodeJS.Timeout[] = [];
  const toAll = (signal: NodeJS.Signals) => {
    for (const member of members) member.kill(signal);
  };
  const see = (end: End) => {
    if (end.status === 0 || isEnding) return;
    const isLost = end.trouble === undefined && (end.status === undefined || end.status === lostStatus);
    // Those that lose one another say so; what began it may be the trouble of one that ends a little later.
    if (outcome.end !== undefined && (isLost || !outcome.isLost)) return;
    outcome = { end, isLost };
    const ended = (signal: NodeJS.Signals) => {
      isEnding = true;
      toAll(signal);
    };
    if (timers.length === 0) timers.push(setTimeout(ended, graceSeconds * 1000, 'SIGKILL'));
    if (isStopped()) return;
    decided(end, isLost);
    if (isLost) timers.push(setTimeout(ended, noticeSeconds * 1000, 'SIGTERM'));
    else ended('SIGTERM');
  };
  await Promise.all(members.map(async ({ ended }) => see(await ended)));
  timers.forEach(clearTimeout);
  return outcome;
}
