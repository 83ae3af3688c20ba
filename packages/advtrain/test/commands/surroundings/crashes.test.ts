import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain, begunCommand } from '../../advtrain.ts';
import { writeFilmSettings } from '../../film-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-crashes-'));
const at = (...names: readonly string[]) => join(folder, ...names);
const training = (out: string, ...more: readonly string[]) => [
  ...['train', '--method', 'natural', '--config', at('config.json'), '--backend', 'wasm', '--out', at(out)],
  ...['--checkpoint-every', '0', ...more],
];
/** Steps that take longer than any test waits. */
const long = ['--epochs', '20000'];

beforeAll(() => {
  writeFilmSettings(folder, 8);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The process that trains, which has the lock. */
function trainer(out: string): number | undefined {
  try {
    return (JSON.parse(readFileSync(at(out, 'advtrain.lock'), 'utf8')) as { pid: number }).pid;
  } catch {
    return undefined;
  }
}

/** Steps that the record of a run has. */
function steps(out: string): number {
  const runs = at(out, 'training/runs');
  const record = existsSync(runs) ? readdirSync(runs).find((name) => name.endsWith('.jsonl')) : undefined;
  return record === undefined ? 0 : readFileSync(join(runs, record), 'utf8').split('"step":').length - 1;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}

/** Waits for a process that trains, other than one before, and for so many steps. */
async function trained(out: string, least: number, before?: number): Promise<number> {
  await until(() => trainer(out) !== undefined && trainer(out) !== before && steps(out) >= least);
  return trainer(out)!;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === 'win32')('a process that crashes natively', () => {
  test('is followed by a fresh one that goes on from the checkpoint, three times, and ends with the same bits', async () => {
    const whole = await advtrain(training('whole'));
    expect(whole.code).toBe(0);
    const { ended } = begunCommand(training('crashed', '--crashes', '3'));
    let pid: number | undefined;
    for (const [signal, step] of [
      ['SIGSEGV', 8],
      ['SIGABRT', 16],
      ['SIGBUS', 24],
    ] as const) {
      pid = await trained('crashed', step, pid);
      process.kill(pid, signal);
    }
    const { code, out, err } = await ended;
    expect(code).toBe(0);
    // What follows is time and memory.
    expect(out.split(' units, ')[0]).toBe(whole.out.split(' units, ')[0]);
    const said = err.split('\n').filter((line) => line.includes('crashed'));
    const rest = (time: number) =>
      `step \\d+ of Natural, seed 1; it goes on from there in a fresh process \\(${time} of 3\\)\\.$`;
    ['SIGSEGV', 'SIGABRT', 'SIGBUS'].forEach((signal, index) => {
      const begins = `^advtrain: The process crashed \\(${signal}\\)\\. The newest that is kept is `;
      expect(said[index]).toMatch(new RegExp(begins + rest(index + 1), 'i'));
    });
    expect(said).toHaveLength(3);
    for (const name of ['model.safetensors', 'config.json', 'tokenizer.json'])
      expect(readFileSync(at('crashed', name)).equals(readFileSync(at('whole', name))), name).toBe(true);
  });

  test('and again before it has kept anything more is given up in a sentence, with 1', async () => {
    const plugin = at('crash.mjs');
    // Crashes in its second step, whenever it is begun; no checkpoint is written before.
    writeFileSync(
      plugin,
      `let steps = 0;
      const crash = { name: 'crashing', beforeStep: () => { if (++steps === 2) process.abort(); } };
      const texts = { name: 'crashing', title: 'Crashing', package: 'crash.mjs', about: 'a crash', cost: '3 units' };
      export default { ...texts, options: {}, units: () => 3, plugins: () => [crash] };\n`,
    );
    const args = training('hopeless', '--plugin', plugin, '--crashes', '5', '--checkpoint-every', '120');
    const { code, err } = await advtrain(args.map((arg) => (arg === 'natural' ? 'crashing' : arg)));
    const said = err.split('\n').filter((line) => line.startsWith('advtrain: '));
    expect(said).toEqual([
      'advtrain: The process crashed (SIGABRT). Nothing was kept so far; it begins anew in a fresh process (1 of 5).',
      'advtrain: The process crashed (SIGABRT). Nothing was kept so far, as at the crash before, so going on would crash again: it is given up.',
    ]);
    expect(code).toBe(1);
  });

  test('once more than is allowed ends with 1, and the same command goes on', async () => {
    const { ended } = begunCommand(training('often', ...long), { ADVTRAIN_CRASHES: '1' });
    const first = await trained('often', 4);
    process.kill(first, 'SIGSEGV');
    process.kill(await trained('often', steps('often') + 4, first), 'SIGSEGV');
    const { code, err } = await ended;
    expect(err).toMatch(
      /crashed \(SIGSEGV\)\. The newest that is kept is step \d+ of Natural, seed 1\. That was crash 2, and --crashes allows 1; the same command goes on from there\.\n$/i,
    );
    expect(code).toBe(1);
  });

  test('ends the command by its signal where nothing else was asked for', async () => {
    const { ended } = begunCommand(training('plain', ...long));
    process.kill(await trained('plain', 2), 'SIGSEGV');
    expect(await ended).toMatchObject({ code: null });
  });
});

describe.skipIf(process.platform === 'win32')('a command that goes on after crashes', () => {
  test('takes what trains with it when it is killed outright', async () => {
    const { ended, kill } = begunCommand(training('orphan', ...long, '--crashes', '1'));
    const pid = await trained('orphan', 2);
    kill('SIGKILL');
    expect(await ended).toMatchObject({ code: null });
    const began = performance.now();
    await until(() => !lives(pid));
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves a checkpoint at %s and ends with 130', async (signal) => {
    const { ended, kill } = begunCommand(training(signal, ...long, '--crashes', '1'));
    await trained(signal, 2);
    kill(signal);
    const { code, err } = await ended;
    expect(err).toContain(`Interrupted; the same command again goes on from what is kept in ${at(signal)}.`);
    expect(code).toBe(130);
  });

  test('takes a Ctrl-C that its terminal gives to it and to what trains for one', async () => {
    const { ended, kill } = begunCommand(training('both', ...long, '--crashes', '1'));
    const pid = await trained('both', 2);
    kill('SIGINT');
    process.kill(pid, 'SIGINT');
    const { code, err } = await ended;
    // A second one would have ended it without a word.
    expect(err).toContain('Interrupted; the same command again goes on');
    expect(code).toBe(130);
  });

  test('forgets what the folder has once, where it is to begin anew', async () => {
    const methods = ['--methods', 'natural,fgm', '--config', at('config.json'), '--backend', 'wasm'];
    const args = ['compare', ...methods, '--out', at('anew'), '--restart', '--checkpoint-every', '0'];
    const { ended } = begunCommand([...args, '--crashes', '1']);
    const second = () =>
      existsSync(at('anew/runs')) && readdirSync(at('anew/runs')).some((name) => /^fgm.*jsonl$/.test(name));
    await until(second);
    process.kill(trainer('anew')!, 'SIGSEGV');
    const { code, err } = await ended;
    expect(err).toContain('[1/2] natural, seed 1: finished before');
    expect(code).toBe(0);
  });

  test('refuses a number of crashes that is none, of the command line or of the environment', async () => {
    const refused = await Promise.all([
      advtrain(training('never', '--crashes=-1')),
      advtrain(training('never'), { env: { ADVTRAIN_CRASHES: 'often' } }),
    ]);
    expect(refused.map(({ code }) => code)).toEqual([2, 2]);
    expect(refused[0].err).toContain("'-1' is invalid. It must be a whole number, at least 0.");
    expect(refused[1].err).toContain("'often' from env 'ADVTRAIN_CRASHES' is invalid. It must be a whole number");
  });
});
