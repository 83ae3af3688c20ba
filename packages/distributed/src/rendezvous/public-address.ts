import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Refusal } from './refusal.ts';

const kept = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  kept.addSubnet(network, bits, 'ipv4');
kept.addSubnet('2001:db8::', 32, 'ipv6');

const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

/** An address as sockets give it, without the marks of IPv4 within IPv6. */
export function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** Whether an address is one that the whole internet may reach. Names are none. */
export function isPublic(address: string): boolean {
  const text = plain(address).replace(/%.*$/, '');
  if (isIP(text) === 4) return !kept.check(text, 'ipv4');
  return isIP(text) === 6 && global.check(text, 'ipv6') && !kept.check(text, 'ipv6');
}

/** Whether an address leads to the machine that asks. */
export function isLoopback(address: string): boolean {
  const text = plain(address);
  return text === '::1' || text.startsWith('127.');
}

/** The addresses of this host. */
export function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
}

/** Refuses public addresses, where nobody has allowed them. */
export function keepPrivate(what: string, addresses: readonly string[], publicAddress: boolean): void {
  const open = addresses.find(isPublic);
  if (open === undefined || publicAddress) return;
  throw new Refusal(
    `${what} has the public address ${plain(open)}, but TensorFlow's server lets in whoever reaches it, without a password: use addresses of a private network, or, behind a firewall, allow it by --public-address (publicAddress in a program).`,
    false,
  );
}
