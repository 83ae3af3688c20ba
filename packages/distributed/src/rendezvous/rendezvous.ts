import { addressOf } from '../place/address.ts';
import type { Place } from '../place/placed.ts';
import { gather } from './gather.ts';
import type { Rules } from './gather.ts';
import { meet } from './meet.ts';
import type { Introduction } from './meet.ts';
import { lineOf, longestHello } from './message.ts';
import type { Digest } from './message.ts';
import { ownName } from './names.ts';
import { holdPort } from './port.ts';
import type { HeldPort } from './port.ts';
import { keepPrivate } from './public-address.ts';

/** What processes that meet have to have alike, and how they wait for one another. */
export interface Meeting {
  /** The version of what they run. */
  readonly version: string;
  /** What else has to be the same in all, by names that a sentence can say: `{ seed: 3 }`. */
  readonly digest?: Digest;
  /** How long each waits for all others, in seconds; 1800 where it is not given. */
  readonly joinTimeoutSeconds?: number;
  /** Lets them meet at addresses that the internet reaches. TensorFlow's server has no password, so only a firewall protects it then. */
  readonly publicAddress?: boolean;
  /** Ends the waiting, with its reason as the error. */
  readonly signal?: AbortSignal;
}

/**
 * Waits until all processes have come, and have the same version and digest. Rank 0 listens; the others look for it until it is there. JavaScript's
 * thread stays free, and nothing of it is left when it ends.
 *
 * @param place which of the processes this is
 * @param meeting what has to be alike, and how long to wait
 * @returns where each rank's TensorFlow is to listen, as `host:port` by rank: the list of the place, if it has one, else addresses by which the
 *   processes reached one another, with ports that were free
 * @throws a `Refusal` with the same sentence in all that can be told: who is missing, who left, what differs
 */
export async function rendezvous(place: Place, meeting: Meeting): Promise<readonly string[]> {
  const { version, digest = {}, joinTimeoutSeconds: seconds = 1800, publicAddress = false, signal } = meeting;
  if (!(seconds > 0 && seconds <= 1_000_000))
    throw new Error(`joinTimeoutSeconds is ${seconds}, but must be more than 0 and at most 1,000,000.`);
  signal?.throwIfAborted();
  const listed = (place.hosts ?? []).map((text) => addressOf(text)?.host ?? text);
  keepPrivate('The list of processes', listed, publicAddress);
  const rules: Rules = { patience: { end: performance.now() + seconds * 1000, signal }, seconds, publicAddress };
  const { held, trouble } = await portOf(place);
  const { rank, size } = place;
  const port = held?.port ?? place.rendezvous.port;
  const own: Introduction = { advtrain: 'rendezvous', version, digest, rank, size, name: ownName, port };
  try {
    const bytes = Buffer.byteLength(lineOf({ ...own, address: '', reached: '' }));
    if (bytes > longestHello - 1024)
      throw new Error(
        `The digest takes ${bytes} bytes, but at most ${longestHello - 1024} fit: give a hash of what is long.`,
      );
    if (rank === 0) return await gather(place, { ...own, address: '', reached: '' }, rules);
    return await meet(place, trouble === undefined ? own : { ...own, trouble }, rules);
  } finally {
    await held?.letGo();
  }
}

/** The port that TensorFlow is to have here, kept from others until all have come: rank 0 of a list meets the others at it. */
async function portOf({ hosts, rank }: Place): Promise<{ readonly held?: HeldPort; readonly trouble?: string }> {
  if (hosts !== undefined && rank === 0) return {};
  const host = hosts?.[rank];
  try {
    return { held: await holdPort(host === undefined ? 0 : addressOf(host)!.port) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'another program listens there' : String(code);
    return {
      trouble: `Rank ${rank} cannot listen at ${host ?? ownName} (${why}): give it another port, or wait until that one is free.`,
    };
  }
}
