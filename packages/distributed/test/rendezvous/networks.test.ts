import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Place } from '../../src/index.ts';

const program = fileURLToPath(new URL('meeting.ts', import.meta.url));
const names = [0, 1].map((at) => `advtrain-${process.pid}-${at}`);
const ip = (...args: readonly string[]) => spawnSync('ip', args, { encoding: 'utf8' });

/** Two hosts as far as networks go, with a cable between them; says why there are none. */
function withoutHosts(): string | undefined {
  const link = [
    'link',
    'add',
    'cable0',
    'netns',
    names[0]!,
    'type',
    'veth',
    'peer',
    'name',
    'cable1',
    'netns',
    names[1]!,
  ];
  const steps = [
    ...names.map((name) => ['netns', 'add', name]),
    link,
    ...names.flatMap((name, at) => [
      ['-n', name, 'addr', 'add', `10.77.0.${at + 1}/24`, 'dev', `cable${at}`],
      ['-n', name, 'link', 'set', `cable${at}`, 'up'],
      ['-n', name, 'link', 'set', 'lo', 'up'],
    ]),
  ];
  for (const step of steps) {
    const { status, error, stderr } = ip(...step);
    if (status !== 0) return error?.message ?? stderr.trim();
  }
  return undefined;
}

const why = withoutHosts();
afterAll(() => {
  for (const name of names) ip('netns', 'del', name);
});

/** A member on one of the hosts; gives what came of it. */
function member(host: number, place: Place): Promise<unknown> {
  const asked = JSON.stringify([place, { version: '1', joinTimeoutSeconds: 30 }]);
  const node = [process.execPath, '--import', import.meta.resolve('tsx'), program, asked];
  const child = spawn('ip', ['netns', 'exec', names[host]!, ...node], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  return new Promise((resolve) => child.on('close', () => resolve(JSON.parse(out.split('\n')[1]!))));
}

describe.skipIf(why !== undefined)(`two hosts${why === undefined ? '' : ` (skipped: ${why})`}`, () => {
  test('have the addresses by which their processes reached one another', async () => {
    const rendezvous = { host: '10.77.0.1', port: 29_500 };
    const all = [0, 1, 2, 3].map((rank) => member(rank % 2, { rank, size: 4, rendezvous, from: 'torchrun' }));
    const [first, ...others] = await Promise.all(all);
    for (const other of others) expect(other).toEqual(first);
    expect((first as string[]).map((host) => host.replace(/:\d+$/, ''))).toEqual([
      '10.77.0.1',
      '10.77.0.2',
      '10.77.0.1',
      '10.77.0.2',
    ]);
  });
});
