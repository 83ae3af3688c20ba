import { advtrain } from './advtrain.ts';
import type { Ended } from './advtrain.ts';

/** `advtrain serve` in a process of its own. */
export interface Served {
  /** `http://127.0.0.1:…`. */
  readonly address: string;
  /** Posts JSON. */
  ask(path: string, body: unknown): Promise<{ readonly status: number; readonly content: unknown }>;
  /** Tells it to stop, and waits until it has. */
  stop(): Promise<Ended>;
}

/** Starts it with these arguments on a port that is free, and waits until it listens. */
export async function served(args: readonly string[]): Promise<Served> {
  let stop: () => void = () => undefined;
  let ending: Promise<Ended>;
  const address = await new Promise<string>((resolve, reject) => {
    ending = advtrain(['serve', ...args, '--port', '0'], {
      hear: (child) => (stop = () => child.kill('SIGTERM')),
      watch: (err) => {
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(err);
        if (found) resolve(found[0]);
      },
    });
    ending.then(({ err }) => reject(new Error(err)), reject);
  });
  return {
    address,
    ask: async (path, body) => {
      const response = await fetch(`${address}${path}`, { method: 'POST', body: JSON.stringify(body) });
      return { status: response.status, content: await response.json() };
    },
    stop: () => {
      stop();
      return ending;
    },
  };
}
