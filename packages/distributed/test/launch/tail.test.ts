import { Readable } from 'node:stream';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { tailOf } from '../../src/launch/tail.ts';

async function tail(chunks: readonly string[], most: number): Promise<readonly string[]> {
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const { lines } = tailOf(stream, most);
  await once(stream, 'end');
  return lines();
}

test('of a stream the last lines are kept, however they come', async () => {
  expect(await tail(['a\nb', 'c\r\nd\n', 'e'], 3)).toEqual(['bc', 'd', 'e']);
  expect(await tail(['\n\n'], 3)).toEqual(['', '']);
  expect(await tail([], 3)).toEqual([]);
});

test('a character that comes in two parts is whole', async () => {
  const character = Buffer.from('ε');
  const stream = Readable.from([character.subarray(0, 1), character.subarray(1)]);
  const { lines } = tailOf(stream, 3);
  await once(stream, 'end');
  expect(lines()).toEqual(['ε']);
});

test('a flood without an end keeps no more than the end of it', async () => {
  const kept = await tail(
    Array.from({ length: 100 }, () => 'x'.repeat(10_000)),
    3,
  );
  expect(kept.map((line) => line.length)).toEqual([2000]);
});
