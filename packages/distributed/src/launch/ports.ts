import { holdPort } from '../rendezvous/port.ts';

/** So many ports of this host that are free, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held = await Promise.all(Array.from({ length: count }, () => holdPort()));
  await Promise.all(held.map(({ letGo }) => letGo()));
  return held.map(({ port }) => port);
}
