import type { ClusterFailure } from '@advtrain/core';
import { lostStatus } from '../launch/attempt.ts';

/** Another process of a cluster is gone or does not answer, so that this one cannot go on. */
export class ProcessLost extends Error implements ClusterFailure {
  /** The exit status that says so to a launcher, to Slurm and to operators: the same at another time may do. */
  static readonly status = lostStatus;
  readonly ofCluster = true;

  /**
   * @param sentence who is lost, and what to do.
   * @param cause what TensorFlow said.
   */
  constructor(sentence: string, cause: unknown) {
    super(sentence, { cause });
    this.name = 'ProcessLost';
  }
}

/** What TensorFlow says where a sum cannot be made, and where one could not before. */
const failing =
  /collective|does not answer|incarnation|connection reset|socket closed|failed to connect|remote target|broken pipe|GOAWAY/i;

/** The error of a sum as {@link ProcessLost}; others as they are. `hosts` are the addresses by rank. */
export function lostIn(error: unknown, hosts: readonly string[], own: number): unknown {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof ProcessLost || !failing.test(text)) return error;
  const ranks = [...text.matchAll(/\/task:(\d+)/g)].map(([, rank]) => Number(rank)).filter((rank) => rank !== own);
  const rank = ranks[0];
  const who = rank === undefined ? 'Another process' : `Rank ${rank} (${hosts[rank] ?? 'an unknown host'})`;
  const why = text.includes('does not answer') ? 'does not answer' : 'is gone';
  const remedy = 'see what it said, and start all again: they go on from the newest checkpoint';
  return new ProcessLost(`${who} ${why}, and rank ${own} cannot go on alone: ${remedy}.`, error);
}
