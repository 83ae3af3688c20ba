import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { comparisonSchema, madeNow, resultsSchema } from '../../src/index.ts';
import { example, exampleRun } from '../example.ts';
import { schemaMistakes } from './schema-mistakes.ts';

const file = new URL('../../results.schema.json', import.meta.url);

// `npx vitest -u` writes it anew.
test('the schema that is published is that of the types', async () => {
  await expect(`${JSON.stringify(comparisonSchema, null, 2)}\n`).toMatchFileSnapshot(file.pathname);
  const published = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  expect(published).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: resultsSchema });
});

test('results are as the schema says, with a number that is none, and with all that they state of themselves', () => {
  const diverged = exampleRun('yopo', 1, {
    status: 'diverged',
    failure: 'it diverged.',
    curve: [{ step: 1, units: 3, loss: Number.NaN }],
    scores: { development: { matthews: Number.NaN } },
    lostAt: [0, 0.05, null],
  });
  const made = madeNow({ backend: 'native', version: '2.21.0' }, 'advtrain compare');
  expect(schemaMistakes({ ...example([1], [diverged]), $schema: resultsSchema, made })).toEqual([]);
});

test.each([
  ['what it does not know', { surprise: 1 }, ' must NOT have additional properties surprise'],
  ['what has another format', { format: 2 }, '/format must be equal to constant'],
  ['what has no runs', { runs: undefined }, "must have required property 'runs'"],
  [
    'an accuracy that is no share',
    { runs: [exampleRun('pgd', 1, { accuracy: { a: 87 } })] },
    '/runs/0/accuracy/a must be <= 1',
  ],
])('the schema refuses %s', (_, change, mistake) => {
  expect(schemaMistakes({ ...example([1]), ...change })).toEqual([mistake.trim()]);
});
