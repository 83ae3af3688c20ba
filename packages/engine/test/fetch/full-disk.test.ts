import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchArtifact } from '../../src/fetch/index.ts';
import { artifactOf, serveIndex } from './fetch-index.ts';
import { smallDisk } from './small-disk.ts';

const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
const cache = join(folder, 'cache');
mkdirSync(cache);
const disk = smallDisk(cache);
const reason = 'reason' in disk ? ` (skipped: ${disk.reason})` : '';
const small = 'reason' in disk ? undefined : disk;
const name = 'example-1.0-py3-none-any.whl';
const content = randomBytes(300_000);
const artifact = artifactOf(name, content);

beforeEach(() => {
  vi.stubEnv('ADVTRAIN_CACHE', join(cache, 'advtrain'));
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
  vi.stubEnv('NO_PROXY', '127.0.0.1');
  for (const variable of ['PIP_FIND_LINKS', 'ADVTRAIN_WHEELS', 'UV_FIND_LINKS']) vi.stubEnv(variable, '');
  mkdirSync(join(folder, 'wheels'), { recursive: true });
  writeFileSync(join(folder, 'wheels', name), content);
});

afterEach(() => {
  vi.unstubAllEnvs();
  small?.free();
  rmSync(join(cache, 'advtrain'), { recursive: true, force: true });
});

afterAll(() => {
  small?.unmount();
  rmSync(folder, { recursive: true, force: true });
});

const fromFolder = () => fetchArtifact(artifact, { from: join(folder, 'wheels') });
const kept = () => readdirSync(join(cache, 'advtrain/downloads'));
const sentence =
  /^The disk is full: .*advtrain\S* could not be written; make room, or set ADVTRAIN_CACHE to a folder on a larger disk\.$/;

describe.skipIf(!small)(`a cache whose disk is full${reason}`, () => {
  test.each([
    ['for the lock', 0],
    ['in the midst of the copy of a file', 100_000],
  ])('%s says so in a sentence, keeps nothing, and with room has the file', async (_, bytes) => {
    small!.leave(bytes);
    await expect(fromFolder()).rejects.toThrow(sentence);
    expect(kept()).toEqual([]);
    small!.free();
    expect(readFileSync(await fromFolder())).toEqual(content);
    expect(kept()).toEqual([name]);
  });

  test('is known before a download begins', async () => {
    const index = await serveIndex(artifact, content);
    vi.stubEnv('PIP_INDEX_URL', index.url);
    small!.leave(100_000);
    await expect(fetchArtifact(artifact)).rejects.toThrow(/needs 300 kB in .*, but only \d+ kB are free: make room/);
    expect(index.downloads).toEqual([]);
    await index.close();
  });

  test('in the midst of a download keeps what has arrived, and goes on from there', async () => {
    let isFirst = true;
    // Somebody else fills it once there was room enough.
    const asked = () => {
      if (isFirst) small!.leave(100_000);
      isFirst = false;
    };
    const index = await serveIndex(artifact, content, { asked });
    vi.stubEnv('PIP_INDEX_URL', index.url);
    await expect(fetchArtifact(artifact)).rejects.toThrow(sentence);
    expect(kept()).toEqual([`${name}.part`]);
    small!.free();
    expect(readFileSync(await fetchArtifact(artifact))).toEqual(content);
    expect(index.downloads[1]).toMatch(/^bytes=\d{4,}-$/);
    await index.close();
  });
});
