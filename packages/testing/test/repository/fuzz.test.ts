import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../process.ts';
import { root } from '../root.ts';

interface Failure {
  readonly problem: string;
  readonly input: string;
}

const module = (name: string) => import(new URL(`../../../../scripts/fuzz/${name}.js`, import.meta.url).href);
const { campaign } = (await module('campaign')) as {
  campaign: (
    target: string,
    options: { onFailure: (failure: Failure) => void } & Record<string, unknown>,
  ) => Promise<unknown>;
};
const { complaint } = (await module('judge')) as { complaint: (error: unknown) => string | undefined };
const fuzz = (...args: readonly string[]) => run(process.execPath, ['scripts/fuzz/main.js', ...args], root);

/** A target whose reader fails for what begins with `head` only, which it looks at letter by letter. */
function planted(head: string, failure: string): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'planted-')), 'targets');
  mkdirSync(folder);
  const path = join(folder, 'planted.js');
  const letters = Array.from(Buffer.from(head));
  const nested = letters.map((code, at) => `if (input[${String(at)}] === ${String(code)}) {`).join(' ');
  const code = `export default { seeds: () => [Buffer.from('a seed of some length')], run(input) { ${nested} ${failure} ${'}'.repeat(head.length)} } };`;
  writeFileSync(path, code);
  return path;
}

async function failuresOf(target: string) {
  const failures: Failure[] = [];
  await campaign(target, { minutes: 0.1, patience: 2, seed: 1, onFailure: (failure) => failures.push(failure) });
  return failures.map(({ problem, input }) => ({ problem, input: Buffer.from(input, 'base64').toString() }));
}

describe('npm run fuzz', () => {
  test('finds what only an input with three right bytes in turn reaches, and gives the least that fails', async () => {
    const failures = await failuresOf(planted('"\r,', 'null.length;'));
    expect(failures).toEqual([
      { problem: "TypeError: Cannot read properties of null (reading 'length')", input: '"\r,' },
    ]);
  });

  test('finds an input that hangs, and one that ends the process', async () => {
    const [hanging] = await failuresOf(planted('"', 'for (;;);'));
    expect(hanging?.problem).toBe('hangs');
    const [ending] = await failuresOf(planted('"', "process.kill(process.pid, 'SIGSEGV');"));
    expect(ending?.problem).toMatch(/^ends the process \(SIGSEGV\)/);
  });

  test('takes one sentence of an error, and no word of insides', () => {
    expect(complaint(new Error('x.csv has no rows: give it some.'))).toBeUndefined();
    expect(complaint(new Error('x.json is not JSON (Unexpected token): get it again.'))).toBeUndefined();
    expect(complaint(new TypeError('x is not a function'))).toMatch(/^TypeError/);
    expect(complaint(new Error('The length is undefined: get it again.'))).toMatch(/insides/);
    expect(complaint(new Error('unexpected EOF'))).toMatch(/no sentence/);
    expect(complaint('a text')).toMatch(/no Error/);
  });

  test.each(['safetensors', 'checkpoint', 'zip', 'hub'])('finds nothing in what reads %s', async (name) => {
    const { code, stdout } = await fuzz(name, '--runs', '150', '--minutes', '1');
    expect(stdout).toMatch(/, 0 failures/);
    expect(code).toBe(0);
  });

  test.each(['model-config', 'cifar', 'png', 'results'])('what it once found in %s is mended', async (name) => {
    const { code, stdout } = await fuzz(name, '--runs', '0', '--minutes', '1');
    expect(stdout).toMatch(/, 0 failures/);
    expect(code).toBe(0);
  });

  test('refuses what is no target in a sentence that lists them', async () => {
    const { code, stderr } = await fuzz('gif');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^NAME is gif, but must be all or one of safetensors, /);
  });
});
