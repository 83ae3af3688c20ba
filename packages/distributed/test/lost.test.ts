import { fileURLToPath } from 'node:url';
import { onBackends } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { launch } from '../src/index.ts';

const left = fileURLToPath(new URL('left.ts', import.meta.url));

onBackends(['native'], () => {
  test.each(['sum', 'broadcast'])(
    'where a process is gone a %s that nobody guards, such as one for a checkpoint, ends with 75 as well',
    async (asked) => {
      const said: string[] = [];
      const args = ['--conditions=@advtrain/source', '--import', 'tsx', left, asked];
      const status = await launch({ processes: 2, command: process.execPath, args, onLine: (line) => said.push(line) });
      expect([status, said.filter((line) => line.includes('status 1'))]).toEqual([75, []]);
    },
    120_000,
  );
});
