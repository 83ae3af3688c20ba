import { createConnection } from 'node:net';
import { addressOf } from '../place/address.ts';
import { left, pauses } from '../rendezvous/wait.ts';
import type { Patience } from '../rendezvous/wait.ts';

/** How long a connection may take, in milliseconds. */
const longest = 2000;

/**
 * Waits until servers listen at some addresses, `host:port`, and gives the first at which none does in time. TensorFlow is asked nothing
 * meanwhile: who was refused once is not tried again by it for a while, and whatever is sent there fails at once.
 */
export async function unreachable(hosts: readonly string[], patience: Patience): Promise<string | undefined> {
  const found = await Promise.all(hosts.map(async (host) => ((await listens(host, patience)) ? undefined : host)));
  return found.find((host) => host !== undefined);
}

async function listens(host: string, patience: Patience): Promise<boolean> {
  for await (const _ of pauses(patience)) if (await answers(host, Math.min(longest, left(patience)))) return true;
  return false;
}

function answers(at: string, timeout: number): Promise<boolean> {
  const { host, port } = addressOf(at)!;
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout });
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
