import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';

/** A port that is kept from others until it is let go. */
export interface HeldPort {
  readonly port: number;
  readonly letGo: () => Promise<void>;
}

/** Keeps a port of all this host's addresses; by default one that is free. Throws where it is taken. */
export async function holdPort(port = 0): Promise<HeldPort> {
  const server = createServer((socket) => socket.destroy());
  await listening(server, { port });
  const letGo = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: (server.address() as AddressInfo).port, letGo };
}

/** Waits until a server listens. */
export function listening(server: Server, at: { readonly host?: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...at, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
