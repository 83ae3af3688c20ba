import { fileURLToPath } from 'node:url';
import { onBackends } from '@advtrain/testing';
import { expect, test } from 'vitest';
import { launch } from '../src/index.ts';

const given = fileURLToPath(new URL('given.ts', import.meta.url));

onBackends(['native'], () => {
  test('tensors that one of three processes each has are in all of them, and sums in one order are sums, recorded or not', async () => {
    const args = ['--conditions=@advtrain/source', '--import', 'tsx', given];
    expect(await launch({ processes: 3, command: process.execPath, args })).toBe(0);
  });
});
