import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findInstalled } from '@advtrain/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { advtrain } from '../../advtrain.ts';
import type { Surroundings } from '../../advtrain.ts';

const real = findInstalled('cpu');
const reason = real ? '' : ' (skipped: native TensorFlow is not installed)';
let folder: string;
const at = (...names: readonly string[]) => join(folder, ...names);
const engines = () => readdirSync(at('cache/tensorflow')).sort();

/** What waits while it is there. */
const gate = () => at('gate');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'advtrain-engine-install-'));
  // Libraries of an engine whose addon has other sources, as after an update.
  const relative = at('cache/tensorflow', basename(real!.folder).replace(/[0-9a-f]{12}$/, '0'.repeat(12)));
  mkdirSync(relative, { recursive: true });
  for (const name of readdirSync(real!.folder)) symlinkSync(join(real!.folder, name), join(relative, name));
  // A compiler that has done its work before, for the real one takes a while.
  const compiler = `#!/bin/sh
[ "$1" = --version ] && echo "a compiler" && exit 0
while [ "$1" != -o ]; do shift; done
while [ -e '${gate()}' ]; do sleep 0.05; done
exec cp '${real!.folder}'/"$(basename "$2")" "$2"
`;
  writeFileSync(at('compiler'), compiler);
  chmodSync(at('compiler'), 0o755);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function install(watch?: Surroundings['watch']) {
  const env = { ADVTRAIN_CACHE: at('cache'), CXX: at('compiler') };
  return advtrain(['engine', 'install'], { env, ...(watch && { watch }) });
}

/** Runs an installation up to a sentence, and gives how it ends. */
async function installTo(sentence: string): Promise<{ readonly ended: ReturnType<typeof install>; kill: () => void }> {
  return new Promise((resolve) => {
    const ended = install((err, kill) => {
      if (err.includes(sentence)) resolve({ ended, kill: () => kill('SIGKILL') });
    });
  });
}

/** Whether the one engine that was made is whole and is found. */
function expectWhole(): void {
  expect(engines()).toEqual(
    [basename(real!.folder).replace(/[0-9a-f]{12}$/, '0'.repeat(12)), basename(real!.folder)].sort(),
  );
  const made = at('cache/tensorflow', basename(real!.folder));
  const { bytes } = JSON.parse(readFileSync(join(made, 'engine.json'), 'utf8')) as { bytes: Record<string, number> };
  expect(Object.keys(bytes)).toEqual(expect.arrayContaining(['advtrain.node', 'libtensorflow_cc.so.2', 'quiet.node']));
  expect(readFileSync(join(made, 'advtrain.node')).equals(readFileSync(real!.addon))).toBe(true);
}

describe.skipIf(!real || process.platform !== 'linux')(`two installations at once${reason}`, () => {
  test('are one: the other waits, and finds it done', async () => {
    writeFileSync(gate(), '');
    const first = await installTo('Compiling the addon');
    const second = await installTo('is at work on installing native TensorFlow; waiting until that is done.');
    rmSync(gate());
    const [one, other] = await Promise.all([first.ended, second.ended]);
    expect([one.code, other.code]).toEqual([0, 0]);
    expect(one.err).toContain('Native TensorFlow 2.21.0 is installed in');
    expect(other.err).not.toContain('Compiling');
    expectWhole();
  });

  test('of which the first is killed in the midst: the other begins anew, and nothing of the first is left', async () => {
    writeFileSync(gate(), '');
    const first = await installTo('Compiling the addon');
    const second = await installTo('waiting until that is done.');
    const [draft] = engines().filter((name) => name.startsWith('draft-'));
    expect(existsSync(at('cache/tensorflow', draft!))).toBe(true);
    first.kill();
    expect((await first.ended).code).toBeNull();
    rmSync(gate());
    const { code, err } = await second.ended;
    expect(code).toBe(0);
    expect(err).toContain('Compiling the addon');
    expectWhole();
  });
});
