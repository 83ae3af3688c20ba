import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { advtrain } from '../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-pipes-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(process.platform === 'win32')(
  'a pipe in place of a file is refused in a sentence, and not waited for:',
  () => {
    test.each(['--data', '--config'])('%s', async (option) => {
      const path = join(folder, `pipe${option}.csv`);
      execFileSync('mkfifo', [path]);
      const asked = ['compare', '--dry-run', '--model', 'scratch', '--backend', 'wasm', option, path];
      const { code, err } = await advtrain(asked, {
        hear: (child) => setTimeout(() => child.kill('SIGKILL'), 60_000).unref(),
      });
      expect(err).toContain(`${path} could not be read: it is a pipe or a device, not a file`);
      expect([1, 2]).toContain(code);
    });
  },
);
