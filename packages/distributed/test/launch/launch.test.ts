import { availableParallelism } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { launch, place } from '../../src/index.ts';
import { lives, until, workplace } from './launched.ts';

let room: ReturnType<typeof workplace>;
beforeEach(() => {
  room = workplace();
});
afterEach(() => {
  room.remove();
});

describe('launched processes', () => {
  test('know which of how many they are, at one list of addresses, with a share of the processors', async () => {
    const program = `note('env', JSON.stringify({ TF_CONFIG: process.env.TF_CONFIG, threads: process.env.ADVTRAIN_THREADS }))`;
    const { status, err } = await room.launched(program, { processes: 3 }).ended;
    expect(err).toBe('');
    expect(status).toBe(0);
    const envs = [0, 1, 2].map((rank) => JSON.parse(room.lines(`env-${rank}`)[0]!) as Record<string, string>);
    const here = envs.map((env) => place(env)!);
    expect(here.map(({ rank, size }) => [rank, size])).toEqual([0, 1, 2].map((rank) => [rank, 3]));
    expect(new Set(here.map(({ hosts }) => hosts!.join())).size).toBe(1);
    expect(new Set(here[0]!.hosts).size).toBe(3);
    expect(here[0]!.hosts!.every((host) => host.startsWith('127.0.0.1:'))).toBe(true);
    const share = Math.max(1, Math.floor(availableParallelism() / 3));
    expect(envs.map(({ threads }) => threads)).toEqual([share, share, share].map(String));
  });

  test('get the environment that is given, and keep the threads that it asks for', async () => {
    const program = `note('env', [process.env.MINE, process.env.ADVTRAIN_THREADS, process.env.HOME].join())`;
    const env = { MINE: 'yes', ADVTRAIN_THREADS: '5' };
    expect((await room.launched(program, { processes: 2, env }).ended).status).toBe(0);
    expect(room.lines('env-1')).toEqual(['yes,5,']);
  });

  test('are heard where they are rank 0, and otherwise not', async () => {
    const program = `console.log('out ' + rank); console.error('err ' + rank)`;
    expect(await room.launched(program, { processes: 3 }).ended).toEqual({ status: 0, out: 'out 0\n', err: 'err 0\n' });
  });

  test('may be one, which has no cluster', async () => {
    expect((await room.launched(`note('env', process.env.TF_CONFIG)`, { processes: 1 }).ended).status).toBe(0);
    expect(place({ TF_CONFIG: room.lines('env-0')[0] })).toBeUndefined();
  });
});

describe('a process that ends with a status that would come again', () => {
  test('ends all at once, without another start, and shows its last lines', async () => {
    const program = `
      if (rank === 2) {
        for (let line = 1; line <= 60; line++) console.error('line ' + line);
        process.stderr.write('10 %\\r20 %\\r');
        when(['ready-0', 'ready-1'], () => process.exit(3));
      } else {
        process.on('SIGTERM', () => { note('term', 'once'); process.exit(0); });
        note('ready', '');
        forever();
      }`;
    const since = performance.now();
    const { status, err } = await room.launched(program, { processes: 3, restarts: 5 }).ended;
    expect(status).toBe(3);
    const lines = err.trim().split('\n');
    expect(lines[0]).toBe('Rank 2 of 3 ended with status 3, after it said:');
    expect(lines.slice(1, -2)).toEqual(Array.from({ length: 49 }, (_, at) => `[rank 2] line ${at + 12}`));
    expect(lines.slice(-2)).toEqual(['[rank 2] 20 %', 'The other processes are stopped.']);
    expect([0, 1].map((rank) => room.lines(`term-${rank}`))).toEqual([['once'], ['once']]);
    expect(room.pids(0)).toHaveLength(1);
    expect(performance.now() - since).toBeLessThan(10_000);
  });

  test('has those killed that do not end', async () => {
    const program = `process.on('SIGTERM', () => note('term', 'heard')); note('ready', ''); if (rank === 0) when(['ready-1'], () => process.exit(2)); else forever()`;
    const { status, err } = await room.launched(program, { processes: 2, graceSeconds: 0.3 }).ended;
    expect([status, err]).toEqual([2, 'Rank 0 of 2 ended with status 2.\nThe other processes are stopped.\n']);
    expect(room.lines('term-1')).toEqual(['heard']);
    expect(lives(room.pids(1)[0]!)).toBe(false);
  });

  test('decides also where another has lost it before', async () => {
    const program = `
      if (rank === 0) when(['start-1'], () => { note('gone', ''); process.exit(75); });
      else when(['gone-0'], () => setTimeout(() => process.exit(2), 700));`;
    const { status, err } = await room.launched(program, { processes: 2, restarts: 5 }).ended;
    expect(status).toBe(2);
    expect(err).toBe(
      'Rank 0 of 2 ended with status 75.\nRank 1 of 2 ended with status 2.\nThe other processes are stopped.\n',
    );
    expect(room.pids(0)).toHaveLength(1);
  });
});

describe('a process that is lost', () => {
  test.each([0, 1, 2])('as rank %i has all start again, and the others may end by themselves before', async (lost) => {
    const program = `
      if (start > 1) process.exit(0);
      if (rank !== ${lost}) setInterval(() => existsSync('dead') && setTimeout(() => { note('left', 'self'); process.exit(75); }, 300), 20);
      else setTimeout(() => { require('node:fs').writeFileSync('dead', ''); process.kill(process.pid, 'SIGKILL'); }, 500);`;
    const { status, err } = await room.launched(program, { processes: 3, restarts: 1 }).ended;
    expect(err).toBe(`Rank ${lost} of 3 was ended by SIGKILL.\nAll processes start again (1 of 1).\n`);
    expect(status).toBe(0);
    for (const rank of [0, 1, 2]) {
      expect(room.pids(rank)).toHaveLength(2);
      expect(room.lines(`left-${rank}`)).toEqual(rank === lost ? [] : ['self']);
    }
  });

  test('has all start again soon where another waits for it to come, and would never notice', async () => {
    const program = `
      if (start > 1) process.exit(0);
      if (rank === 0) { process.on('SIGTERM', () => { note('term', 'heard'); process.exit(143); }); note('ready', ''); forever(); }
      else when(['ready-0'], () => process.kill(process.pid, 'SIGKILL'));`;
    const since = performance.now();
    const { status, err } = await room.launched(program, { processes: 2, restarts: 1 }).ended;
    expect([status, err]).toEqual([0, 'Rank 1 of 2 was ended by SIGKILL.\nAll processes start again (1 of 1).\n']);
    expect(room.lines('term-0')).toEqual(['heard']);
    expect(performance.now() - since).toBeLessThan(20_000);
  });

  test('ends it all with 75 where no starts are left', async () => {
    const program = `if (rank === 1) { console.error('start ' + start); note('gone' + start, ''); process.kill(process.pid, 'SIGSEGV'); } else when(['gone' + start + '-1'], () => setTimeout(() => process.exit(75), 700));`;
    const { status, err } = await room.launched(program, { processes: 2, restarts: 2 }).ended;
    expect(status).toBe(75);
    const once = (start: number) => `Rank 1 of 2 was ended by SIGSEGV, after it said:\n[rank 1] start ${start}\n`;
    expect(err).toBe(
      `${once(1)}All processes start again (1 of 2).\n${once(2)}All processes start again (2 of 2).\n${once(3)}`,
    );
  });

  test('has those killed that wait for it for longer than they may', async () => {
    const program = `if (rank === 0) forever(); else setTimeout(() => process.exit(75), 500)`;
    const since = performance.now();
    const { status } = await room.launched(program, { processes: 2, graceSeconds: 1 }).ended;
    expect(status).toBe(75);
    expect(performance.now() - since).toBeGreaterThan(1400);
    expect(lives(room.pids(0)[0]!)).toBe(false);
  });
});

describe('what a process has begun', () => {
  test('ends with it where it is lost', async () => {
    const program = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 60_000)'], { stdio: ['ignore', 'ignore', 'inherit'] });
      note('child', child.pid);
      process.kill(process.pid, 'SIGKILL');`;
    expect((await room.launched(program, { processes: 2, restarts: 1 }).ended).status).toBe(75);
    const begun = [0, 1].flatMap((rank) => room.lines(`child-${rank}`).map(Number));
    expect(begun.length).toBeGreaterThanOrEqual(2);
    expect(begun.filter(lives)).toEqual([]);
  });
});

describe('a signal to the launcher', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s reaches all, once, and none starts again', async (signal) => {
    const program = `process.on('${signal}', () => { note('heard', '${signal}'); setTimeout(() => process.exit(rank === 0 ? 0 : 75), 300); }); note('ready', ''); forever();`;
    const { signal: give, ended } = room.launched(program, { processes: 3, restarts: 3 });
    await until(() => [0, 1, 2].every((rank) => room.notes().includes(`ready-${rank}`)));
    give(signal);
    const { status, err } = await ended;
    expect([status, err]).toEqual([75, '']);
    for (const rank of [0, 1, 2]) expect(room.lines(`heard-${rank}`)).toEqual([signal]);
  });

  test('that processes do not hear ends them, and gives the status that shells give', async () => {
    const { child, ended } = room.launched(`note('ready', ''); forever();`, { processes: 2, restarts: 3 });
    await until(() => [0, 1].every((rank) => room.notes().includes(`ready-${rank}`)));
    child.kill('SIGTERM');
    expect((await ended).status).toBe(143);
    expect([0, 1].map((rank) => room.pids(rank).length)).toEqual([1, 1]);
  });

  test('that processes obey with 0 ends it with 0', async () => {
    const program = `process.on('SIGINT', () => process.exit(0)); note('ready', ''); forever();`;
    const { child, ended } = room.launched(program, { processes: 2 });
    await until(() => [0, 1].every((rank) => room.notes().includes(`ready-${rank}`)));
    child.kill('SIGINT');
    expect((await ended).status).toBe(0);
  });
});

describe('a launcher that is killed', () => {
  test('takes all its processes along, what they have begun, and such as hear nothing', async () => {
    const program = `
      require('node:child_process').spawn(process.execPath, ['-e', "require('node:fs').writeFileSync('child-\${rank}', String(process.pid)); setTimeout(() => undefined, 60_000)".replace('\${rank}', rank)], { stdio: 'ignore' });
      setInterval(() => { if (existsSync('child-' + rank) && readFileSync('child-' + rank, 'utf8') !== '') { note('busy', ''); for (const end = Date.now() + 60_000; Date.now() < end; ); } }, 10);`;
    const { child } = room.launched(program, { processes: 2 });
    await until(() => [0, 1].every((rank) => room.notes().includes(`busy-${rank}`)));
    const pids = [0, 1].flatMap((rank) => [...room.pids(rank), Number(room.lines(`child-${rank}`)[0])]);
    expect(pids.map(lives)).toEqual([true, true, true, true]);
    child.kill('SIGKILL');
    const since = performance.now();
    await until(() => !pids.some(lives));
    expect(performance.now() - since).toBeLessThan(5000);
  });
});

describe('what cannot be launched', () => {
  test('is a program that there is not', async () => {
    const { status, err } = await room.launched('', { processes: 2, command: './nothing' }).ended;
    expect(err).toBe('"./nothing" cannot be started (spawn ./nothing ENOENT): name a program that there is.\n');
    expect(status).toBe(99);
  });

  test.each([
    [{ processes: 0 }, 'processes is 0, but must be a whole number of at least 1.'],
    [{ processes: 1.5 }, 'processes is 1.5, but must be a whole number of at least 1.'],
    [{ processes: 2, restarts: -1 }, 'restarts is -1, but must be a whole number of at least 0.'],
    [{ processes: 2, graceSeconds: NaN }, 'graceSeconds is NaN, but must be from 0 to 1,000,000.'],
  ])('%j', async (options, sentence) => {
    await expect(launch({ command: 'node', ...options })).rejects.toThrow(new Error(sentence));
  });
});
