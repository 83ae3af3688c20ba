import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../root.ts';

/** What these tests read of a package.json or a tsconfig.json. */
interface Project {
  readonly name: string;
  readonly dependencies?: object;
  readonly peerDependencies?: object;
  readonly references?: readonly { readonly path: string }[];
}

function read(name: string, file: string): Project {
  return JSON.parse(readFileSync(join(root, 'packages', name, file), 'utf8')) as Project;
}

const names = new Map(readdirSync(join(root, 'packages')).map((name) => [read(name, 'package.json').name, name]));

test.each([...names.values()])('%s builds after what it depends on, and only after that', (name) => {
  const { dependencies, peerDependencies } = read(name, 'package.json');
  const needed = Object.keys({ ...dependencies, ...peerDependencies }).flatMap((each) => names.get(each) ?? []);
  const { references = [] } = read(name, 'tsconfig.json');
  expect(references.map(({ path }) => path).sort()).toEqual(needed.map((each) => `../${each}`).sort());
});
