import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Comparison } from '@advtrain/compare';
import { threadsOfEach } from '@advtrain/distributed';
import { lives } from '@advtrain/engine/fetch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain, begunCommand } from '../../advtrain.ts';
import type { Ended } from '../../advtrain.ts';
import { doers, comparedFilms, statusIn, writeFailing, writeWrong } from './compared-films.ts';

const films = comparedFilms('on-local', 30);
const { at, comparing } = films;
/** The same sums in one process as in several. */
const env = { ADVTRAIN_THREADS: '1' };
const run = (args: readonly string[]) => advtrain(args, { env });

/** Waits until so many runs are done at once, each by a process of its own, and gives those processes. */
async function busy(out: string, many: number): Promise<readonly number[]> {
  for (;;) {
    const pids = [...new Set(doers(at(out)).values())];
    if (pids.length >= many) return pids;
    await sleep(20);
  }
}

beforeAll(async () => {
  expect((await run(comparing('alone'))).code).toBe(0);
});

afterAll(() => {
  films.remove();
});

describe.skipIf(process.platform === 'win32')('a comparison on several processes', () => {
  test('gives what one process gives, tells of each run, and leaves no claim', async () => {
    const { code, out, err } = await run(comparing('several', '--on', 'local:3'));
    expect(code).toBe(0);
    expect(films.numbers('several')).toEqual(films.numbers('alone'));
    expect(films.table('several')).toBe(films.table('alone'));
    expect(out).toContain('FreeLB');
    for (const place of [1, 2, 3, 4, 5, 6]) expect(err.split(`[${place}/6] `)).toHaveLength(3);
    expect(err).toMatch(/^\[3\/6\] FreeLB, seed 1: [\d.]+ % on development/m);
    expect(err).not.toMatch(/Interrupted|finished before/);
    const names = (folder: string) => readdirSync(at(folder, 'runs')).sort();
    expect(names('several')).toEqual(names('alone'));
  });

  test('goes on with what a killed worker did, in another', async () => {
    const { ended } = begunCommand(comparing('killed', '--on', 'local:2'), env);
    const [victim = 0] = await busy('killed', 2);
    process.kill(victim, 'SIGKILL');
    const { code, err } = await ended;
    expect(err).toContain(`Worker ${victim} was ended by SIGKILL; the others go on with what it did.`);
    expect(code).toBe(0);
    expect(films.numbers('killed')).toEqual(films.numbers('alone'));
  });

  test('goes on in a fresh process where a worker crashes, as --crashes says', async () => {
    const { ended } = begunCommand(comparing('crashed', '--on', 'local:2', '--crashes', '1'), env);
    const [victim = 0] = await busy('crashed', 2);
    process.kill(victim, 'SIGSEGV');
    const { code, err } = await ended;
    expect(err).toMatch(/^advtrain: The process crashed \(SIGSEGV\)\. .* in a fresh process \(1 of 1\)\.$/m);
    expect(code).toBe(0);
    expect(films.numbers('crashed')).toEqual(films.numbers('alone'));
  });

  test('measures the speed of a method once, where seconds are its budget', async () => {
    const { code } = await run([...comparing('timed', '--on', 'local:3'), '--budget', 'seconds=1']);
    expect(code).toBe(0);
    const { runs } = JSON.parse(readFileSync(at('timed', 'results.json'), 'utf8')) as Comparison;
    for (const name of ['natural-matched', 'freelb']) {
      const paces = runs.filter(({ method }) => method === name).map(({ timed }) => timed);
      expect(paces).toEqual([expect.objectContaining({ trial: expect.any(Number) as number }), paces[0]]);
    }
  });

  test.each([
    ['grid', ['--grid', 'freelb.steps=1,2', '--grid', 'freelb.radius=0.1,0.3']],
    ['measure', ['--measure', 'max-loss-increase']],
  ])('gives what one process gives with --%s, whose runs need what others found', async (name, more) => {
    const asked = (out: string) => [...comparing(`${name}-${out}`), '--epochs', '3', ...more];
    const alone = await run(asked('one'));
    const several = await run([...asked('two'), '--on', 'local:2']);
    expect([alone.code, several.code], several.err).toEqual([0, 0]);
    expect(films.numbers(`${name}-two`)).toEqual(films.numbers(`${name}-one`));
    expect(films.table(`${name}-two`)).toBe(films.table(`${name}-one`));
  });

  test('stops in a race what one process stops, and no run of it counts that was begun beside', async () => {
    writeWrong(at('wrong.mjs'));
    const asked = (out: string) => [
      ...comparing(out, '--plugin', at('wrong.mjs'), '--race', '--epochs', '8', '--learning-rate', '3e-3'),
      ...['--methods', 'natural,wrong', '--seeds', '8'],
    ];
    const alone = await run(asked('race-one'));
    const several = await run([...asked('race-two'), '--on', 'local:2']);
    expect([alone.code, several.code], several.err).toEqual([0, 0]);
    const { stopped } = films.numbers('race-one') as Comparison;
    expect(stopped?.map(({ method }) => method)).toEqual(['wrong']);
    expect(films.numbers('race-two')).toEqual(films.numbers('race-one'));
  });

  test('is looked at from elsewhere, put away by Ctrl-C, and goes on with or without --on', async () => {
    const { ended, kill } = begunCommand(comparing('cut', '--on', 'local:2'), env);
    const pids = await busy('cut', 2);
    const seen = statusIn((await run(['compare', '--status', '--json', '--out', at('cut')])).out);
    const running = seen.runs.filter(({ state }) => state === 'running');
    expect(seen.runs).toHaveLength(6);
    for (const { host } of running) expect(host).toBe(hostname());
    kill('SIGINT');
    const { code, err } = await ended;
    expect(code).toBe(130);
    expect(err.split('Interrupted; the same command again goes on from what is kept in')).toHaveLength(2);
    expect(pids.filter((pid) => lives(pid))).toEqual([]);
    const { code: told, out } = await run(['compare', '--status', '--out', at('cut')]);
    expect(told).toBe(0);
    expect(out).toMatch(/Of 6 runs \d finished.* \d waiting\./);
    expect((await run(comparing('cut'))).code).toBe(0);
    expect(films.numbers('cut')).toEqual(films.numbers('alone'));
  });

  test('whose own process is killed leaves no worker, and goes on', async () => {
    const { ended, kill } = begunCommand(comparing('orphans', '--on', 'local:2'), env);
    const pids = await busy('orphans', 2);
    kill('SIGKILL');
    await ended;
    while (pids.some((pid) => lives(pid))) await sleep(50);
    expect((await run(comparing('orphans', '--on', 'local:3'))).code).toBe(0);
    expect(films.numbers('orphans')).toEqual(films.numbers('alone'));
  });

  test('fails in the sentence in which one process does, and says so when it is asked', async () => {
    const plugin = at('failing.mjs');
    writeFailing(plugin);
    const failing = (out: string) => [...comparing(out, '--plugin', plugin), '--methods', 'natural,failing'];
    const alone = await run(failing('failing'));
    const several = await run([...failing('failing-2'), '--on', 'local:2']);
    const sentences = ({ err }: Ended) => err.split('\n').filter((line) => line.startsWith('advtrain: '));
    expect(sentences(alone)).toEqual([expect.stringMatching(/The third step is never taken\.$/)]);
    expect(sentences(several)).toEqual(sentences(alone));
    expect([alone.code, several.code]).toEqual([1, 1]);
    const { out } = await run(['compare', '--status', '--out', at('failing-2')]);
    expect(out).toMatch(/^Failing, seed \d +failed, is tried again/m);
    expect(out).toMatch(/^Failing, seed \d: .*The third step is never taken\.$/m);
  });
});

describe('what cannot be asked', () => {
  test.each([
    [['--on', 'local:0'], '--on is local:0, but must be local:N with a number of processes from 1 to 256'],
    [['--on', 'cloud'], '--on is cloud, but must be local:N'],
    [['--status'], 'is no folder of a comparison, or of an earlier version: it has no planned.json'],
  ])('%s is a usage error', async (more, sentence) => {
    const { code, err } = await run(comparing('none', ...more));
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
    expect(readdirSync(at())).not.toContain('none');
  });

  test('threads are shared out, unless their number is given', () => {
    expect(threadsOfEach(4, undefined, 16)).toBe('4');
    expect(threadsOfEach(3, '', 2)).toBe('1');
    expect(threadsOfEach(4, '8', 16)).toBe('8');
  });
});
