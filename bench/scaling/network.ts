import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { UsageError } from '../usage-error.ts';

const execute = promisify(execFile);

const ends = ['SIGINT', 'SIGTERM'] as const;

/** Hosts on this machine, each a network namespace of Linux, with a link to a switch. */
export interface Network {
  /** The beginning of a command that runs on a host, by its number from 0. */
  on(host: number): readonly string[];
  address(host: number): string;
  /** Sets what every host can send, in Gb/s; undefined: what the kernel can. */
  shape(gigabits: number | undefined): Promise<void>;
  remove(): Promise<void>;
}

/** Makes hosts. Throws a {@link UsageError} where this machine or user cannot. */
export async function network(hosts: number): Promise<Network> {
  // The kernel takes devices of an earlier network away a little after it is asked to.
  const name = `at${randomBytes(3).toString('hex')}`;
  const all = Array.from({ length: hosts }, (_, host) => host);
  const on = (host: number) => ['ip', 'netns', 'exec', `${name}-${String(host)}`];
  const address = (host: number) => `10.231.0.${String(host + 1)}`;
  const made: string[][] = [];
  const remove = async () => {
    for (const signal of ends) process.off(signal, interrupted);
    for (const undo of made.reverse().splice(0)) await ip(undo).catch(() => undefined);
  };
  const interrupted = () => void remove().then(() => process.exit(130));
  for (const signal of ends) process.once(signal, interrupted);
  try {
    await ip(['link', 'add', name, 'type', 'bridge']);
    made.push(['link', 'del', name]);
    await ip(['link', 'set', name, 'up']);
    for (const host of all) {
      const space = `${name}-${String(host)}`;
      await ip(['netns', 'add', space]);
      made.push(['netns', 'del', space]);
      await ip(['link', 'add', `${space}s`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space]);
      await ip(['link', 'set', `${space}s`, 'master', name, 'up']);
      await ip(['-n', space, 'address', 'add', `${address(host)}/24`, 'dev', 'eth0']);
      for (const device of ['eth0', 'lo']) await ip(['-n', space, 'link', 'set', device, 'up']);
    }
  } catch (error) {
    await remove();
    const why = (error as Error).message.trim().split('\n').at(-1)!;
    throw new UsageError(`No hosts can be made on this machine (${why}): run this as root on Linux, with ip and tc.`);
  }
  return {
    on,
    address,
    async shape(gigabits) {
      for (const host of all) {
        const tc = ['tc', '-n', `${name}-${String(host)}`, 'qdisc'] as const;
        await ran([...tc, 'del', 'dev', 'eth0', 'root']).catch(() => undefined);
        if (gigabits === undefined) continue;
        // What a millisecond sends, and a queue of 50: less throttles, more is a link of another rate.
        const bucket = ['burst', String(gigabits * 125_000), 'latency', '50ms'];
        await ran([...tc, 'add', 'dev', 'eth0', 'root', 'tbf', 'rate', `${String(gigabits)}gbit`, ...bucket]);
      }
    },
    remove,
  };
}

function ip(args: readonly string[]): Promise<void> {
  return ran(['ip', ...args]);
}

async function ran([program = '', ...args]: readonly string[]): Promise<void> {
  await execute(program, args);
}
