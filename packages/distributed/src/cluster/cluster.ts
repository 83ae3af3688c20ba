import {
  joinProcesses,
  onGpu,
  stopWatching,
  sumOverProcesses,
  watchProcesses,
  type WatchTimes,
} from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Asked } from '../place/asked.ts';
import { addressOf } from '../place/address.ts';
import { place } from '../place/place.ts';
import type { Place } from '../place/placed.ts';
import { exposure } from '../rendezvous/exposure.ts';
import { rendezvous, type Meeting } from '../rendezvous/rendezvous.ts';
import { serverDef, taskName } from '../tensorflow/server-def.ts';
import { withoutProxy } from '../tensorflow/without-proxy.ts';
import { lostIn } from './lost.ts';
import { unreachable } from './reachable.ts';
import { Ring } from './ring.ts';

/** How a process joins others. */
export interface Joining extends Meeting {
  /**
   * What is done when all have met, and before any of them goes on: a process that reads what another will write does so here.
   *
   * @param hosts where each rank listens, as `host:port` by rank.
   */
  readonly met?: (hosts: readonly string[]) => Promise<void>;
  /**
   * Whether sums go by NCCL, from GPU to GPU: each process must have a GPU of its own, and NCCL must be installed. Default false: through the
   * memory of hosts. Not tried yet on several GPUs.
   */
  readonly nccl?: boolean;
  /**
   * How the others are watched from the first sum on, in milliseconds. Default: asked every 2 s, with 5 s for an answer, 3 times: 20 s in
   * all. Before it one that does not answer is lost after 12 to 26 s.
   */
  readonly watch?: Partial<WatchTimes>;
  /**
   * Told, in a sentence, who can reach TensorFlow's server here. Default: on stderr.
   *
   * @param sentence without an end of line.
   */
  readonly warn?: (sentence: string) => void;
}

/** How a process finds and joins others. */
export interface ClusterOptions extends Joining, Asked {}

const watched: WatchTimes = { interval: 2000, limit: 5000, attempts: 3 };

/** Before the first sum, while what others go on from is copied, in milliseconds. */
const awaited: WatchTimes = { interval: 2000, limit: 2000, attempts: 7 };

/** How long a server may take to listen once all have met, in milliseconds. */
const comingMs = 26_000;

/**
 * The cluster that this process belongs to, by the options or by its environment (see {@link place}); undefined where it is alone. Call
 * it when native TensorFlow runs, after `engine()`, and before the first variable or recording is made: they would be lost. Give the
 * same version and digest in all processes.
 *
 * @param options where the others are, what must be alike, and how long to wait.
 * @throws {@link Refusal} where not all come, or they differ; an error with the remedy where TensorFlow cannot.
 */
export async function cluster(options: ClusterOptions): Promise<Ring | undefined> {
  const here = place(process.env, options);
  return here && join(here, options);
}

/**
 * Joins the processes of a place: meets them, starts TensorFlow's server, watches theirs from there on, and waits for all.
 *
 * @param here which of them this is.
 * @param joining what must be alike, and how long to wait.
 * @throws as {@link cluster}.
 */
export async function join(here: Place, joining: Joining): Promise<Ring> {
  const { rank, size } = here;
  const { joinTimeoutSeconds = 1800, met, nccl = false, watch } = joining;
  const { warn = (sentence) => void process.stderr.write(`${sentence}\n`) } = joining;
  if (nccl && !onGpu())
    throw new Error(
      'NCCL sums between GPUs, but this process runs on the CPU: install the GPU engine, or leave NCCL out.',
    );
  const hosts = await rendezvous(here, joining);
  Object.assign(process.env, withoutProxy(process.env, hosts));
  joinProcesses(serverDef(hosts, rank), taskName(rank));
  const exposed = exposure(addressOf(hosts[rank]!)!.port);
  if (exposed !== undefined) warn(exposed);
  const ranks = rank === 0 ? hosts.map((_, each) => each).slice(1) : [0];
  const patience = { end: performance.now() + comingMs, signal: joining.signal };
  const missing = await unreachable(
    ranks.map((each) => hosts[each]!),
    patience,
  );
  if (missing !== undefined)
    throw lostIn(new Error(`${taskName(hosts.indexOf(missing))} does not answer`), hosts, rank);
  const others = ranks.map(taskName);
  watchProcesses(others, awaited);
  await met?.(hosts);
  const ring = new Ring(rank, hosts, { nccl });
  ring.guarded(() =>
    tf.tidy(() => sumOverProcesses(tf.ones([1]), { size, instance: 1, timeoutSeconds: joinTimeoutSeconds }).dataSync()),
  );
  watchProcesses(others, { ...watched, ...watch });
  return ring;
}

/**
 * Leaves a cluster: waits until all processes do, so that nobody takes this one for lost. It can have no sums any more.
 *
 * @param ring what {@link cluster} gave.
 */
export function leave(ring: Ring): void {
  ring.agreed([]);
  stopWatching();
}
