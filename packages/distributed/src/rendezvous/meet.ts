import { connect } from 'node:net';
import type { Place } from '../place/placed.ts';
import { textOf } from '../place/address.ts';
import type { Rules } from './gather.ts';
import { answerOf, hearLines, lineOf, longestAnswer } from './message.ts';
import type { Answer, Hello } from './message.ts';
import { keepPrivate, plain } from './public-address.ts';
import { Refusal } from './refusal.ts';
import { left, pauses, resolved } from './wait.ts';

/** How long one attempt to connect may take, in milliseconds. */
const attempt = 5000;

/** How much longer than its own limit rank 0 may take to say what came of it, in milliseconds. */
const allowance = 15_000;

/** What a member says; its addresses are known when it is connected. */
export type Introduction = Omit<Hello, 'address' | 'reached'>;

/** The part of all but rank 0: looks for it until it is there, and waits for what it says. */
export async function meet(place: Place, own: Introduction, rules: Rules): Promise<readonly string[]> {
  const { patience, publicAddress, seconds } = rules;
  const { host, port } = place.rendezvous;
  const where = textOf(place.rendezvous);
  let why = 'its name does not resolve';
  let tries = 0;
  for await (const _ of pauses(patience)) {
    const addresses = await resolved(host, patience);
    if (addresses === undefined) continue;
    keepPrivate(host, addresses, publicAddress);
    const answer = await ask({ host: addresses[tries++ % addresses.length]!, port }, own, rules);
    if ('hosts' in answer) return answer.hosts;
    if ('refused' in answer) throw new Refusal(answer.refused, answer.isPassing);
    if ('heard' in answer)
      throw new Refusal(`Rank 0 (${where}) was lost before all had come: see what it says, and start all again.`, true);
    why = answer.why;
  }
  const remedy = 'see whether it was started and can be reached from here, or wait longer';
  throw new Refusal(`Rank 0 did not answer at ${where} within ${seconds} s (${why}): ${remedy}.`, true);
}

/** Asks what listens there; gives the last that it said, or why that is not rank 0. */
function ask(at: Place['rendezvous'], own: Introduction, rules: Rules): Promise<Answer | { readonly why: string }> {
  const { patience, seconds } = rules;
  const socket = connect(at);
  let last: Answer | undefined;
  let why = 'nothing answers there';
  let limit = setTimeout(() => socket.destroy(), Math.min(attempt, left(patience)));
  const wait = (milliseconds: number) => {
    clearTimeout(limit);
    limit = setTimeout(() => socket.destroy(), milliseconds);
  };
  const stop = () => socket.destroy();
  patience.signal?.addEventListener('abort', stop);
  socket.on('connect', () => {
    wait(left(patience));
    socket.setKeepAlive(true, attempt);
    why = 'what listens there is not rank 0';
    const [address, reached] = [socket.localAddress, socket.remoteAddress].map((each) => plain(each ?? at.host));
    socket.write(lineOf({ ...own, address: address!, reached: reached! }));
  });
  socket.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (socket.connecting || last === undefined) why = reasons[code ?? ''] ?? String(code);
  });
  hearLines(socket, longestAnswer(own.size), (line) => {
    const answer = answerOf(line);
    if (answer === undefined) return socket.destroy();
    last = answer;
    wait('heard' in answer ? seconds * 1000 + allowance : 2000);
    if (!('heard' in answer)) socket.end();
  });
  return new Promise((resolve, reject) => {
    socket.on('close', () => {
      clearTimeout(limit);
      patience.signal?.removeEventListener('abort', stop);
      if (patience.signal?.aborted) reject(patience.signal.reason as Error);
      else resolve(last ?? { why });
    });
  });
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  EHOSTUNREACH: 'no way leads to that host',
  ENETUNREACH: 'no way leads to that host',
  ECONNRESET: 'what listens there is not rank 0',
};
