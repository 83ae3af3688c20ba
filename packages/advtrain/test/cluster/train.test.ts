import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '@advtrain/compare';
import { tensorsFrom, readSafetensors } from '@advtrain/core';
import { gap, onBackends, values } from '@advtrain/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';
import type { Ended, Surroundings } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-processes-'));
const at = (name: string): string => join(folder, name);
// What processes leave that are not rank 0 lies here.
const scratch = { TMPDIR: folder };
const asked = ['--model', 'tiny-bert', '--backend', 'native', '--max-length', '16', '--config', at('config.json')];

/** Trains by FreeAT, whose δ lives on from batch to batch, in the folder of this name. */
function train(out: string, args: readonly string[] = [], surroundings: Surroundings = {}): Promise<Ended> {
  const given = ['train', '--method', 'freeat', '--data', at('films.csv'), ...asked, '--out', at(out), ...args];
  return advtrain(given, { ...surroundings, env: { ...scratch, ...surroundings.env } });
}

const model = (out: string): Buffer => readFileSync(join(at(out), 'model.safetensors'));

/** The largest difference between what two trainings ended with. */
function apart(one: string, other: string): number {
  const params = [one, other].map((out) => {
    const tensors = tensorsFrom(readSafetensors(model(out)).tensors);
    const numbers = values(tensors);
    tf.dispose(tensors);
    return numbers;
  });
  return gap(params[0]!, params[1]!);
}

/** Acts when the record of a training, in the folder of this name, has so many steps. */
const afterStep = (out: string, step: number, act: (launcher: ChildProcess) => void): Surroundings => ({
  hear: (launcher) => {
    const asking = setInterval(() => {
      if (stepsIn(out) < step) return;
      clearInterval(asking);
      act(launcher);
    }, 20);
    launcher.once('close', () => clearInterval(asking));
  },
});

function stepsIn(out: string): number {
  const runs = join(at(out), 'training', 'runs');
  if (!existsSync(runs)) return 0;
  const records = readdirSync(runs).filter((name) => name.endsWith('.jsonl'));
  return Math.max(0, ...records.map((name) => readFileSync(join(runs, name), 'utf8').split('"step":').length - 1));
}

/** The processes that a launcher has begun, by rank. */
function begunBy({ pid }: ChildProcess): Map<number, number> {
  const found = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
      if (Number(parent) !== pid) continue;
      const rank = /"index":(\d+)/.exec(readFileSync(`/proc/${name}/environ`, 'utf8'))?.[1];
      if (rank !== undefined) found.set(Number(rank), Number(name));
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

/** A training in several processes, one of which gets a signal after some steps. */
function struck(out: string, args: readonly string[], rank: number, signal: NodeJS.Signals): Promise<Ended> {
  return train(
    out,
    args,
    afterStep(out, 5, (launcher) => process.kill(begunBy(launcher).get(rank)!, signal)),
  );
}

const often = ['--checkpoint-every', '0.1', '--crashes', '1'];

beforeAll(() => {
  const words = ['good', 'great', 'bad', 'awful'];
  const rows = Array.from(
    { length: 132 },
    (_, row) => `film ${row} was ${words[row % 4]!},${row % 4 < 2 ? 'up' : 'down'}`,
  );
  writeFileSync(at('films.csv'), ['text,label', ...rows].join('\n'));
  // 100 to train on: the last batch of an epoch has half the examples of the others.
  const attack = { steps: 2, examples: 20, radii: [0.1] };
  writeFileSync(
    at('config.json'),
    JSON.stringify({ batchSize: 8, epochs: 4, trainSize: 100, attack, options: { freeat: { carry: 'slot' } } }),
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

onBackends(['native'], () => {
  beforeAll(async () => {
    for (const [out, args] of [
      ['one', []],
      ['two', ['--processes', '2', '--json']],
    ] as const) {
      const { code, out: said, err } = await train(out, args);
      expect([code, err]).toEqual([0, expect.stringContaining('FreeAT')]);
      if (out === 'two') writeFileSync(at('two.json'), said);
    }
  });

  test('two processes give the model of one to 1e-6, what they measure once, and nothing else', () => {
    expect(apart('one', 'two')).toBeLessThan(1e-6);
    const { status, robust, accuracy } = JSON.parse(readFileSync(at('two.json'), 'utf8')) as RunResult;
    expect([status, robust.length]).toEqual(['finished', 2]);
    expect(Object.values(accuracy).every((share) => share >= 0 && share <= 1)).toBe(true);
    // Where sources are run, their loader has a folder there.
    const left = readdirSync(folder).filter((name) => !name.startsWith('tsx-'));
    expect(left.sort()).toEqual(['config.json', 'films.csv', 'one', 'two', 'two.json']);
  });

  test.each([0, 1])(
    'where rank %i is killed all start again from what is kept, and end bit for bit the same',
    async (rank) => {
      const out = `killed${rank}`;
      const { code, err } = await struck(out, ['--processes', '2', ...often], rank, 'SIGKILL');
      expect(err).toContain(`Rank ${rank} of 2 was ended by SIGKILL`);
      expect(err).toContain('All processes start again (1 of 1).');
      expect(code, err).toBe(0);
      expect(model(out).equals(model('two'))).toBe(true);
    },
  );

  test.each([0, 1])(
    'where rank %i is frozen the other says so in one sentence within half a minute, and ends with 75',
    async (rank) => {
      const out = `frozen${rank}`;
      let frozen = Infinity;
      const { code, err } = await train(
        out,
        ['--processes', '2', '--checkpoint-every', '0.1'],
        afterStep(out, 5, (launcher) => {
          process.kill(begunBy(launcher).get(rank)!, 'SIGSTOP');
          frozen = performance.now();
        }),
      );
      const sentence = new RegExp(
        `advtrain: Rank ${rank} \\(127\\.0\\.0\\.1:\\d+\\) does not answer, and rank ${1 - rank} cannot go on alone: `,
      );
      expect(err).toMatch(sentence);
      expect(err).not.toContain('    at ');
      expect(code).toBe(75);
      // Half a minute to notice, and as long as the launcher lets the frozen one take to end.
      expect(performance.now() - frozen).toBeLessThan(75_000);
    },
  );

  test('SIGTERM stops all between two steps, and another number of processes goes on from there', async () => {
    const first = await train(
      'stopped',
      ['--processes', '2'],
      afterStep('stopped', 5, (launcher) => launcher.kill('SIGTERM')),
    );
    expect(first.err).toContain('Interrupted; the same command again goes on');
    expect(first.code).toBe(130);
    const second = await train('stopped', ['--processes', '3']);
    expect(second.code).toBe(0);
    expect(second.err).not.toMatch(/step 1\//);
    expect(apart('one', 'stopped')).toBeLessThan(1e-6);
  });

  test.each([
    [['--seed', '0'], ['--seed', '1'], 'seed 1 where', 'seed 0'],
    [['--shard-optimizer'], [], '--shard-optimizer false where', '--shard-optimizer true'],
  ])('processes that are begun one by one, with %j and %j, are refused, both with one sentence', async (...asked) => {
    const [first, second, theirs, own] = asked;
    const port = await freePort();
    const both = await Promise.all(
      [first, second].map((args, rank) => train(`unlike${rank}`, args, torch(port, rank))),
    );
    for (const { code, err } of both) {
      expect(err).toMatch(new RegExp(`advtrain: Rank 1 \\(.*\\) has ${theirs} rank 0 \\(.*\\) has ${own}: `));
      expect(code).toBe(2);
    }
  });

  test.each([
    ['the variables of torchrun', (ports: readonly number[], rank: number) => torch(ports[0]!, rank)],
    ['--workers and --rank', (ports: readonly number[], rank: number) => workers(ports, rank)],
  ])('processes that are begun one by one with %s, behind a proxy, train the model of one', async (how, asked) => {
    const out = how.includes('torchrun') ? 'torch' : 'workers';
    const ports = [await freePort(), await freePort()];
    // Nobody listens there: what goes through it would wait in silence.
    const proxy = `http://127.0.0.1:${await freePort()}`;
    const ended = await Promise.all(
      [0, 1].map((rank) => {
        const { args = [], env = {} } = asked(ports, rank);
        const proxies = { http_proxy: proxy, https_proxy: proxy, grpc_proxy: proxy, no_proxy: '' };
        return train(out, args, { env: { ...env, ...proxies } });
      }),
    );
    for (const { code, err } of ended) expect([code, err]).toEqual([0, expect.not.stringContaining('    at ')]);
    expect(apart('one', out)).toBeLessThan(1e-6);
  });

  test('a public address is refused', async () => {
    const { code, err } = await train('public', ['--workers', '8.8.8.8:2222,8.8.4.4:2222', '--rank', '0']);
    expect([code, err]).toEqual([2, expect.stringContaining('8.8.8.8')]);
    expect(err).toContain('allow it by --public-address');
    expect(err).not.toContain('    at ');
  });
});

test.each([
  [['--processes', '2', '--crashes', 'often'], 'often'],
  [['--processes', 'two'], 'two'],
  [['--processes', '0'], '--processes is 0, but must be a whole number, at least 1.'],
  [['--join-timeout', '-1'], '--join-timeout is -1, but must be'],
  [['--join-timeout', '1000001'], '--join-timeout is 1000001, but must be at most 1000000 seconds.'],
  [['--processes', '2', '--batch-size', '1'], 'The batch size is 1, but 2 processes that train together share each'],
  [['--rank', '1'], 'The rank is 1, but no workers are given'],
  [['--workers', 'a:1,a:1', '--rank', '0'], 'a:1'],
])('%j is refused', async (args, sentence) => {
  const { code, err } = await train('refused', args);
  expect(err).toContain(sentence);
  expect(err).not.toContain('    at ');
  expect(code).toBe(2);
});

test('an evaluator of TF_CONFIG is refused, for those that train evaluate as well', async () => {
  const config = { cluster: { worker: ['a:1', 'b:1'] }, task: { type: 'evaluator', index: 0 } };
  const { code, err } = await train('evaluator', [], { env: { TF_CONFIG: JSON.stringify(config) } });
  expect([code, err]).toEqual([2, expect.stringContaining('this process is an evaluator')]);
});

/** What a process of two is told by torchrun. */
function torch(
  port: number,
  rank: number,
): { readonly args?: readonly string[]; readonly env?: Record<string, string> } {
  return {
    env: { RANK: String(rank), WORLD_SIZE: '2', MASTER_ADDR: '127.0.0.1', MASTER_PORT: String(port) },
  };
}

/** What a process is told by hand. */
function workers(ports: readonly number[], rank: number): ReturnType<typeof torch> {
  return { args: ['--workers', ports.map((port) => `127.0.0.1:${port}`).join(','), '--rank', String(rank)] };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
