import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { engine } from '@advtrain/engine';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCase } from '../src/cases/read-case.ts';
import { skipReason } from '../src/subject/methods.ts';
import { line } from '../src/report.ts';
import { runCase } from '../src/run.ts';
import { root } from '../../testing/test/root.ts';

const fixtures = join(root, 'reference', 'fixtures');
const golden = process.env['ADVTRAIN_GOLDEN'];

describe.skipIf(golden)('golden cases of the official codes', () => {
  test.skip('are not there: ADVTRAIN_GOLDEN names the folder that holds them', () => undefined);
});

const cases = [fixtures, ...(golden === undefined ? [] : [golden])].flatMap((root) =>
  readdirSync(root)
    .map((name) => ({ name, folder: join(root, name) }))
    .filter(({ folder }) => existsSync(join(folder, 'case.json')))
    .map((found) => ({ ...found, reason: skipReason(readCase(found.folder)) })),
);

test('there are fixtures of the reference scripts', () => {
  expect(cases.filter(({ folder }) => folder.startsWith(fixtures)).length).toBeGreaterThan(30);
});

const native = await engine({ backend: 'native' }).then(
  () => true,
  () => false,
);

describe.each(['native', 'wasm', 'cpu'] as const)('golden cases on %s', (backend) => {
  beforeAll(async () => {
    if (backend !== 'native' || native) await engine({ backend });
  });
  const absent = backend === 'native' && !native;
  if (absent && process.env['ADVTRAIN_REQUIRE_NATIVE'] === '1') {
    test('have the native engine that ADVTRAIN_REQUIRE_NATIVE asks for', () => expect.fail('It is not installed.'));
  }
  for (const { name, folder, reason } of cases) {
    test.skipIf(absent || reason !== undefined)(reason === undefined ? name : `${name}: ${reason}`, () => {
      const outcome = runCase(folder, name);
      expect(outcome.status, line(outcome)).toBe('passed');
    });
  }
});
