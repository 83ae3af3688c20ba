import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { doctor, findInstalled } from '../src/index.node.ts';
import { advtrainCommand } from '../src/fetch/index.ts';
import { noteInstalled } from '../src/install/damage.ts';
import { needingNative, withoutNative } from './native-presence.ts';

afterEach(() => vi.unstubAllEnvs());

// In a file of its own: where native TensorFlow runs already, nothing is loaded any more.
describe.skipIf(withoutNative)(needingNative('an engine whose addon was cut'), () => {
  /** The installed engine once more, with an addon of so many bytes. */
  async function damaged(bytes: number, noted: boolean): Promise<string> {
    const real = findInstalled('cpu')!.folder;
    const cache = mkdtempSync(join(tmpdir(), 'damaged-'));
    const engine = join(cache, 'tensorflow', basename(real));
    mkdirSync(engine, { recursive: true });
    for (const name of readdirSync(real)) {
      if (name !== 'advtrain.node' && name !== 'engine.json') symlinkSync(join(real, name), join(engine, name));
    }
    const addon = join(engine, 'advtrain.node');
    copyFileSync(join(real, 'advtrain.node'), addon);
    if (noted) await noteInstalled(engine, { variant: 'cpu' });
    truncateSync(addon, bytes);
    if (!noted) writeFileSync(join(engine, 'engine.json'), '{}');
    vi.stubEnv('ADVTRAIN_BACKEND', '');
    vi.stubEnv('ADVTRAIN_CACHE', cache);
    return cache;
  }

  test('is not loaded, and doctor says what to do', async () => {
    const cache = await damaged(0, true);
    const report = await doctor();
    expect(report.backend).toBe('wasm');
    expect(report.why).toContain('is damaged (advtrain.node has 0 bytes, but had ');
    expect(report.advice).toEqual([
      `Run \`${advtrainCommand('engine install --force')}\` to install native TensorFlow anew.`,
    ]);
    rmSync(cache, { recursive: true });
  });

  test('is tried in another process where there is no note of its size, for loading it may end by a signal', async () => {
    const cache = await damaged(200_000, false);
    const report = await doctor();
    expect(report.backend).toBeUndefined();
    expect(report.why).toMatch(/^Native TensorFlow in .* does not run: .+\.$/);
    expect(report.advice).toEqual([
      `Run \`${advtrainCommand('engine install --force')}\` to install native TensorFlow anew.`,
    ]);
    rmSync(cache, { recursive: true });
  });
});
