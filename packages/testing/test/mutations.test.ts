import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');

interface Mistake {
  readonly number: string;
  readonly what: string;
  readonly file: string;
  readonly find: string;
}

it('every mistake that `npm run mutations` plants still has exactly one place', async () => {
  const list = new URL('../../../scripts/mutations/list.js', import.meta.url).href;
  const { MISTAKES } = (await import(list)) as { readonly MISTAKES: readonly Mistake[] };
  const places = MISTAKES.map(({ number, what, file, find }) => {
    const found = readFileSync(join(root, file), 'utf8').split(find).length - 1;
    return `${number} ${what}: ${String(found)}`;
  });
  expect(places).toEqual(MISTAKES.map(({ number, what }) => `${number} ${what}: 1`));
  expect(places.length).toBeGreaterThan(30);
});
