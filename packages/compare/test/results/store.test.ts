import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryName } from '@advtrain/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytes, claimFolder, hash, store, UsageError } from '../../src/index.ts';
import type { BegunRun, Json, RunResult, StoreOptions } from '../../src/index.ts';
import { exampleRun } from '../example.ts';

let folder = '';
const at = (...names: readonly string[]) => join(folder, ...names);
const put = (name: string, text = '') => {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), text);
};
const runs = () => readdirSync(at('runs')).sort();

/** A run by its settings. */
const begun = (name: string, determined: Json): BegunRun => ({ name, key: hash(determined), determined });
const resultOf = ({ key }: BegunRun): RunResult => exampleRun('freelb', 1, { key });

/** A folder of results, and what it says. */
const opened = (options: StoreOptions = {}) => {
  const notes: string[] = [];
  return { kept: store(folder, { data: 'reviews' }, { note: (text) => notes.push(text), ...options }), notes };
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'advtrain-store-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a folder of results', () => {
  const run = begun('freelb-seed1', { steps: 3 });

  test('with runs of others is refused as it is, begun anew or not', () => {
    put('runs/tb/events', 'theirs');
    put('runs/freelb-seed1-01234567.json', 'theirs as well');
    for (const restart of [false, true]) {
      expect(() => opened({ restart })).toThrow(UsageError);
      expect(() => opened({ restart })).toThrow(
        `${at('runs')} is there without a shared.json, so nothing in ${folder} is touched; choose another folder with --out, or move ${at('runs')} away.`,
      );
    }
    expect(runs()).toEqual(['freelb-seed1-01234567.json', 'tb']);
    expect(existsSync(at('shared.json'))).toBe(false);
  });

  test.each(['{"data": "revi', '[]', '{"name": "theirs"}'])('with another shared.json (%s) is refused', (text) => {
    put('shared.json', text);
    expect(() => opened({ restart: true })).toThrow(`${at('shared.json')} is damaged, or not by advtrain`);
    expect(readFileSync(at('shared.json'), 'utf8')).toBe(text);
  });

  test.skipIf(process.platform === 'win32')(
    'has its mark before its runs, so that what is killed in between goes on',
    () => {
      symlinkSync(at('nowhere', 'runs'), at('runs'));
      expect(() => opened()).toThrow(`Cannot write to the folder ${folder}`);
      expect(existsSync(at('shared.json'))).toBe(true);
      rmSync(at('runs'));
      opened();
      expect(runs()).toEqual([]);
    },
  );

  test('that is begun anew loses the files of its runs, and no other', () => {
    const { kept } = opened();
    for (const ending of [
      '.json',
      '.jsonl',
      '.begun',
      '.safetensors',
      '.safetensors.attempts',
      '-step40.safetensors',
      '.best.safetensors',
    ])
      writeFileSync(kept.file(run.name, run.key, ending), '');
    for (const name of [
      'events.out.tfevents.1699999999.host.1.0',
      'notes.json',
      'freelb-seed1.json',
      'tb/run-01234567.json',
    ])
      put(join('runs', name));
    opened({ restart: true });
    expect(runs()).toEqual(['events.out.tfevents.1699999999.host.1.0', 'freelb-seed1.json', 'notes.json', 'tb']);
    expect(readdirSync(at('runs/tb'))).toEqual(['run-01234567.json']);
  });

  test.each(['robust', 'predicted', 'accuracy', 'units', 'curve', 'seconds', 'epochCurve', 'peakBytes', 'status'])(
    'counts a run as not finished whose file has no %s, and names the file',
    (field) => {
      const { kept, notes } = opened();
      kept.keep(run.name, resultOf(run));
      expect(kept.finished(run.name, run.key)).toEqual(resultOf(run));
      const path = kept.file(run.name, run.key, '.json');
      writeFileSync(path, JSON.stringify({ ...resultOf(run), [field]: undefined }));
      expect(kept.finished(run.name, run.key)).toBeUndefined();
      expect(notes).toEqual([`${path} is damaged, or of another version, so the run counts as not finished.`]);
    },
  );

  test.each(['', '{"key":', 'null', '[1]'])('counts a run as not finished whose file holds "%s"', (text) => {
    const { kept, notes } = opened();
    writeFileSync(kept.file(run.name, run.key, '.json'), text);
    expect(kept.finished(run.name, run.key)).toBeUndefined();
    expect(notes).toHaveLength(1);
  });

  test('that cannot be written to is one sentence, and leaves nothing half written', () => {
    put('runs');
    expect(() => opened()).toThrow(UsageError);
    const { kept } = (rmSync(at('runs')), opened());
    mkdirSync(at('results.json'));
    expect(() => {
      kept.write('results.json', '{}');
    }).toThrow(`${at('results.json')} could not be written (it is a folder); what was there before is unchanged.`);
    expect(readdirSync(folder).sort()).toEqual(['results.json', 'runs', 'shared.json']);
  });
});

describe('an unfinished run', () => {
  const before = begun('freelb-seed1', { epochs: 4, fingerprint: 'a', patience: null });
  const now = begun('freelb-seed1', { epochs: 5, fingerprint: 'b', patience: null });
  const other = begun('pgd-seed1', { epochs: 5 });

  /** A folder in which it has left a checkpoint of 2 kB. */
  const left = (options: StoreOptions = {}) => {
    const { kept } = opened();
    kept.begin(before);
    writeFileSync(kept.file(before.name, before.key, '.safetensors'), new Uint8Array(2000));
    return opened(options);
  };

  test('is named with what differs when another of its name begins, and deleted when that one is finished', () => {
    const { kept, notes } = left();
    kept.begin(now);
    const files = at('runs', `freelb-seed1-${before.key.slice(0, 8)}.*`);
    const size = bytes(2000 + JSON.stringify(before.determined).length);
    expect(notes).toEqual([
      `${folder} has an unfinished run with other settings (epochs 4 there, 5 here; other data, or another starting model), ` +
        `so freelb-seed1-${now.key.slice(0, 8)} does not go on from it; what is kept of that one (${files}, ${size}) is deleted when this one is finished.`,
    ]);
    expect(existsSync(kept.file(before.name, before.key, '.safetensors'))).toBe(true);
    kept.keep(now.name, resultOf(now));
    expect(runs()).toEqual([`freelb-seed1-${now.key.slice(0, 8)}.json`]);
  });

  test('goes on without a word, and is left to go on where another diverges in its place', () => {
    const { kept, notes } = left();
    kept.begin(before);
    expect(notes).toEqual([]);
    kept.begin(now);
    kept.keep(now.name, { ...resultOf(now), status: 'diverged' });
    expect(existsSync(kept.file(before.name, before.key, '.safetensors'))).toBe(true);
  });

  test('of another name has its own place, unless the folder is for one run', () => {
    const { kept, notes } = left();
    kept.begin(other);
    expect(notes).toEqual([]);
    const alone = left({ alone: true });
    alone.kept.begin(other);
    expect(alone.notes).toHaveLength(1);
  });
});

describe('a claim on a folder', () => {
  test('is refused while another has it, and had afterwards', async () => {
    const claim = await claimFolder(folder);
    await expect(claimFolder(folder)).rejects.toThrow(UsageError);
    await expect(claimFolder(folder)).rejects.toThrow(
      `Process ${process.pid} is at work in ${folder}; wait until that has ended, or choose another folder with --out.`,
    );
    await claim.release();
    await (await claimFolder(folder)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is taken over from a process that died, whose half-written files are deleted, and no others', async () => {
    const dead = Number(execFileSync('sh', ['-c', 'echo $$']).toString());
    put('advtrain.lock', JSON.stringify({ pid: dead, host: hostname(), token: 'x' }));
    const mine = temporaryName('x');
    const theirs = mine.replace(String(process.pid), String(dead));
    const reborn = mine.replace(/[0-9a-f]{6}-(\d+\.tmp)$/, 'ffffff-$1');
    const elsewhere = theirs.replace(/-[0-9a-f]{12}-/, '-0123456789ab-');
    const abandoned = elsewhere.replace('x', 'y');
    for (const room of ['.', 'runs', 'training/runs']) {
      for (const name of [mine, theirs, reborn, elsewhere, abandoned, 'x.tmp', 'x.123.tmp']) put(join(room, name));
      utimesSync(at(join(room, abandoned)), new Date(0), new Date(0));
    }
    put(join('model.' + theirs, 'config.json'));
    const claim = await claimFolder(folder);
    for (const room of ['runs', 'training/runs'])
      expect(readdirSync(at(room)).sort()).toEqual([mine, elsewhere, 'x.123.tmp', 'x.tmp'].sort());
    expect(readdirSync(folder)).not.toContain('model.' + theirs);
    await claim.release();
  });

  test('leaves no folder that was made for it and stayed empty', async () => {
    const claim = await claimFolder(at('a/b/c'));
    await claim.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('on nothing, and on what cannot be written to, is refused in a sentence', async () => {
    put('file');
    await expect(claimFolder(' ')).rejects.toThrow('The folder of results has no name; name one with --out.');
    await expect(claimFolder(at('file/x'))).rejects.toThrow(
      `Cannot write to the folder ${at('file/x')} (a part of its path is not a folder); choose another with --out.`,
    );
  });
});
