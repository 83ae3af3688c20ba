import { engine } from '@advtrain/engine';
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { output } from '../process.ts';
import { results } from '../root.ts';
import { otherNode } from './other-node.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-nodes-'));
const here = join(results, 'nodes');

const others = await Promise.all([22, 24].map(async (major) => ({ major, program: await otherNode(major, folder) })));

/** Native TensorFlow is tried where it is installed, and must be where `ADVTRAIN_REQUIRE_NATIVE` says so. */
const native =
  process.env.ADVTRAIN_REQUIRE_NATIVE === '1' ||
  (await engine({ backend: 'native' }).then(
    () => true,
    () => false,
  ));

/** Trains on a backend and prints the losses. The packages are those that were built, as Node finds them. */
const source = (backend: string) => `
  import { engine } from '@advtrain/engine';
  import { train } from '../../test/published/training.ts';
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
  mkdirSync(here, { recursive: true });
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
  test.skipIf(program === undefined)(`trains on WebAssembly as this Node does${reason(program)}`, async () => {
    const there = await trained(program!, 'wasm');
    expect(there.version).toMatch(new RegExp(`^v${String(major)}\\.`));
    expect(there.losses).toHaveLength(40);
    agrees(there, await trained(process.execPath, 'wasm'));
  });

  test.skipIf(program === undefined || !native)(
    `trains on native TensorFlow as this Node does${native ? reason(program) : ' (skipped: it is not installed)'}`,
    async () => {
      const there = await trained(program!, 'native');
      expect(there).toMatchObject({ backend: 'native' });
      agrees(there, await trained(process.execPath, 'native'));
    },
  );
});

function reason(program: string | undefined): string {
  return program === undefined ? ' (skipped: npm has no such Node, or cannot be reached)' : '';
}

function agrees(there: Trained, here: Trained): void {
  there.losses.forEach((loss, i) => {
    expect(loss).toBeCloseTo(here.losses[i]!, 4);
  });
}
