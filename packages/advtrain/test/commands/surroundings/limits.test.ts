import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const launcher = fileURLToPath(new URL('../../../bin/advtrain.js', import.meta.url));

/** What the built command says in a shell with a limit. */
function limited(limit: string): Promise<{ code: number; out: string; err: string }> {
  const command = `ulimit ${limit} && exec "${process.execPath}" "${launcher}" methods`;
  return new Promise((resolve) => {
    execFile('sh', ['-c', command], { env: { ...process.env, ADVTRAIN_BUILT: '1' } }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

describe.skipIf(process.platform === 'win32')('a process that may', () => {
  // Some versions of Node read a module after the other, and get by with few.
  test.each([64, 110])('open %i files has enough, or says so in one sentence', async (files) => {
    const { code, out, err } = await limited(`-n ${files}`);
    if (code === 0) expect(out).toContain('freelb');
    else {
      expect(code).toBe(1);
      expect(err).toBe(
        'advtrain: This process may not open as many files as it needs: raise that limit of the shell (ulimit -n).\n',
      );
    }
  });

  test.skipIf(process.platform !== 'linux')('use 6 GB of addresses is said so, or has what it asked for', async () => {
    const { code, out, err } = await limited('-v 6000000');
    if (code === 0) expect(out).toContain('freelb');
    else expect(err).toMatch(/^advtrain: This process may not use as much memory as it needs: [^\n]*\n$/);
  });
});
