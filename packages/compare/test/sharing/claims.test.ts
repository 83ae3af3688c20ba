import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkClaimable, claimFolder, UsageError } from '../../src/index.ts';
import { claimRun } from '../../src/results/claims/run-claim.ts';
import type { RunClaim } from '../../src/results/claims/run-claim.ts';

const racer = fileURLToPath(new URL('racer.ts', import.meta.url));
let folder: string;
let stem: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'advtrain-claims-'));
  stem = join(folder, 'run0');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Processes that begin to race at once. */
async function racers(many: number, runs: number, lasts: number): Promise<readonly ChildProcess[]> {
  const args = ['--conditions=@advtrain/source', '--import', 'tsx', racer, folder, String(runs), String(lasts)];
  const all = Array.from({ length: many }, () => spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] }));
  await Promise.all(all.map((each) => once(each.stdout, 'data')));
  for (const each of all) each.stdin.write('go\n');
  return all;
}

/** What was begun and ended, in order. */
function log(): readonly { readonly what: string; readonly run: string; readonly pid: number }[] {
  const lines = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [what = '', run = '', pid] = line.split(' ');
    return { what, run, pid: Number(pid) };
  });
}

const had = (taken: ReturnType<typeof claimRun>): RunClaim => {
  if ('by' in taken) throw new Error('Somebody has it.');
  return taken;
};

/** A claim that stands there, with what is changed, silent for some seconds. */
function stands(change: object, silent: number, number = 1): void {
  const claim = { pid: process.pid, host: hostname(), since: new Date().toISOString(), token: 'x', ...change };
  writeFileSync(`${stem}.claim-${number}`, JSON.stringify(claim));
  const then = Date.now() / 1000 - silent;
  utimesSync(`${stem}.claim-${number}`, then, then);
}

describe('a claim on a run', () => {
  test('has one of six processes do each of forty runs, and leaves nothing', async () => {
    // Of every other run a process had the claim that is gone.
    for (let i = 0; i < 40; i += 2) {
      const path = join(folder, `run${i}.claim-1`);
      writeFileSync(path, JSON.stringify({ pid: 1, host: 'elsewhere', since: '', token: `${i}` }));
      utimesSync(path, new Date(0), new Date(0));
    }
    const all = await racers(6, 40, 3);
    const codes = await Promise.all(all.map(async (each) => (await once(each, 'exit'))[0] as number | null));
    expect(codes).toEqual(all.map(() => 0));
    const begun = log().filter(({ what }) => what === 'begins');
    expect(begun.map(({ run }) => run).sort()).toEqual(Array.from({ length: 40 }, (_, i) => `run${i}`).sort());
    expect(new Set(begun.map(({ pid }) => pid)).size).toBeGreaterThan(1);
    expect(readdirSync(folder).filter((name) => /claim|tmp/.test(name))).toEqual([]);
  });

  test('of a process that was killed is taken over by one other', async () => {
    const all = await racers(5, 4, 400);
    const killed: number[] = [];
    // Two of those that are in the midst of a run.
    while (killed.length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const ended = new Set(
        readdirSync(folder).includes('log')
          ? log()
              .filter(({ what }) => what === 'ends')
              .map(({ run }) => run)
          : [],
      );
      const busy = readdirSync(folder).includes('log')
        ? log().filter(({ what, run, pid }) => what === 'begins' && !ended.has(run) && !killed.includes(pid))
        : [];
      const victim = busy.at(-1)?.pid;
      if (victim === undefined) continue;
      process.kill(victim, 'SIGKILL');
      killed.push(victim);
    }
    const alive = all.filter((each) => each.exitCode === null && each.signalCode === null);
    await Promise.all(alive.map((each) => once(each, 'exit')));
    const ended = log().filter(({ what }) => what === 'ends');
    expect(ended.map(({ run }) => run).sort()).toEqual(['run0', 'run1', 'run2', 'run3']);
    const begun = log().filter(({ what, pid }) => what === 'begins' && !killed.includes(pid));
    expect(begun.map(({ run }) => run).sort()).toEqual(['run0', 'run1', 'run2', 'run3']);
  });

  test('says who has it and how far that has come', () => {
    const claim = had(claimRun(stem));
    expect(claimRun(stem)).toMatchObject({ by: { pid: process.pid, host: hostname() } });
    claim.tell({ step: 3, steps: 9, secondsLeft: 1 });
    claim.release('It failed.');
    const said: unknown = JSON.parse(readFileSync(`${stem}.claim-1`, 'utf8'));
    expect(said).toMatchObject({ released: true, failure: 'It failed.', progress: { step: 3, steps: 9 } });
    had(claimRun(stem)).end();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of another machine is taken over once it has been silent for two minutes', () => {
    stands({ host: 'elsewhere' }, 110);
    expect(claimRun(stem)).toMatchObject({ by: { host: 'elsewhere' } });
    stands({ host: 'elsewhere' }, 130);
    had(claimRun(stem)).end();
  });

  test('of the same number of process in another container is judged by its silence, not by the number', () => {
    stands({ space: 'another', pid: 2 ** 22 + 1 }, 0);
    expect(claimRun(stem)).toMatchObject({ by: { space: 'another' } });
  });

  test('that a full disk did not let say that it is released is free to the same process', () => {
    const claim = had(claimRun(stem));
    const said = readFileSync(`${stem}.claim-1`, 'utf8');
    claim.release();
    writeFileSync(`${stem}.claim-1`, said);
    had(claimRun(stem)).end();
  });

  test('that comes too late for a number gives way to the newer one', () => {
    const claim = had(claimRun(stem));
    claim.release();
    stands({}, 0, 7);
    expect(claimRun(stem)).toMatchObject({ by: { token: 'x' } });
  });

  test('is known to be lost once another has taken over', async () => {
    const claim = had(claimRun(stem));
    stands({}, 0, 2);
    await once(claim.lost, 'abort');
    claim.end();
    expect(readdirSync(folder)).toContain('run0.claim-2');
  });
});

test('a folder that cannot be claimed is refused beforehand in the same sentence, and none is made', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'below', 'it'), ' ']) {
    const refused = await claimFolder(path).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UsageError);
    await expect(checkClaimable(path)).rejects.toThrow((refused as Error).message);
  }
  await checkClaimable(join(folder, 'not', 'yet'));
  await checkClaimable(folder);
  expect(readdirSync(folder)).toEqual(['file']);
});
