import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../root.ts';

interface Mistake {
  readonly number: string;
  readonly what: string;
  readonly file: string;
  readonly find: string;
}

test('every mistake that `npm run mutations` plants still has exactly one place', async () => {
  const list = new URL('../../../../scripts/mutations/list.js', import.meta.url).href;
  const { MISTAKES } = (await import(list)) as { readonly MISTAKES: readonly Mistake[] };
  const places = MISTAKES.map(({ number, what, file, find }) => {
    const found = readFileSync(join(root, file), 'utf8').split(find).length - 1;
    return `${number} ${what}: ${String(found)}`;
  });
  expect(places).toEqual(MISTAKES.map(({ number, what }) => `${number} ${what}: 1`));
  expect(places.length).toBeGreaterThan(30);
});

test('`npm run mutations` plants those that are named, else all, and refuses what it does not know', async () => {
  const file = new URL('../../../../scripts/mutations/asked.js', import.meta.url).href;
  const { asked } = (await import(file)) as { readonly asked: (args: string[], numbers: string[]) => object };
  const numbers = ['1', '2', '7', '7'];
  expect(asked([], numbers)).toEqual({ write: false, help: false, numbers });
  expect(asked(['7', '--write'], numbers)).toEqual({ write: true, help: false, numbers: ['7'] });
  expect(asked(['--help'], numbers)).toMatchObject({ help: true });
  expect(() => asked(['1', '9'], numbers)).toThrow('There is no mistake 9: they are 1, 2, 7.');
  expect(() => asked(['--loud'], numbers)).toThrow(
    "Unknown option '--loud': npm run mutations -- --help lists what there is.",
  );
});
