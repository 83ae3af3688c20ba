import type { Server } from 'node:net';
import { textOf } from '../place/address.ts';
import type { Address } from '../place/address.ts';
import { listening } from './port.ts';
import { isLoopback, keepPrivate, ownAddresses } from './public-address.ts';
import { Refusal } from './refusal.ts';
import { pauses, resolved } from './wait.ts';
import type { Patience } from './wait.ts';

/**
 * Has rank 0's server listen where the others look for it: at the address of the name that they know, or at all addresses where that
 * name means this machine only to itself, or is none of its own, as behind a service of Kubernetes.
 *
 * @returns what to say should nobody come; undefined where it listens at the very address
 */
export async function open(
  server: Server,
  { host, port }: Address,
  { patience, publicAddress }: { readonly patience: Patience; readonly publicAddress: boolean },
): Promise<string | undefined> {
  let addresses: readonly string[] | undefined;
  for await (const _ of pauses(patience)) {
    addresses = await resolved(host, patience);
    if (addresses !== undefined) break;
  }
  if (addresses === undefined)
    throw new Refusal(`Rank 0 is to listen at ${host}, but that name did not resolve in time: correct it.`, true);
  keepPrivate(host, addresses, publicAddress);
  const isOnlyOwn = !/^(localhost|127\.[\d.]+|::1)$/i.test(host) && addresses.every(isLoopback);
  for (const address of isOnlyOwn ? [] : addresses)
    if (await listens(server, { host: address, port })) return undefined;
  keepPrivate('This host', ownAddresses(), publicAddress);
  for (const address of ['::', '0.0.0.0'])
    if (await listens(server, { host: address, port }))
      return isOnlyOwn ? undefined : `rank 0 listens at all its addresses, but ${host} is none of them`;
  throw new Refusal(`Rank 0 can listen nowhere at port ${port}: this host has no network.`, true);
}

/** Whether a server listens now; false where this machine has no such address. */
async function listens(server: Server, at: Address): Promise<boolean> {
  try {
    await listening(server, at);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL') return false;
    const why = code === 'EADDRINUSE' ? 'another program listens there' : String(code);
    throw new Refusal(
      `Rank 0 cannot listen at ${textOf(at)} (${why}): give it another port, or wait until that one is free.`,
      true,
    );
  }
}
