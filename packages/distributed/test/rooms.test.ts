import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onBackends } from '@advtrain/testing';
import { afterAll, expect, test } from 'vitest';
import { launch } from '../src/index.ts';

const rooms = fileURLToPath(new URL('rooms.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'advtrain-rooms-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

onBackends(['native'], () => {
  test('a checkpoint says the same in all processes, and gives each what it knew of its own recordings', async () => {
    const args = ['--conditions=@advtrain/source', '--import', 'tsx', rooms, folder];
    expect(await launch({ processes: 2, command: process.execPath, args })).toBe(0);
    const [first, second] = [0, 1].map(
      (rank) => JSON.parse(readFileSync(join(folder, `${rank}.json`), 'utf8')) as Record<string, unknown>,
    );
    expect(second!['metadata']).toEqual(first!['metadata']);
    // Their parts of batches have unlike shapes, and where rank 1 has none it stands in.
    expect(second!['before']).not.toEqual(first!['before']);
    for (const { before, after } of [first!, second!]) expect(after).toEqual(before);
  });
});
