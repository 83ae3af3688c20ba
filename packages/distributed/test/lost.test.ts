import { fileURLToPath } from 'node:url';
import { onBackends } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { launch } from '../src/index.ts';

const left = fileURLToPath(new URL('left.ts', import.meta.url));

onBackends(['native'], () => {
  test.each(['sum', 'sent', 'received'])(
    'where a process is gone what nobody guards (%s), such as a sum for a checkpoint, ends with 75 as well',
    async (asked) => {
      const said: string[] = [];
      const args = ['--conditions=@advtrain/source', '--import', 'tsx', left, asked];
      const status = await launch({ processes: 2, command: process.execPath, args, onLine: (line) => said.push(line) });
      expect([status, said.filter((line) => line.includes('status 1'))]).toEqual([75, []]);
    },
  );
});
