import type { Place } from './placed.ts';

/** A host and a port on it. */
export interface Address {
  /** A name or an address, without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port`, or `[address]:port` of IPv6; undefined where it is neither. */
export function addressOf(text: string): Address | undefined {
  const match = /^(?:\[([\da-f:.%\w]+)\]|([^\s:[\]/]+)):(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  return match !== null && port >= 1 && port <= 65535 ? { host: match[1] ?? match[2]!, port } : undefined;
}

/** What {@link addressOf} reads. */
export function textOf({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The place of a rank in a list of all addresses; undefined in a list of one. */
export function among(what: string, hosts: readonly string[], rank: number, from: Place['from']): Place | undefined {
  for (const [at, host] of hosts.entries()) {
    if (addressOf(host) === undefined)
      throw new Error(`${what} names "${host}", but each must be host:port, with a port from 1 to 65535: correct it.`);
    if (hosts.indexOf(host) !== at)
      throw new Error(
        `${what} names ${host} twice, but each process needs an address of its own: give one another port.`,
      );
  }
  const { length } = hosts;
  if (length === 0) throw new Error(`${what} names nobody: name all processes as host:port, or leave it out.`);
  if (!Number.isInteger(rank) || rank < 0 || rank >= length)
    throw new Error(`${what} names ${length}, but this is rank ${rank}: ranks go from 0 to ${length - 1}.`);
  if (length === 1) return undefined;
  return { rank, size: length, rendezvous: addressOf(hosts[0]!)!, hosts: [...hosts], from };
}
