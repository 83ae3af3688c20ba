import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Reporter } from '../src/fetch/index.ts';
import { findInstalled, installEngine, planInstall } from '../src/index.node.ts';
import { needingNative, withoutNative } from './native-presence.ts';

const real = findInstalled('cpu');
let folder: string;
let notes: string[];
const reporter: Reporter = {
  note: (line) => void notes.push(line),
  begin: () => ({ advance: () => undefined, end: () => undefined }),
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'install-'));
  notes = [];
  vi.stubEnv('ADVTRAIN_CACHE', join(folder, 'cache'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A PATH with these programs only. */
function onlyPrograms(...names: string[]): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of names) symlinkSync(execFileSync('which', [name]).toString().trim(), join(bin, name));
  vi.stubEnv('PATH', bin);
}

describe('installEngine', () => {
  test('says so in a sentence where there is no compiler, and that WebAssembly works', async () => {
    onlyPrograms();
    vi.stubEnv('CXX', '');
    await expect(installEngine({ reporter })).rejects.toThrow(
      /^No C\+\+ compiler was found \(tried c\+\+, g\+\+, clang\+\+\): install one .* Until then everything runs on WebAssembly/,
    );
    expect(notes).toEqual([]);
  });

  test('says so in a sentence where CXX cannot be run', async () => {
    vi.stubEnv('CXX', 'no-such-compiler');
    await expect(installEngine()).rejects.toThrow('CXX is no-such-compiler, but that cannot be run');
  });

  test('says the size first, and then in a sentence that there is no pip', async () => {
    onlyPrograms('c++');
    vi.stubEnv('CXX', '');
    vi.stubEnv('ADVTRAIN_WHEELS', '');
    await expect(installEngine({ reporter })).rejects.toThrow(
      /^pip was not found .* Until then everything runs on Web/,
    );
    expect(notes[0]).toMatch(
      /^Native TensorFlow 2\.\d+\.0 for the CPU on .*: \d+ MB to download, \d+ MB on disk; then/,
    );
    expect(readdirSync(join(folder, 'cache/tensorflow'))).toEqual([]);
  });

  test('says so in a sentence where the cache cannot be written', async () => {
    vi.stubEnv('ADVTRAIN_CACHE', '/dev/null/cache');
    await expect(installEngine()).rejects.toThrow(/The cache folder .* cannot be made \(ENOTDIR\): set ADVTRAIN_CACHE/);
  });

  test('stops when it is told to', async () => {
    await expect(installEngine({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  test.skipIf(process.platform !== 'linux' || process.arch !== 'x64')(
    'plans the CUDA wheels and their size',
    async () => {
      const plan = await planInstall({ gpu: true });
      expect(plan.artifacts.map(({ project }) => project)).toEqual(
        expect.arrayContaining(['tensorflow', 'nvidia-cudnn-cu12', 'nvidia-cublas-cu12']),
      );
      expect(plan.lines[0]).toMatch(/for NVIDIA GPUs on linux-x64: 2\.5 GB to download/);
    },
  );
});

describe.skipIf(withoutNative)(needingNative('with native TensorFlow installed'), () => {
  test('does nothing where it is installed, and says so unless only a missing one was asked for', async () => {
    vi.unstubAllEnvs();
    expect(await installEngine({ reporter, ifMissing: true })).toEqual(real);
    expect(notes).toEqual([]);
    expect(await installEngine({ reporter })).toEqual(real);
    expect(notes).toEqual([`Native TensorFlow ${real!.version} is installed already, in ${real!.folder}.`]);
  });

  test('compiles the addon alone where the libraries are there, in one of two calls at once', async () => {
    const relative = join(folder, 'cache/tensorflow', basename(real!.folder).replace(/[0-9a-f]{12}$/, '0'.repeat(12)));
    mkdirSync(relative, { recursive: true });
    for (const name of readdirSync(real!.folder)) symlinkSync(join(real!.folder, name), join(relative, name));
    // Somebody may be installing the other variant; of this one it is what a killed process has left.
    const [other, left] = ['draft-gpu-1', 'draft-cpu-1'].map((name) => join(folder, 'cache/tensorflow', name));
    for (const draft of [other!, left!]) mkdirSync(draft);
    const [first, second] = await Promise.all([installEngine({ reporter }), installEngine({ reporter })]);
    expect(first).toEqual(second);
    expect(existsSync(first.addon)).toBe(true);
    expect(notes.filter((line) => line.startsWith('Compiling the addon'))).toHaveLength(1);
    expect(notes).toContainEqual('The libraries are there already; only the addon is compiled again.');
    expect(readdirSync(join(folder, 'cache/tensorflow')).sort()).toEqual(
      [relative, first.folder, other!].map((path) => basename(path)).sort(),
    );
  });
});

const wheels = process.env['ADVTRAIN_WHEELS'];

describe.skipIf(!wheels)(wheels ? 'from wheels' : 'from wheels (skipped: ADVTRAIN_WHEELS names no folder)', () => {
  test('installs out of a folder, without a network', async () => {
    vi.stubEnv('PIP_NO_INDEX', '1');
    vi.stubEnv('PIP_FIND_LINKS', '');
    const engine = await installEngine({ from: wheels, reporter });
    expect(existsSync(engine.addon)).toBe(true);
    expect(notes).toContainEqual(expect.stringMatching(/^Took tensorflow.*\.whl from /));
    expect(readdirSync(join(folder, 'cache/downloads'))).toEqual([]);
  });
});
