import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../process.ts';
import { root } from '../root.ts';

const { version } = JSON.parse(readFileSync(join(root, 'packages/core/package.json'), 'utf8')) as { version: string };
const left = ['@advtrain/fgm', '@advtrain/vat'];
const there = new Set(
  readdirSync(join(root, 'packages'))
    .map((name) => JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as { name: string })
    .map(({ name }) => name)
    .filter((name) => !left.includes(name)),
);
let refuses: string | undefined;

/** A registry that has these packages, and takes more. */
const registry = createServer((request, answer) => {
  const name = decodeURIComponent(request.url!.slice(1));
  request.resume().on('end', () => {
    if (request.method === 'PUT') {
      if (name !== refuses) there.add(name);
      answer.writeHead(name === refuses ? 403 : 201).end('{}');
    } else answer.writeHead(there.has(name) ? 200 : 404).end(JSON.stringify({ versions: { [version]: {} } }));
  });
});
const folder = mkdtempSync(join(tmpdir(), 'publish-'));

const published = async () => {
  const address = `127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  const login = join(folder, 'npmrc');
  writeFileSync(login, `//${address}:_authToken=anybody\n`);
  const settings = ['--registry', `http://${address}`, '--userconfig', login, '--ignore-scripts', '--provenance=false'];
  return run(process.execPath, [join(root, 'scripts/release/publish.js'), ...settings], root);
};

beforeAll(async () => new Promise<void>((resolve) => void registry.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  registry.close();
  rmSync(folder, { recursive: true });
});

test('what is published already is passed over, so that a release which failed half-way is done again', async () => {
  refuses = '@advtrain/fgm';
  const first = await published();
  expect(first.code).toBe(1);
  expect(first.stderr).toContain(`@advtrain/fgm ${version} could not be published`);
  expect(there).not.toContain('@advtrain/vat');
  refuses = undefined;
  expect((await published()).code).toBe(0);
  for (const name of left) expect(there).toContain(name);
  const last = await published();
  expect(last.stdout).toContain(`@advtrain/vat ${version} is published already.`);
  expect(last.code).toBe(0);
}, 120_000);
