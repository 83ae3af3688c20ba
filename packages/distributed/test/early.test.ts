import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onBackends } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { freePorts } from '../src/launch/ports.ts';

const early = fileURLToPath(new URL('early.ts', import.meta.url));

/** Begins a rank of two, one of which is killed; gives how it ends and what it says. */
async function begun(rank: number, worker: readonly string[], gone: number) {
  const TF_CONFIG = JSON.stringify({ cluster: { worker }, task: { type: 'worker', index: rank } });
  const args = ['--conditions=@advtrain/source', '--import', 'tsx', early, String(gone)];
  const env = { ...process.env, TF_CONFIG, TF_CPP_MIN_LOG_LEVEL: '3' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { status, signal, out, at: performance.now() };
}

onBackends(['native'], () => {
  // Nobody launched them who would end the other.
  test.each([0, 1])(
    'where rank %i is gone before the first sum, the other names it within half a minute',
    async (gone) => {
      const workers = (await freePorts(2)).map((port) => `127.0.0.1:${port}`);
      const ended = await Promise.all([0, 1].map((rank) => begun(rank, workers, gone)));
      const lost = ended[gone]!;
      const other = ended[1 - gone]!;
      expect(lost.signal).toBe('SIGKILL');
      expect(other.out).toMatch(
        new RegExp(
          `^Rank ${gone} \\(${workers[gone]!}\\) (does not answer|is gone), and rank ${1 - gone} cannot go on alone: `,
        ),
      );
      expect(other.status).toBe(75);
      expect(other.at - lost.at).toBeLessThan(30_000);
    },
  );
});
