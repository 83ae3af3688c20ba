// What stands before a host where its link is long: hands on what comes, in either direction, some milliseconds later. The kernel's own
// delays (netem) are not in every kernel. `relay.ts FROM TO`, two ports of this host; answers lines of JSON as ours/main.ts does.

import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { answering } from '../workers/answering.ts';

const [from = 0, to = 0] = process.argv.slice(2).map(Number);
let milliseconds = 0;

const server = createServer((near) => {
  const far = createConnection(to, '127.0.0.1');
  for (const socket of [near, far]) socket.setNoDelay(true);
  later(near, far);
  later(far, near);
});
server.listen(from);
await once(server, 'listening');

await answering((asked: { readonly milliseconds: number }) => {
  ({ milliseconds } = asked);
  return {};
});
process.exit();

/** Writes what one end has said to the other, with the delay and in order, which timers of one duration keep. */
function later(here: Socket, there: Socket): void {
  here.on('data', (bytes) => {
    if (milliseconds === 0) there.write(bytes);
    else setTimeout(() => there.write(bytes), milliseconds);
  });
  here.on('error', () => undefined);
  here.on('close', () => there.destroy());
}
