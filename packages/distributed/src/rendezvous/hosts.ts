import { textOf } from '../place/address.ts';
import type { Hello } from './message.ts';
import { isLoopback, plain } from './public-address.ts';

/**
 * Where each rank's TensorFlow is to listen, by rank. Rank 0 has the address that others reached it by; whoever reached it without a network
 * is on its host.
 */
export function hostsOf(own: Hello, guests: ReadonlyMap<number, Hello>): readonly string[] {
  const sorted = [...guests.values()].sort((a, b) => a.rank - b.rank);
  const reached = sorted.map((guest) => plain(guest.reached));
  const zero = reached.find((address) => !isLoopback(address)) ?? reached[0]!;
  const others = sorted.map(({ address, port }) => ({ host: isLoopback(address) ? zero : plain(address), port }));
  return [{ host: zero, port: own.port }, ...others].map(textOf);
}
