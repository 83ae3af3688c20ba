import { isLoopback, isPublic, ownAddresses, plain } from './public-address.ts';

/**
 * What a person should know of TensorFlow's server here: it listens at all addresses of this host, whichever the processes meet at, and lets in whoever
 * reaches it. Undefined on a host without a network.
 *
 * @param port where it listens
 * @param own the addresses of this host
 */
export function exposure(port: number, own: readonly string[] = ownAddresses()): string | undefined {
  const open = own.find(isPublic);
  if (open !== undefined)
    return `TensorFlow's server lets in whoever reaches port ${port} of this host, which has the public address ${plain(open)}, without a password: let a firewall close that port.`;
  const [reachable] = own.filter((address) => !isLoopback(address));
  if (reachable === undefined) return undefined;
  return `TensorFlow's server lets in whoever reaches port ${port} of this host (${plain(reachable)}), without a password: train in a network that you trust.`;
}
