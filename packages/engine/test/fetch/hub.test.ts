import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cachedHub, fetchHub, type HubSnapshot, type Reporter } from '../../src/fetch/index.ts';
import { serveHub, type HubBehaviour, type LocalHub } from '../hub-server.ts';

const files = {
  'config.json': Buffer.from('{"model_type": "bert"}'),
  'deep/weights.bin': randomBytes(300_000),
  'README.md': Buffer.from('unwanted'),
};
const repo = { kind: 'model', id: 'someone/tiny' } as const;
const wanted = ['config.json', 'deep/weights.bin'];
let folder: string;
let hub: LocalHub | undefined;
let notes: string[];
const bars: string[] = [];
const reporter: Reporter = {
  note: (line) => void notes.push(line),
  begin: (what, bytes) => {
    bars.push(`${what}: ${bytes}`);
    return { advance: () => undefined, end: () => undefined };
  },
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hub-'));
  notes = [];
  bars.length = 0;
  vi.stubEnv('ADVTRAIN_CACHE', folder);
  vi.stubEnv('NO_PROXY', '127.0.0.1');
  for (const name of ['HF_TOKEN', 'HF_HUB_OFFLINE', 'HF_ENDPOINT']) vi.stubEnv(name, '');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await hub?.close();
  hub = undefined;
  rmSync(folder, { recursive: true });
});

async function serve(behaviour: HubBehaviour = {}): Promise<LocalHub> {
  hub = await serveHub(files, behaviour);
  vi.stubEnv('HF_ENDPOINT', hub.url);
  return hub;
}

function get(options: { revision?: string; offline?: boolean } = {}): Promise<HubSnapshot> {
  const { revision, offline } = options;
  return fetchHub({ ...repo, revision }, () => wanted, { reporter, offline });
}

function host(): string {
  return new URL(hub!.url).host;
}

/** A listing of one file, whose checksum is none. */
function listed(path: string, about: object = {}): string {
  return JSON.stringify([{ type: 'file', path, size: 22, oid: 'a'.repeat(40), ...about }]);
}

/** How often files, and not the listing, were asked for. */
function downloads(): number {
  return hub!.requests.filter(({ path }) => path.includes('/resolve/')).length;
}

describe('fetchHub', () => {
  test('gets the chosen files, says how large they are, shows progress, and takes them from the cache then', async () => {
    const { commit } = await serve();
    const { folder: got, ...rest } = await get();
    expect(rest).toEqual({ commit, paths: wanted });
    expect(readFileSync(join(got, 'config.json')).equals(files['config.json'])).toBe(true);
    expect(readFileSync(join(got, 'deep/weights.bin')).equals(files['deep/weights.bin'])).toBe(true);
    expect(existsSync(join(got, 'README.md'))).toBe(false);
    expect(notes).toEqual([`Downloading someone/tiny (2 files, 300 kB) from ${host()}.`]);
    expect(bars).toEqual(['config.json: 22', 'deep/weights.bin: 300000']);
    expect((await get()).folder).toBe(got);
    expect(downloads()).toBe(2);
  });

  test('shows its token to the hub, and not to the host that the hub redirects to', async () => {
    const { requests } = await serve({ token: 'secret' });
    vi.stubEnv('HF_TOKEN', 'secret');
    await get();
    // The commit, two pages of the listing, and two files, of which one lies elsewhere.
    expect(requests.map(({ at, token }) => `${at} ${token ?? 'none'}`)).toEqual([
      ...Array<string>(5).fill('hub secret'),
      'store none',
    ]);
  });

  test('shows no token where a further page of the listing is said to be on another host', async () => {
    const { requests } = await serve({ token: 'secret', pagesElsewhere: true });
    vi.stubEnv('HF_TOKEN', 'secret');
    await get();
    const elsewhere = requests.filter(({ at, path }) => at === 'store' && path.startsWith('/api/'));
    expect(elsewhere.map(({ token }) => token)).toEqual([undefined]);
  });

  test('goes on where a broken connection ended', async () => {
    const { requests } = await serve({ cutAfter: 100_000 });
    const { folder: got } = await get();
    expect(readFileSync(join(got, 'deep/weights.bin')).equals(files['deep/weights.bin'])).toBe(true);
    expect(requests.filter(({ at }) => at === 'store').map(({ range }) => range)).toEqual([undefined, 'bytes=100000-']);
  });

  test('goes on where an earlier process ended', async () => {
    const { commit, requests } = await serve();
    const place = join(folder, 'hub/models/someone--tiny', commit, 'deep');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'weights.bin.part'), files['deep/weights.bin'].subarray(0, 1234));
    const { folder: got } = await get();
    expect(readFileSync(join(got, 'deep/weights.bin')).equals(files['deep/weights.bin'])).toBe(true);
    expect(requests.filter(({ at }) => at === 'store').map(({ range }) => range)).toEqual(['bytes=1234-']);
  });

  test('gets again what is not whole in the cache, and nothing else', async () => {
    await serve();
    const { folder: got } = await get();
    writeFileSync(join(got, 'deep/weights.bin'), 'damaged');
    await get();
    expect(statSync(join(got, 'deep/weights.bin')).size).toBe(300_000);
    expect(downloads()).toBe(3);
  });

  test('gets again what has the right size in the cache and another content', async () => {
    await serve();
    const { folder: got } = await get();
    const path = join(got, 'deep/weights.bin');
    const bytes = readFileSync(path);
    bytes[1000]! ^= 1;
    writeFileSync(path, bytes);
    await get();
    expect(readFileSync(path).equals(files['deep/weights.bin'])).toBe(true);
    expect(downloads()).toBe(3);
  });

  test('neither waits for a lock nor needs to write where the cache has everything', async () => {
    await serve();
    const got = await get();
    const revisions = join(got.folder, '../revisions');
    rmSync(revisions, { recursive: true });
    writeFileSync(revisions, 'no folder can be made here');
    const lock = `${got.folder}.lock`;
    writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname(), token: 'x' }));
    const signal = AbortSignal.timeout(5000);
    expect(await fetchHub(repo, () => wanted, { signal })).toEqual(got);
    expect(existsSync(lock)).toBe(true);
  });

  test('waits as long as the hub asks for', async () => {
    await serve({ pauses: { times: 2, retryAfter: '1' } });
    const start = Date.now();
    await get();
    expect(Date.now() - start).toBeGreaterThan(1900);
    expect(notes.slice(0, 2)).toEqual(Array(2).fill(`${host()} asks for a pause of 1 s.`));
  });

  test('does not ask about a commit that the cache has', async () => {
    const { commit, requests } = await serve();
    await get({ revision: commit });
    const before = requests.length;
    await get({ revision: commit });
    expect(requests.length).toBe(before);
  });

  test('uses the cache where it may not download, and where the hub cannot be reached', async () => {
    const { url, requests } = await serve();
    const got = await get();
    const before = requests.length;
    expect(await get({ offline: true })).toEqual(got);
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    expect(await get()).toEqual(got);
    expect(requests.length).toBe(before);
    vi.stubEnv('HF_HUB_OFFLINE', '');
    await hub!.close();
    expect(await get()).toEqual(got);
    expect(notes.at(-1)).toBe(
      `${new URL(url).host} cannot be reached (ECONNREFUSED): using someone/tiny from the cache.`,
    );
    hub = undefined;
  });

  test('uses the cache where the listing is cut off', async () => {
    const local = await serve();
    const got = await get();
    local.behaviour = { cutListing: true };
    expect(await get()).toEqual(got);
    expect(notes.at(-1)).toMatch(/cannot be reached \(.+\): using someone\/tiny from the cache\.$/);
  });

  test('gets a data set from where data sets lie', async () => {
    hub = await serveHub(files, {}, { kind: 'dataset', id: 'glue' });
    vi.stubEnv('HF_ENDPOINT', `${hub.url}/`);
    const got = await fetchHub({ kind: 'dataset', id: 'glue' }, () => wanted);
    expect(readFileSync(join(got.folder, 'config.json')).equals(files['config.json'])).toBe(true);
  });
});

describe('fetchHub refuses in one sentence', () => {
  test.each([
    [{ token: 'secret' }, /does not give the model someone\/tiny \(status 401\): check the name and.+set HF_TOKEN to/],
    [{ refuse: { status: 403, code: 'GatedRepo' } }, /\(status 403\): accept its terms on its page on the hub/],
    [{ refuse: { status: 404, code: 'RepoNotFound' } }, /has no model someone\/tiny: check the name\.$/],
    [{ refuse: { status: 404, code: 'RevisionNotFound' } }, /has no revision "main" of the model someone\/tiny/],
    [{ refuse: { status: 418 } }, /\(status 418\): try again later, or give a folder that has the files\.$/],
    [{ pauses: { times: 9, retryAfter: '0' } }, /\(status 429\): it asks for a longer pause; try again later/],
    [{ pauses: { times: 1, retryAfter: '3600' } }, /\(status 429\): it asks for a longer pause; try again later/],
    [{ refuse: { status: 500 } }, /cannot be reached \(status 500\): check the network and HF_ENDPOINT/],
    [{ cutListing: true }, /^127\.0\.0\.1:\d+ cannot be reached \(.+\): check the network and HF_ENDPOINT/],
    [{ revision: '{}' }, /gave no listing of someone\/tiny: check HF_ENDPOINT/],
    [{ revision: '<html>' }, /gave no listing of someone\/tiny: check HF_ENDPOINT/],
    [{ listing: '{}' }, /gave no listing of someone\/tiny: check HF_ENDPOINT/],
    [{ revision: JSON.stringify({ sha: ['a'.repeat(40)] }) }, /gave no listing of someone\/tiny: check HF_ENDPOINT/],
    [{ listing: listed('../x') }, /gave no listing of someone\/tiny: check HF_ENDPOINT/],
    [{ listing: listed('') }, /gave no listing of someone\/tiny: check HF_ENDPOINT/],
    [{ listing: listed('x', { size: -1 }) }, /gave no listing of someone\/tiny: check HF_ENDPOINT/],
    [{ listing: listed('x', { oid: 'none' }) }, /gave no listing of someone\/tiny: check HF_ENDPOINT/],
    [{ listing: listed('x', { lfs: { oid: '2', size: 22 } }) }, /gave no listing of someone\/tiny: check HF_ENDPOINT/],
    [{ listing: listed('x', { lfs: { oid: 'a'.repeat(64), size: [22] } }) }, /gave no listing of someone\/tiny: check/],
  ] satisfies [HubBehaviour, RegExp][])('an answer such as %j', async (behaviour, message) => {
    await serve(behaviour);
    await expect(get()).rejects.toThrow(message);
  });

  test.each([
    ['someone:secret@host', /^HF_ENDPOINT is "…@host", but must be an address such as/],
    ['ftp://someone:secret@host/x', /^HF_ENDPOINT is "ftp:\/\/…@host\/x", but must be an address such as/],
    ['http://someone:secret@127.0.0.1:9', /^127\.0\.0\.1:9 cannot be reached/],
  ])('the address %s, without the login in it', async (address, message) => {
    vi.stubEnv('HF_ENDPOINT', address);
    await expect(get()).rejects.toThrow(message);
    await expect(get()).rejects.not.toThrow('secret');
  });

  test.each([300_000, 300_001])('%d bytes with a wrong checksum, and deletes them', async (size) => {
    const { commit } = await serve({ instead: randomBytes(size) });
    await expect(get()).rejects.toThrow(/^deep\/weights.bin of someone\/tiny arrived with a checksum other than/);
    const place = join(folder, 'hub/models/someone--tiny', commit, 'deep');
    expect(existsSync(join(place, 'weights.bin')) || existsSync(join(place, 'weights.bin.part'))).toBe(false);
    expect(await cachedHub(repo, () => wanted)).toBeUndefined();
  });

  test('a listing whose pages name themselves as the next', async () => {
    await serve({ endless: true });
    await expect(get()).rejects.toThrow(/gives a listing of someone\/tiny that has no end: check HF_ENDPOINT/);
  });

  test('a small file that is not what the listing says', async () => {
    await serve({ listing: listed('config.json') });
    await expect(fetchHub(repo, () => ['config.json'])).rejects.toThrow(/^config.json of .+ arrived with a checksum/);
  });

  test('a file that the hub lists and does not have', async () => {
    await serve({ listing: listed('gone') });
    await expect(fetchHub(repo, () => ['gone'])).rejects.toThrow(/has no revision "main" of the model someone\/tiny/);
  });

  test('what may not be downloaded and is not in the cache', async () => {
    const { requests } = await serve();
    await expect(get({ offline: true })).rejects.toThrow(/^The model someone\/tiny is not in the cache, and may not/);
    expect(requests).toEqual([]);
  });

  test.each(['../up', 'a/b/c', '', 'a b'])('the name "%s"', async (id) => {
    await expect(fetchHub({ kind: 'model', id }, () => [])).rejects.toThrow(
      `"${id}" is no name of a model on the hub: write it as owner/name.`,
    );
  });

  test('an HF_ENDPOINT that is no address', async () => {
    vi.stubEnv('HF_ENDPOINT', 'mirror');
    await expect(get()).rejects.toThrow(/^HF_ENDPOINT is "mirror", but must be an address such as https:/);
  });

  test('a hub that is not there', async () => {
    vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:9');
    await expect(get()).rejects.toThrow(/^127.0.0.1:9 cannot be reached \(.+\): check the network and HF_ENDPOINT/);
  });
});
