import { rendezvous } from '../../src/index.ts';
import type { Meeting, Place } from '../../src/index.ts';
import { freePorts } from '../../src/launch/ports.ts';

/** The places of so many processes that know where rank 0 is, and no more. */
export async function places(size: number): Promise<readonly Place[]> {
  const [port] = await freePorts(1);
  return Array.from({ length: size }, (_, rank) => ({
    rank,
    size,
    rendezvous: { host: '127.0.0.1', port: port! },
    from: 'torchrun',
  }));
}

/** The places of so many processes that know one another's addresses. */
export async function listed(size: number): Promise<readonly Place[]> {
  const ports = await freePorts(size);
  const hosts = ports.map((port) => `127.0.0.1:${port}`);
  const rendezvous = { host: '127.0.0.1', port: ports[0]! };
  return hosts.map((_, rank) => ({ rank, size, rendezvous, hosts, from: 'TF_CONFIG' }));
}

/** What each of several meetings came to: the list, or the error. */
export function outcomes(all: readonly Place[], meeting: (place: Place) => Partial<Meeting> = () => ({})) {
  return Promise.all(
    all.map((place) =>
      rendezvous(place, { version: '1', joinTimeoutSeconds: 20, ...meeting(place) }).catch(
        (error: unknown) => error as Error,
      ),
    ),
  );
}

/** The sentence that several got, which is the same for all. */
export function sentence(all: readonly (Error | readonly string[])[]): string {
  const said = [...new Set(all.map((each) => (each instanceof Error ? each.message : `no error: ${each.join()}`)))];
  return said.join('\n');
}
