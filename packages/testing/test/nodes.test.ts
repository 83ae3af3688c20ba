import { build } from 'esbuild';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { output, run } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-nodes-'));
const here = join(import.meta.dirname, '..', 'test-results', 'nodes');

/** Another Node out of npm's packages of its programs, which need no install script; undefined where npm has none. */
async function otherNode(major: number): Promise<string | undefined> {
  const into = join(folder, String(major));
  const name = `node-${process.platform}-${process.arch}`;
  const { code } = await run(
    'npm',
    ['install', '--ignore-scripts', '--prefix', into, `${name}@${String(major)}`],
    folder,
  );
  const program = join(into, 'node_modules', name, 'bin', 'node');
  return code === 0 && existsSync(program) ? program : undefined;
}

const others = await Promise.all([22, 24].map(async (major) => ({ major, program: await otherNode(major) })));

/** Trains on a backend and prints the losses. The packages are those that were built, as Node finds them. */
const source = (backend: string) => `
  import { engine } from '@advtrain/engine';
  import { train } from '../../test/training.ts';
  const info = await engine({ backend: '${backend}' });
  console.log(JSON.stringify({ backend: info.backend, version: process.version, losses: train() }));
`;

interface Trained {
  readonly backend: string;
  readonly version: string;
  readonly losses: readonly number[];
}

async function trained(node: string, backend: string): Promise<Trained> {
  const text = await output(node, [join(here, `${backend}.mjs`)], folder);
  return JSON.parse(text.trim().split('\n').at(-1)!) as Trained;
}

beforeAll(async () => {
  for (const backend of ['wasm', 'native']) {
    await build({
      stdin: { contents: source(backend), resolveDir: here, loader: 'ts' },
      outfile: join(here, `${backend}.mjs`),
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
    });
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each(others)('Node $major', ({ major, program }) => {
  it.skipIf(program === undefined)('trains on WebAssembly as this Node does', async () => {
    const there = await trained(program!, 'wasm');
    expect(there.version).toMatch(new RegExp(`^v${String(major)}\\.`));
    const { losses } = await trained(process.execPath, 'wasm');
    there.losses.forEach((loss, i) => {
      expect(loss).toBeCloseTo(losses[i]!, 5);
    });
  });
});
