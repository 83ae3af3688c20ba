import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advtrain } from '../../advtrain.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-controls-'));
const at = (name: string) => join(folder, name);
const escape = '\u001b';

beforeAll(() => {
  // The class sets the title of a terminal.
  const rows = Array.from(
    { length: 40 },
    (_, row) => `film ${row},${row % 2 ? `good${escape}]0;mine\u0007` : 'bad'}\n`,
  );
  writeFileSync(at('films.csv'), `text,label\n${rows.join('')}`);
  const attack = { steps: 1, radii: [0.1], examples: 4 };
  const config = { data: at('films.csv'), model: 'tiny-bert', batchSize: 8, epochs: 1, maxLength: 8, attack };
  writeFileSync(at('config.json'), JSON.stringify(config));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('of what is very long in a file a sentence shows the beginning, and its remedy', async () => {
  writeFileSync(at('long.json'), JSON.stringify({ ['x'.repeat(5000)]: 1 }));
  const { code, err } = await advtrain(['compare', '--config', at('long.json'), '--out', at('none')]);
  expect(code).toBe(2);
  expect(err).toMatch(
    /^advtrain: \S+long\.json: it has no "x+ … .*budget, grid, attack, measure and wordAttack.*\.\n$/,
  );
  expect(err.length).toBeLessThan(1100);
});

describe('control characters of data reach no terminal', () => {
  test('out of an option that is refused', async () => {
    const { code, err } = await advtrain(['compare', '--data', `no${escape}[2Jfile.csv`, '--out', at('none')]);
    expect(code).toBe(2);
    expect(err).toContain('--data is no\\u001b[2Jfile.csv');
    expect(err).not.toContain(escape);
  });

  test('out of class names, in what is said, in the table and in its file', async () => {
    const args = [
      'compare',
      '--methods',
      'natural',
      '--config',
      at('config.json'),
      '--backend',
      'wasm',
      '--out',
      at('c'),
    ];
    const { code, out, err } = await advtrain(args);
    expect({ code, err: err.includes(escape), out: out.includes(escape) }).toEqual({ code: 0, err: false, out: false });
    expect(err).toContain('good\\u001b]0;mine\\u0007');
    expect(readFileSync(at('c/table.md'), 'utf8')).not.toContain(escape);
  });
});
