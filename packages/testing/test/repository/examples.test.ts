import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '../process.ts';
import { root } from '../root.ts';

const elsewhere = mkdtempSync(join(tmpdir(), 'advtrain-examples-'));

afterAll(() => {
  rmSync(elsewhere, { recursive: true, force: true });
});

/** Runs an example to its end; what it printed, line by line, and what it said beside it. */
async function ended(example: string, args: readonly string[], env?: NodeJS.ProcessEnv) {
  const program = join(root, 'examples', example);
  const { code, stdout, stderr } = await run(process.execPath, [program, ...args], elsewhere, env);
  expect(code, stderr).toBe(0);
  return { lines: stdout.trimEnd().split('\n'), stderr };
}

async function printed(example: string, args: readonly string[]): Promise<readonly string[]> {
  return (await ended(example, args)).lines;
}

const share = String.raw`\d+\.\d %`;

describe('the examples, as built', () => {
  test('text: trains on sentences and counts what FreeLB says that it costs', async () => {
    const lines = await printed('text/train.js', ['24']);
    expect(lines).toEqual([
      expect.stringMatching(/^24 of (movie-review sentences|SpamAssassin e-mails).*; .*, on \w+$/),
      expect.stringMatching(`^before: ${share} right$`),
      expect.stringMatching(`^after: ${share} right, ${share} where word embeddings are attacked$`),
      "18 units in 3 steps; 18 by FreeLB's own account",
    ]);
  });

  test('text: goes on with mails, and learns, where neither pip nor native TensorFlow is', async () => {
    const home = join(elsewhere, 'home');
    mkdirSync(home);
    const bare = { HOME: home, PATH: dirname(home), XDG_CACHE_HOME: home, ADVTRAIN_CACHE: home, ADVTRAIN_WHEELS: '' };
    const { lines, stderr } = await ended('text/train.js', ['400'], bare);
    expect(stderr).toMatch(/^Fell back to telling spam from other mail .*: pip was not found /m);
    expect(lines[0]).toBe('400 of SpamAssassin e-mails; BERT of 2 layers × 128 from scratch, on wasm');
    const losses = lines.flatMap((line) => /^step \d+ of 50, loss (.*)$/.exec(line)?.[1] ?? []).map(Number);
    expect(losses).toHaveLength(5);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });

  test('images: trains naturally and with PGD, which costs three times as much', async () => {
    const [title, natural, pgd, ...rest] = await printed('images/train.js', ['50']);
    expect(title).toMatch(/^50 of MNIST's digits, on \w+; attacked by 20 steps of PGD within 0\.1 of every pixel$/);
    expect(natural).toMatch(new RegExp(`^natural: ${share} right, ${share} attacked, after 9 units$`));
    expect(pgd).toMatch(new RegExp(`^pgd: ${share} right, ${share} attacked, after 27 units$`));
    expect(rest).toEqual([]);
  });

  test('csv: trains on a file, saves the best epoch with its classes, and is what the README shows', async () => {
    const rows = Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? `good film ${i},ja` : `bad film ${i},nein`));
    writeFileSync(join(elsewhere, 'films.csv'), `text,label\n${rows.join('\n')}\n`);
    const command = join(root, 'packages', 'advtrain', 'bin', 'advtrain.js');
    const what = [
      '--method',
      'natural',
      '--data',
      'films.csv',
      '--model',
      'tiny-bert',
      '--steps',
      '1',
      '--out',
      'tiny',
    ];
    expect((await run(process.execPath, [command, 'train', ...what, '--quiet'], elsewhere)).code).toBe(0);
    const lines = await printed('csv/train.js', ['films.csv', 'tiny']);
    expect(lines.slice(0, 3)).toEqual(
      [1, 2, 3].map((n): unknown => expect.stringMatching(`^epoch ${n}: loss 0\\.\\d+, accuracy`)),
    );
    expect(lines[3]).toMatch(/^epoch [123] is saved in my-classifier$/);
    expect(lines.slice(4)).toEqual([
      expect.stringMatching(/^(ja|nein) 0\.\d+$/),
      expect.stringMatching(/^(ja|nein) 0\.\d+$/),
    ]);
    const asked = await run(process.execPath, [command, 'predict', 'my-classifier', '--text', 'good film'], elsewhere);
    expect(asked.stdout).toMatch(/ja|nein/);
    const program = readFileSync(join(root, 'examples/csv/train.js'), 'utf8');
    // Where the front page's "in 20 lines" leads, and the package's own page, have the program that was run.
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('in 20 lines](docs/your-csv.md#in-a-program)');
    for (const page of ['docs/your-csv.md', 'packages/evaluate/README.md'])
      expect(readFileSync(join(root, page), 'utf8')).toContain(program.slice(program.indexOf('import ')));
  });

  test('serve: classifies what is sent to a server that is there already', async () => {
    const rows = Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? `good film ${i},ja` : `bad film ${i},nein`));
    writeFileSync(join(elsewhere, 'films.csv'), `text,label\n${rows.join('\n')}\n`);
    const what = [
      '--method',
      'natural',
      '--data',
      'films.csv',
      '--model',
      'tiny-bert',
      '--steps',
      '4',
      '--out',
      'model',
    ];
    const command = join(root, 'packages', 'advtrain', 'bin', 'advtrain.js');
    const { code, stderr } = await run(process.execPath, [command, 'train', ...what, '--quiet'], elsewhere);
    expect(code, stderr).toBe(0);
    const child = spawn(process.execPath, [join(root, 'examples', 'serve', 'beside-pages.js'), 'model', '0'], {
      cwd: elsewhere,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const [address = ''] = /http:\S+/.exec(line) ?? [];
      const answer = await fetch(address, { method: 'POST', body: 'good film' });
      expect(await answer.text()).toMatch(/^(ja|nein) \(\d+ %\): good film\n$/);
      expect((await fetch(address, { method: 'POST', body: 'a'.repeat(20_000) })).status).toBe(413);
    } finally {
      child.kill('SIGTERM');
      await once(child, 'close');
    }
  });

  test('write-a-method: finds that its method is FreeLB without momentum, and another with it', async () => {
    const [without, own, cost, ...rest] = await printed('write-a-method/check.js', []);
    expect(without).toMatch(/^without momentum it is FreeLB, to the last bit: loss 0\.\d{4}, then 0\.\d{4}$/);
    expect(own).toMatch(/^with momentum it learns as well, another way: +loss 0\.\d{4}, then 0\.\d{4}$/);
    expect(cost).toBe('30 steps cost 270 units, 9 each, as it says');
    expect(rest).toEqual([]);
  });

  test('compare: two configurations of FreeLB and a method of its own, three seeds, with the report of the command', async () => {
    const bare = { HOME: elsewhere, PATH: elsewhere, XDG_CACHE_HOME: elsewhere, ADVTRAIN_CACHE: elsewhere };
    const folder = join(elsewhere, 'compare');
    mkdirSync(folder);
    const example = join(root, 'examples/compare/own-method.js');
    const { code, stderr } = await run(process.execPath, [example, '16'], folder, bare);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('[12/12] FreeLB, momentum, seed 3');
    const report = readFileSync(join(folder, 'own-method/report.html'), 'utf8');
    for (const title of ['natural, matched', 'FreeLB', 'freelb-5', 'FreeLB, momentum']) {
      expect(report).toContain(`</svg>${title}</li>`);
    }
    expect(readFileSync(join(folder, 'own-method/table.md'), 'utf8').match(/^\| /gm)).toHaveLength(6);
    const program = readFileSync(example, 'utf8').trimEnd().split('\n');
    expect(program.length).toBeLessThanOrEqual(25);
  });

  test('type-check against the built declarations', async () => {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    expect((await run(process.execPath, [tsc, '-p', 'examples'], root)).stdout).toBe('');
  });
});
