import { naturalEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { expect, test } from 'vitest';
import { settled } from '../../src/asked.ts';
import { identityOf, sharedBy } from '../../src/run/identity.ts';
import { version } from '../../src/version.ts';
import { tinyAttack, tinyTask, tinyTraining } from '../tiny-task.ts';

test('a result of another version of the packages is not taken as finished: runs have other keys', async () => {
  await engine({ backend: 'cpu' });
  const what = settled({ methods: [naturalEntry], task: await tinyTask(), ...tinyTraining, attack: tinyAttack });
  const shared = sharedBy(what, 'wasm', undefined);
  expect(shared).toMatchObject({ version });
  const key = async (given: typeof shared) => {
    const about = { what, shared: given, lengths: { row: 1, token: 1 }, matched: new Map<string, number>() };
    return (await identityOf({ entry: naturalEntry, options: {} }, 1, about as never)).key;
  };
  expect(await key(shared)).toBe(await key(shared));
  expect(await key({ ...(shared as object), version: '0.0.1' })).not.toBe(await key(shared));
});
