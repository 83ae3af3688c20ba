import { constants } from 'node:os';
import { lostStatus, watched } from './attempt.ts';
import { guard } from './guard.ts';
import type { Guard } from './guard.ts';
import { begin } from './member.ts';
import type { End, Member } from './member.ts';
import { freePorts } from './ports.ts';
import { threadsOfEach } from './threads.ts';

/** What to start, and what to do when it ends. */
export interface Launch {
  /** How many processes, at least 1. */
  readonly processes: number;
  /** The program of each. */
  readonly command: string;
  /** Its arguments; none where they are not given. */
  readonly args?: readonly string[];
  /** Its arguments where all were started before; the same where they are not given. */
  readonly again?: readonly string[];
  /** The environment variables that each gets, beside those that say which it is; this process's where they are not given. */
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  /** How often all are started again after one was lost; 0 where it is not given. */
  readonly restarts?: number;
  /** How long the others may take to end after one has ended badly, in seconds; 30 where it is not given. */
  readonly graceSeconds?: number;
  /** Which signals all processes get when this one does; SIGINT, SIGTERM and SIGHUP where it is not given. */
  readonly signals?: readonly NodeJS.Signals[];
  /**
   * Gets each line for a person: what happened, and what a process said that failed. On stderr where it is not given.
   *
   * @param line without an end of line.
   */
  readonly onLine?: (line: string) => void;
}

/**
 * Starts so many processes of one program on this host, and waits until all have ended. Each finds in `TF_CONFIG` which it is, as `place` reads
 * it, and in `ADVTRAIN_THREADS` its share of the processors, unless that is set. What rank 0 says on stdout and stderr is seen; of the
 * others, the last 50 lines on stderr where one fails.
 *
 * When one is ended by a signal, or ends with 75 because it lost another, the others are given five seconds to notice; then they are asked to
 * end by SIGTERM, after `graceSeconds` killed, and all start again, if restarts are left. Any other status than 0 is trouble that would come again, which ends all at
 * once. When this process is killed, so are they.
 *
 * @param options what to start, and what to do when it ends
 * @returns the exit status to end with: 0 where all ended with 0, 75 where one was lost, 128 and the signal's number where all were to end by
 *   one, else the status of the one that failed
 */
export async function launch(options: Launch): Promise<number> {
  const {
    command,
    args = [],
    again = args,
    restarts = 0,
    graceSeconds = 30,
    signals = ['SIGINT', 'SIGTERM', 'SIGHUP'],
  } = options;
  const { processes, env = process.env, onLine = (line) => void process.stderr.write(`${line}\n`) } = options;
  check('processes', processes, 1);
  check('restarts', restarts, 0);
  if (!(graceSeconds >= 0 && graceSeconds <= 1_000_000))
    throw new Error(`graceSeconds is ${graceSeconds}, but must be from 0 to 1,000,000.`);
  let members: readonly Member[] = [];
  let stop: NodeJS.Signals | undefined;
  const isStopped = () => stop !== undefined;
  const hear = (signal: NodeJS.Signals) => {
    stop ??= signal;
    for (const member of members) member.kill(signal);
  };
  for (const signal of signals) process.on(signal, hear);
  const guarding = guard();
  try {
    for (let start = 0; ; start++) {
      const ports = await freePorts(processes);
      const given = start === 0 ? args : again;
      if (isStopped()) return 128 + constants.signals[stop!];
      members = ports.map((_, rank) => guarded(guarding, begin(rank, command, given, surroundings(env, ports, rank))));
      const decided = (end: End, isLost: boolean) => {
        for (const line of said(end, processes)) onLine(line);
        if (!isLost && end.trouble === undefined && processes > 1) onLine('The other processes are stopped.');
      };
      const { end, isLost } = await watched(members, {
        graceSeconds,
        isStopped,
        decided,
      });
      if (end === undefined) return 0;
      if (end.trouble !== undefined)
        throw new Error(`"${command}" cannot be started (${end.trouble}): name a program that there is.`);
      if (isStopped()) return end.status ?? 128 + constants.signals[end.signal!];
      if (!isLost) return end.status!;
      if (start === restarts) return lostStatus;
      onLine(`All processes start again (${start + 1} of ${restarts}).`);
    }
  } finally {
    for (const signal of signals) process.off(signal, hear);
    guarding.close();
  }
}

function guarded(guarding: Guard, member: Member): Member {
  const { pid } = member;
  if (pid === undefined) return member;
  guarding.over(pid);
  void member.ended.then(() => guarding.no(pid));
  return member;
}

/** The variables of a rank. */
function surroundings(env: Readonly<NodeJS.ProcessEnv>, ports: readonly number[], rank: number): NodeJS.ProcessEnv {
  const worker = ports.map((port) => `127.0.0.1:${port}`);
  return {
    ...env,
    TF_CONFIG: JSON.stringify({ cluster: { worker }, task: { type: 'worker', index: rank } }),
    ADVTRAIN_THREADS: threadsOfEach(ports.length, env['ADVTRAIN_THREADS']),
  };
}

/** How a process ended, and what it said before, for a person. */
function said({ rank, status, signal, trouble, said }: End, processes: number): readonly string[] {
  if (trouble !== undefined) return [];
  const how = signal === undefined ? `ended with status ${String(status)}` : `was ended by ${signal}`;
  const before = said.length === 0 ? '.' : ', after it said:';
  return [`Rank ${rank} of ${processes} ${how}${before}`, ...said.map((line) => `[rank ${rank}] ${line}`)];
}

function check(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new Error(`${name} is ${value}, but must be a whole number of at least ${least}.`);
}
