import { fileURLToPath } from 'node:url';
import { startWorker, type Request, type Worker } from '../workers/worker.ts';
import type { Steps, StepsAsked, Subject } from './member.ts';
import { network } from './network.ts';

/** A link between hosts. */
export interface Link {
  /** What a host can send, in Gb/s. Undefined: what the kernel can. */
  readonly gigabits?: number;
  /** What everything takes longer in one direction, in milliseconds. Undefined: the kernel's own way. 0: as long as who delays takes. */
  readonly milliseconds?: number;
}

/** Processes on hosts of their own that train one model. */
export interface Group {
  /** Times steps, of all processes at once, each with one thread. */
  steps(asked: StepsAsked, link: Link): Promise<readonly Steps[]>;
  close(): Promise<void>;
}

const own = 2222;
const relayed = 2223;

/**
 * Starts processes that train a model; `isFar` where their links are to be long, for which a process more stands before each host. They run
 * with the loader and the export conditions of this one, or with others.
 */
export async function group(
  processes: number,
  subject: Subject,
  isFar: boolean,
  loader: readonly string[] = process.execArgv,
): Promise<Group> {
  const hosts = Array.from({ length: processes }, (_, host) => host);
  const between = await network(processes);
  const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const start = (host: number, name: string, args: readonly string[]): Worker =>
    startWorker([...between.on(host), process.execPath, ...loader, file(name), ...args], {
      ADVTRAIN_THREADS: '1',
      CUDA_VISIBLE_DEVICES: '',
      no_grpc_proxy: hosts.map((each) => between.address(each)).join(','),
    });
  const seenBy = (host: number) =>
    hosts.map((other) => `${between.address(other)}:${String(isFar && other !== host ? relayed : own)}`);
  const relays = isFar ? hosts.map((host) => start(host, 'relay.ts', [String(relayed), String(own)])) : [];
  const members = hosts.map((host) => start(host, 'member.ts', [String(host), seenBy(host).join(',')]));
  const all = <Answer>(workers: readonly Worker[], request: Request) =>
    Promise.all(workers.map((worker) => worker.ask<Answer>(request)));
  const close = async () => {
    await Promise.all([...members, ...relays].map((worker) => worker.close()));
    await between.remove();
  };
  try {
    await all(members, { do: 'prepare', ...subject });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async steps(asked, { gigabits, milliseconds = 0 }) {
      await between.shape(gigabits);
      await all(relays, { do: 'delay', milliseconds });
      return all<Steps>(members, { do: 'steps', ...asked });
    },
    close,
  };
}
