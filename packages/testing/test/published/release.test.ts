import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { output, run, type Ended } from '../process.ts';
import { root } from '../root.ts';
import { copyCheckout } from './checkout.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-release-'));
const clone = join(folder, 'clone');
const version = '97.98.99';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly [collection: string]: unknown;
}

function manifests(): readonly Manifest[] {
  return readdirSync(join(clone, 'packages')).map(
    (name) => JSON.parse(readFileSync(join(clone, 'packages', name, 'package.json'), 'utf8')) as Manifest,
  );
}

function text(file: string): string {
  return readFileSync(join(clone, file), 'utf8');
}

/** The command of CONTRIBUTING.md, but for the build that comes first: that is tested elsewhere, and takes minutes. */
function release(to: string): Promise<Ended> {
  return run('npx', ['nx', 'release', to, '--skip-publish'], clone, { NX_DAEMON: 'false' });
}

describe('npx nx release', () => {
  let first: Ended;

  beforeAll(async () => {
    await copyCheckout(clone);
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
    const settings = JSON.parse(text('nx.json')) as { release: { version: Record<string, unknown> } };
    expect(settings.release.version['preVersionCommand']).toBe('node scripts/release/ready.js && npm run build');
    settings.release.version['preVersionCommand'] = 'node scripts/release/ready.js';
    writeFileSync(join(clone, 'nx.json'), JSON.stringify(settings));
    // The link is no folder, which is what .gitignore names.
    writeFileSync(join(clone, '.gitignore'), `${text('.gitignore')}node_modules\n`);
    for (const args of [
      ['init', '--quiet'],
      ['config', 'user.name', 'Somebody'],
      ['config', 'user.email', 'somebody@example.org'],
      ['config', 'commit.gpgsign', 'false'],
      ['add', '--all'],
      ['commit', '--quiet', '--message', 'Begin'],
    ])
      await output('git', args, clone);
    first = await release(version);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('gives all packages the version, and to what they need of one another', () => {
    expect(first.code, first.stdout + first.stderr).toBe(0);
    const all = manifests();
    const names = new Set(all.map(({ name }) => name));
    for (const manifest of all) {
      expect(manifest.version, manifest.name).toBe(version);
      for (const collection of ['dependencies', 'devDependencies', 'peerDependencies'])
        for (const [name, wanted] of Object.entries((manifest[collection] ?? {}) as Record<string, string>))
          if (names.has(name)) expect(wanted, `${manifest.name} needs ${name}`).toBe(version);
    }
  });

  test('moves what is unreleased in the changelog to the version, with the date, and cites the version', () => {
    const heading = `## [Unreleased]\n\n## [${version}] - `;
    expect(text('CHANGELOG.md')).toMatch(/^## \[Unreleased\]\n\n## \[97\.98\.99\] - \d{4}-\d\d-\d\d\n\n### /m);
    expect(text('CHANGELOG.md').split(heading)).toHaveLength(2);
    expect(text('CITATION.cff')).toMatch(/^version: 97\.98\.99$/m);
  });

  test('has what the changelog says of the version, for the page of the release', async () => {
    const notes = await output(process.execPath, ['scripts/release/notes.js', version], clone);
    expect(notes).toMatch(/^### /);
    expect(text('CHANGELOG.md')).toContain(notes.trim());
    expect(notes).not.toMatch(/^## /m);
    const none = await run(process.execPath, ['scripts/release/notes.js', '1.2.3'], clone);
    expect(none).toMatchObject({ code: 1, stderr: 'CHANGELOG.md has nothing of version 1.2.3.\n' });
  });

  test('brings the lock file up to date, without an address in it', () => {
    const lock = JSON.parse(text('package-lock.json')) as { packages: Record<string, { version?: string }> };
    expect(lock.packages['packages/freelb']).toMatchObject({ version, dependencies: { '@advtrain/core': version } });
    expect(text('package-lock.json')).not.toContain('"resolved": "http');
  });

  test('commits all of it, and tags the commit as the workflow of releases expects', async () => {
    expect(await output('git', ['log', '-1', '--format=%s'], clone)).toBe(`Release ${version}\n`);
    expect(await output('git', ['tag', '--points-at', 'HEAD'], clone)).toBe(`v${version}\n`);
    expect(await output('git', ['status', '--porcelain'], clone)).toBe('');
    expect(readFileSync(join(root, '.github', 'workflows', 'release.yml'), 'utf8')).toContain("tags: ['v*.*.*']");
  });

  test('refuses where the changelog says of nothing new, and changes nothing', async () => {
    const again = await release('98.0.0');
    expect(again.code).not.toBe(0);
    expect(again.stdout + again.stderr).toContain('CHANGELOG.md has nothing under [Unreleased]: say what changed.');
    expect(await output('git', ['tag'], clone)).toBe(`v${version}\n`);
    expect(await output('git', ['status', '--porcelain'], clone)).toBe('');
  });
});
