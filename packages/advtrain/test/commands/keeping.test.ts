import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunResult } from '@advtrain/compare';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain, command, stopped } from '../advtrain.ts';
import { writeFilmSettings } from '../film-settings.ts';

const cwd = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'advtrain-keeping-'));
const at = (...names: readonly string[]) => join(folder, ...names);
const training = (out: string, ...more: readonly string[]) => [
  'train',
  '--method',
  'natural',
  '--config',
  at('config.json'),
  '--backend',
  'wasm',
  '--out',
  out,
  ...more,
];
const kept = (out: string) => readdirSync(at(out, 'training/runs')).map((name) => name.replace(/^.*-[0-9a-f]{8}/, ''));
/** Steps that take longer than any test waits. */
const long = ['--epochs', '20000'];

/** Runs the command where its streams are what is given, and ends it by a signal once it has trained a little. */
function begun(args: readonly string[], stdio: readonly [number, number, number], out: string) {
  const child = spawn(process.execPath, [...command.options, command.main, ...args], {
    cwd,
    stdio: [...stdio],
  });
  const end = new Promise<number | null>((resolve) => child.on('close', resolve));
  const steps = (many: number) =>
    new Promise<void>((resolve) => {
      const look = setInterval(() => {
        const runs = at(out, 'training/runs');
        const record = existsSync(runs) && readdirSync(runs).find((name) => name.endsWith('.jsonl'));
        if (!record || readFileSync(join(runs, record), 'utf8').split('\n').length < many) return;
        clearInterval(look);
        resolve();
      }, 50);
    });
  return { child, ended: end, steps };
}

beforeAll(() => {
  writeFilmSettings(folder, 1);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('where results go', () => {
  test('is a usage error where an unset variable leaves its option empty', async () => {
    const asked = { out: training(' '), submission: training(at('never'), '--submission', '') };
    for (const ended of Object.entries(asked).map(async ([name, args]) => ({ name, ...(await advtrain(args)) }))) {
      const { name, code, err } = await ended;
      expect(err).toMatch(
        new RegExp(`option '--${name} <dir>' argument '\\s*' is invalid. It is empty, but must be a name`),
      );
      expect(code).toBe(2);
    }
  });

  test('is refused before anything is read where it cannot be written to', async () => {
    const { code, err } = await advtrain(training(at('films.csv')));
    expect(err).toBe(
      `advtrain: Cannot write to the folder ${at('films.csv')} (a file is in its place); choose another with --out.\n`,
    );
    expect(code).toBe(2);
  });

  test('needs no temporary folder elsewhere', async () => {
    // Not in its surroundings, for what runs TypeScript here has its cache there.
    const elsewhere = 'data:text/javascript,process.env.TMPDIR="/dev/null/nothing"';
    const { code, out } = await advtrain(training(at('no-tmp')), { node: ['--import', elsewhere] });
    expect(out).toContain(`Saved in ${at('no-tmp')}`);
    expect(code).toBe(0);
    expect(readdirSync(at('no-tmp')).sort()).toEqual([
      'README.md',
      'config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
      'training',
    ]);
  });

  test('is for one process at a time, whatever that does', async () => {
    const nothing = openSync('/dev/null', 'r+');
    const first = begun(training(at('two'), ...long), [nothing, nothing, nothing], 'two');
    await first.steps(2);
    const others = ['compare', 'calibrate'].map((command) => [command, ...training(at('two')).slice(3)]);
    for (const ended of [training(at('two')), ...others].map((args) => advtrain(args))) {
      const { code, err } = await ended;
      expect(err).toBe(
        `advtrain: Process ${first.child.pid} is at work in ${at('two')}; wait until that has ended, or choose another folder with --out.\n`,
      );
      expect(code).toBe(2);
    }
    first.child.kill('SIGKILL');
    await first.ended;
  });
});

describe('what is said', () => {
  test('under --quiet is the result, and what is wrong: a bad row, a damaged checkpoint, training that fails', async () => {
    writeFileSync(at('odd.csv'), `${readFileSync(at('films.csv'), 'utf8')}only one column\n`);
    const odd = ['--data', at('odd.csv'), '--bad-rows', 'skip', '--epochs', '30'];
    const asked = training(at('quiet'), ...odd);
    const nothing = openSync('/dev/null', 'r+');
    const first = begun(asked, [nothing, nothing, nothing], 'quiet');
    await first.steps(4);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(130);
    const checkpoint = readdirSync(at('quiet/training/runs')).find((name) => /[0-9a-f]{8}\.safetensors$/.test(name))!;
    writeFileSync(at('quiet/training/runs', checkpoint), 'half');
    const { code, err } = await advtrain([...asked, '--quiet']);
    expect(code).toBe(0);
    expect(err.trim().split('\n')).toEqual([
      `Left out: ${at('odd.csv')}, line 42: it has 1 column, but must have 2: text, label.`,
      expect.stringMatching(/^The checkpoint .* cannot be gone on from, so it is deleted, and the run begins anew\. /),
      // So little is learnt of these texts.
      expect.stringMatching(/^natural, seed 1, step \d+: It answers /),
    ]);
  });

  test('to a closed pipe is not, and training goes on', async () => {
    const { code, out, err } = await advtrain(training(at('closed'), '--epochs', '3', '--json'), {
      hear: (child) => child.stderr.once('data', () => child.stderr.destroy()),
    });
    expect(err).toContain('Running on');
    expect((JSON.parse(out) as RunResult).status).toBe('finished');
    expect(code).toBe(0);
    expect(existsSync(at('closed/model.safetensors'))).toBe(true);
  });

  test.skipIf(!existsSync('/dev/full'))(
    'to a full disk is not, and a result that it does not take ends with 1',
    async () => {
      const full = openSync('/dev/full', 'w');
      const nothing = openSync('/dev/null', 'r+');
      expect(await begun(training(at('unsaid')), [nothing, nothing, full], 'unsaid').ended).toBe(0);
      const said = openSync(at('said'), 'w');
      expect(await begun(training(at('unread'), '--json', '--quiet'), [nothing, full, said], 'unread').ended).toBe(1);
      expect(readFileSync(at('said'), 'utf8')).toBe(
        'advtrain: Standard output could not be written (the disk is full).\n',
      );
      expect(existsSync(at('unread/model.safetensors'))).toBe(true);
    },
  );
});

describe.skipIf(process.platform === 'win32')('the end of a terminal', () => {
  test('is as Ctrl-C: it leaves a checkpoint and says so', async () => {
    const { code, err } = await stopped(training(at('hung'), ...long), { after: ': step ', signal: 'SIGHUP' });
    expect(err).toContain(`Interrupted; the same command again goes on from what is kept in ${at('hung')}.`);
    expect(code).toBe(130);
    expect(kept('hung')).toContain('.safetensors');
  });

  test('is nothing to a run that reads from /dev/null and writes to files, as under nohup', async () => {
    const log = openSync(at('log'), 'w');
    const { child, ended, steps } = begun(
      training(at('nohup'), ...long),
      [openSync('/dev/null', 'r'), log, log],
      'nohup',
    );
    await steps(2);
    child.kill('SIGHUP');
    const before = readFileSync(
      at(
        'nohup/training/runs',
        readdirSync(at('nohup/training/runs')).find((name) => name.endsWith('.jsonl'))!,
      ),
      'utf8',
    );
    await steps(before.split('\n').length + 20);
    child.kill('SIGTERM');
    expect(await ended).toBe(130);
    expect(kept('nohup')).toContain('.safetensors');
  });
});

describe('a run that was stopped', () => {
  test('is named with its settings where the next has others, and deleted when that is saved', async () => {
    await stopped(training(at('other'), ...long), { after: ': step ' });
    expect(kept('other')).toEqual(expect.arrayContaining(['.begun', '.safetensors']));
    const { code, err } = await advtrain(training(at('other'), '--epochs', '2', '--method', 'fgm'));
    expect(err).toMatch(
      /other\/training has an unfinished run with other settings \(methods .*; epochs 20000 there, 2 here.*\), so fgm-seed1-\w{8} does not go on from it/,
    );
    expect(code).toBe(0);
    expect(kept('other')).not.toContain('.safetensors');
  });
});

test('training that diverges saves its best evaluation all the same, says so, and ends with 1', async () => {
  const words = ['good', 'bad', 'story', 'plot', 'actor', 'film'];
  const rows = Array.from({ length: 80 }, (_, row) => {
    const some = Array.from({ length: 6 }, (_, place) => words[(7 * row + place * (1 + (row % 5))) % 6]!);
    return `${some.join(' ')},${some.filter((word) => word === 'good').length - some.filter((word) => word === 'bad').length}.${row % 10}\n`;
  });
  writeFileSync(at('values.csv'), `text,label\n${rows.join('')}`);
  writeFileSync(
    at('sgd.json'),
    JSON.stringify({ optimizer: 'sgd', momentum: 0.9, clipNorm: 0, warmup: 0, batchSize: 16, maxLength: 8 }),
  );
  const { code, out, err } = await advtrain([
    'train',
    ...[
      '--method',
      'freelb',
      '--config',
      at('sgd.json'),
      '--data',
      at('values.csv'),
      '--regression',
      '--model',
      'tiny-bert',
    ],
    ...['--learning-rate', '0.3', '--epochs', '60', '--out', at('diverged'), '--backend', 'wasm'],
  ]);
  expect(err).toMatch(
    /^advtrain: Training diverged, and what is saved is from before: The (loss|gradient) of step \d+ is /m,
  );
  expect(out).toMatch(/Saved in .*diverged as it was after step \d+ of \d+, for training diverged later\.\n$/);
  expect(code).toBe(1);
  expect(existsSync(at('diverged/model.safetensors'))).toBe(true);
});
