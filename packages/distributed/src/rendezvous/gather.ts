import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { within } from '../within.ts';
import type { Place } from '../place/placed.ts';
import { hostsOf } from './hosts.ts';
import { hearLines, helloOf, lineOf, longestHello } from './message.ts';
import type { Hello, Verdict } from './message.ts';
import { rankOn, ranks } from './names.ts';
import { objection } from './objection.ts';
import { open } from './open.ts';
import { keepPrivate } from './public-address.ts';
import { Refusal } from './refusal.ts';
import { left } from './wait.ts';
import type { Patience } from './wait.ts';

/** How long whoever connects may be silent, in milliseconds; a member speaks at once. */
const silence = 10_000;

/** How many strangers may be connected at a time; members that are turned away come again. */
const strangers = 64;

/** How long those who come late are still told why nothing comes of it, in milliseconds. */
const lingering = 5000;

/** What of rank 0's work the caller decides. */
export interface Rules {
  readonly patience: Patience;
  /** The limit that the patience began with. */
  readonly seconds: number;
  readonly publicAddress: boolean;
}

/** Rank 0's part: waits for all others, and tells them where each rank is, or why nothing comes of it. */
export async function gather(place: Place, own: Hello, rules: Rules): Promise<readonly string[]> {
  const { patience, publicAddress } = rules;
  const guests = new Map<number, Hello>();
  const connected = new Set<Socket>();
  const heard = new Map<Socket, number>();
  const toldRanks = new Set<number>();
  const verdict = later<Verdict>();
  const allTold = later<undefined>();
  let decided: Verdict | undefined;

  const tell = (answer: Verdict, rank: number, socket: Socket) => {
    socket.end(lineOf(answer));
    toldRanks.add(rank);
    if (toldRanks.size === place.size - 1) allTold.resolve(undefined);
  };
  const refuse = (refused: string, isPassing: boolean) => verdict.resolve({ refused, isPassing });
  const welcome = (hello: Hello, socket: Socket) => {
    heard.set(socket, hello.rank);
    socket.setTimeout(0);
    socket.setKeepAlive(true, silence);
    socket.write(lineOf({ heard: true }));
    if (decided !== undefined) {
      tell(decided, hello.rank, socket);
      return;
    }
    const wrong = objection(own, hello, guests.get(hello.rank));
    if (wrong !== undefined) {
      verdict.resolve(wrong);
      return;
    }
    guests.set(hello.rank, hello);
    socket.once('close', () =>
      refuse(`${rankOn(hello)} was lost before all had come: see what it says, and start all again.`, true),
    );
    if (guests.size === place.size - 1) verdict.resolve(conclusion(place, own, guests, publicAddress));
  };

  const server = createServer((socket) => {
    connected.add(socket);
    socket.on('close', () => connected.delete(socket));
    socket.on('error', () => undefined);
    socket.setTimeout(silence, () => socket.destroy());
    let isHeard = false;
    hearLines(socket, longestHello, (line) => {
      const hello = isHeard ? undefined : helloOf(line);
      if (hello === undefined || hello.rank < 1 || (hello.size === place.size && hello.rank >= place.size)) {
        if (!isHeard) socket.destroy();
        return;
      }
      isHeard = true;
      welcome(hello, socket);
    });
  });
  server.maxConnections = place.size + strangers;
  let closing: Promise<unknown> | undefined;
  const close = () => (closing ??= new Promise((resolve) => server.close(resolve)));
  const note = await open(server, place.rendezvous, rules);
  server.on('error', () => undefined);

  const limit = setTimeout(() => refuse(missing(place, guests, rules.seconds, note), true), left(patience));
  const stop = () => refuse(`${rankOn(own)} was stopped before all had come.`, true);
  patience.signal?.addEventListener('abort', stop);
  try {
    if (patience.signal?.aborted) stop();
    const answer = await verdict.promise;
    decided = answer;
    // TensorFlow may connect as soon as it is told, and must not find this server then.
    if ('hosts' in answer) void close();
    for (const [socket, rank] of heard) tell(answer, rank, socket);
    if ('hosts' in answer) return answer.hosts;
    patience.signal?.throwIfAborted();
    await within(Math.min(lingering, left(patience)), allTold.promise);
    throw new Refusal(answer.refused, answer.isPassing);
  } finally {
    clearTimeout(limit);
    patience.signal?.removeEventListener('abort', stop);
    for (const socket of connected) if (!heard.has(socket)) socket.destroy();
    const closed = [...connected].filter((socket) => !socket.closed).map((socket) => once(socket, 'close'));
    await within(2000, Promise.all(closed));
    for (const socket of connected) socket.destroy();
    await close();
  }
}

/** What rank 0 says when all have come. */
function conclusion(place: Place, own: Hello, guests: ReadonlyMap<number, Hello>, publicAddress: boolean): Verdict {
  const hosts = place.hosts ?? hostsOf(own, guests);
  try {
    for (const guest of guests.values()) keepPrivate(rankOn(guest), [guest.address], publicAddress);
    return { hosts };
  } catch (error) {
    return { refused: (error as Refusal).message, isPassing: false };
  }
}

function missing(place: Place, guests: ReadonlyMap<number, Hello>, seconds: number, note: string | undefined): string {
  const absent = Array.from({ length: place.size }, (_, rank) => rank).filter((rank) => rank > 0 && !guests.has(rank));
  const hint = note === undefined ? '' : ` (${note})`;
  return `${ranks(absent)} of ${place.size} did not come within ${seconds} s${hint}: see whether ${absent.length === 1 ? 'it was' : 'they were'} started and can reach rank 0, or wait longer.`;
}

/** A promise that is resolved from outside. */
function later<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
