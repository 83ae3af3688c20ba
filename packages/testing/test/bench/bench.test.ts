import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { handwritten, writePage } from '../../../../bench/tasks/page-file.ts';
import { interleaved } from '../../../../bench/sides/interleaved.ts';
import { page as powerPage } from '../../../../bench/tasks/power-page.ts';
import { page as precisionPage } from '../../../../bench/tasks/precision-page.ts';
import { formatted, row } from '../../../../bench/sides/row.ts';
import { settingsOf } from '../../../../bench/settings.ts';
import { quantile, summarise } from '../../../../bench/sides/statistics.ts';
import { tokensAgainst } from '../../../../bench/sides/tokens/tokens-against.ts';
import { startWorker, type Request, type Worker } from '../../../../bench/workers/worker.ts';
import { run } from '../process.ts';
import { root } from '../root.ts';

const folder = mkdtempSync(join(tmpdir(), 'advtrain-bench-'));
const log = join(folder, 'log');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that logs its name at every step, and says that its n-th step took n times `ms`. */
const program = `
  const [name, ms, log] = process.argv.slice(1);
  let steps = 0;
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const request = JSON.parse(line);
    if (request.do === 'die') process.exit(3);
    if (request.do === 'fail') return console.log(JSON.stringify({ error: 'It does not fit.' }));
    require('node:fs').appendFileSync(log, name);
    console.log(JSON.stringify({ ms: ++steps * ms }));
  });`;

function worker(name: string, ms: number): Worker {
  return startWorker([process.execPath, '-e', program, name, String(ms), log], {});
}

describe('the statistics of a bench', () => {
  test('interpolate quantiles between neighbours', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((share) => quantile([4, 1, 3, 2], share))).toEqual([1, 1.75, 2.5, 3.25, 4]);
    expect(() => quantile([], 0.5)).toThrow('A sample without numbers has no quantiles.');
  });

  test('take the ratio within a turn, so that a slow turn on both sides leaves it', () => {
    const turns = [10, 100, 1000].map((slowness) => ({ ours: 2 * slowness, peer: 4 * slowness }));
    expect(summarise(turns)).toEqual({ ratio: 0.5, spread: 0, quartiles: [0.5, 0.5], ours_ms: 200, peer_ms: 400 });
  });

  test('give as spread the distance between the quartiles of the ratios', () => {
    const turns = [1, 2, 3, 4, 5].map((ours) => ({ ours, peer: 1 }));
    expect(summarise(turns)).toMatchObject({ ratio: 3, spread: 2, quartiles: [2, 4] });
  });
});

describe('a row', () => {
  const summary = summarise([{ ours: 50, peer: 100 }]);

  test('has what its reader is promised', () => {
    const made = row('natural', summary, 1, { ours: { bytes: 1e9 }, peer: { bytes: 2e9 } });
    expect(Object.keys(made)).toEqual(expect.arrayContaining(['name', 'ratio', 'spread', 'ours_ms', 'peer_ms']));
    expect(formatted(made).split(/ {2,}/)).toEqual([
      'natural',
      '0.50',
      '0.50–0.50',
      '50.0 ms',
      '100 ms',
      '1.00 GB',
      '2.00 GB',
    ]);
  });
});

describe('an interleaved measurement', () => {
  test('takes turns, and counts none of the warm-up', async () => {
    const workers = [worker('A', 1), worker('B', 10)];
    const times = await interleaved(workers, { warmUp: 2, turns: [3, 3], seconds: 60 });
    await Promise.all(workers.map((each) => each.close()));
    expect(readFileSync(log, 'utf8')).toBe('ABABABABAB');
    expect(times).toEqual([
      [3, 4, 5],
      [30, 40, 50],
    ]);
  });

  test('takes the least number of turns however long they last, and no more when its time is over', async () => {
    const workers = [worker('A', 1)];
    const [times] = await interleaved(workers, { warmUp: 0, turns: [2, 9], seconds: 0 });
    await workers[0]!.close();
    expect(times).toEqual([1, 2]);
  });

  test('fails with the sentence of a worker that cannot, and with one of its own where a worker has died', async () => {
    const one = worker('A', 1);
    await expect(one.ask({ do: 'fail' })).rejects.toThrow(/^It does not fit\.$/);
    await expect(one.ask({ do: 'die' })).rejects.toThrow('ended while it was asked to die: see what it wrote above.');
    await one.close();
    const none = startWorker([join(folder, 'no-such-program')], {});
    await expect(none.ask({ do: 'step' })).rejects.toThrow('no-such-program ended');
  });
});

describe('the tokens of both sides', () => {
  /** A side whose ids are the lengths of the texts' words, but for those of one text. */
  const side = (ms: number, wrong?: string): Worker => ({
    ask: <Answer>({ texts }: Request) => {
      const ids = (texts as string[]).map((text) =>
        text === wrong ? [0] : text.split(' ').map(({ length }) => length),
      );
      return Promise.resolve({ ms, ids, types: ids.map((each) => each.map(() => 0)) } as Answer);
    },
    close: () => Promise.resolve(),
  });
  const sequences = { texts: Array.from({ length: 4500 }, (_, at) => `text ${at}`) };
  const cell = { name: 'bert glue/rte dev', folder, sequences };

  test('are compared a few thousand texts at a time, and the time of each part counts', async () => {
    const said: string[] = [];
    const result = await tokensAgainst(cell, [side(30), side(10)], (sentence) => said.push(sentence));
    expect(result).toMatchObject({ ratio: 3, turns: 3, texts: 4500, different: 0 });
    expect(said).toEqual([]);
  });

  test('are told where they differ, with the text and what either side makes of it', async () => {
    const said: string[] = [];
    const result = await tokensAgainst(cell, [side(1, 'text 4321'), side(1)], (sentence) => said.push(sentence));
    expect(result).toMatchObject({ texts: 4500, different: 1 });
    expect(said).toEqual([
      'bert glue/rte dev: "text 4321" has ids and segments [[0],[0]] here, and [[4,4],[0,0]] in Python.',
    ]);
  });
});

describe('npm run bench', () => {
  const bench = (...args: string[]) =>
    run(process.execPath, ['--conditions=@advtrain/source', '--import', 'tsx', 'bench/main.ts', ...args], root);

  test.each([
    [
      [],
      'No benchmark is named: choose one of step, overhead, accuracy, growth, lora, windows, attacks, queries, tokenizers, precision, glue, mnist, robust, power, calibration, words, harden, scaling.',
    ],
    [
      ['speed'],
      'The benchmark is "speed", but must be one of step, overhead, accuracy, growth, lora, windows, attacks, queries, tokenizers, precision, glue, mnist, robust, power, calibration, words, harden, scaling.',
    ],
    [['step', 'growth'], '"growth" is one benchmark too many: run one at a time.'],
    [['step', '--loud'], "Unknown option '--loud': npm run bench -- --help lists what there is."],
    [['step', '--threads', '0'], '--threads is 0, but must be a whole number of at least 1.'],
    [['step', '--precision', 'fp8'], '--precision is "fp8", but must be one of fp32, bf16.'],
    [['step', '--tasks', 'glue/rte'], '--tasks is no option of step: npm run bench -- --help lists whose it is.'],
    [['glue', '--threads', '1'], '--threads is no option of glue'],
    [['glue', '--tasks', 'glue/wnli'], '--tasks has glue/wnli, but must be of glue/sst2, '],
    [['glue', '--seeds', '0'], '--seeds is 0, but must be a whole number of at least 1.'],
    [['calibration', '--tasks', 'glue/wnli'], '--tasks has glue/wnli, but must be of reviews, '],
    [['precision', '--tasks', 'glue/rte'], '--tasks is no option of precision'],
    [['tokenizers', '--compile', 'off'], '--compile is no option of tokenizers'],
    [['robust'], 'robust attacks a net of yours: name its folder with --folder.'],
    [['robust', '--folder', 'x', '--examples', '0'], '--examples is 0, but must be a whole number of at least 1.'],
    [['harden', '--examples', '9'], '--examples is no option of harden'],
    [['scaling', '--seeds', '2'], '--seeds is no option of scaling'],
    [['mnist', '--seconds', '0'], '--seconds is 0, but must be above 0.'],
    [['mnist', '--net', 'lenet'], '--net is lenet, but must be one of yopo-mnist, fast-mnist.'],
    [['step', '--compile', 'yes'], '--compile is "yes", but must be one of auto, function, xla, off.'],
  ])('refuses a wrong command line with a sentence (%#)', (args, sentence) => {
    expect(() => settingsOf(args)).toThrow(sentence);
  });

  test('writes no page of a quick run, unless it is told where', () => {
    expect(settingsOf(['mnist', '--quick'])).toMatchObject({ seconds: 5, out: undefined });
    expect(settingsOf(['mnist', '--quick', '--out', 'x.md'])).toMatchObject({ out: 'x.md' });
    expect(settingsOf(['glue', '--quick'])).toMatchObject({ tasks: ['glue/rte'], examples: 8, out: undefined });
    expect(settingsOf(['calibration', '--quick'])).toMatchObject({ tasks: ['reviews'], seeds: 1, out: undefined });
    expect(settingsOf(['calibration'])).toMatchObject({ seeds: 3, out: join(root, 'bench', 'calibration.md') });
    expect(settingsOf(['words'])).toMatchObject({ seeds: 3, out: join(root, 'bench', 'words.md') });
    expect(settingsOf(['words', '--neighbours', 'n.json'])).toMatchObject({ neighbours: 'n.json', out: undefined });
    const images = join(root, 'docs', 'images');
    expect(settingsOf(['scaling'])).toMatchObject({ images, out: join(root, 'bench', 'scaling.md') });
    expect(settingsOf(['scaling', '--out', 'mine/links.md'])).toMatchObject({ images: 'mine', out: 'mine/links.md' });
    expect(settingsOf(['harden'])).toMatchObject({ seeds: 3, out: join(root, 'bench', 'harden.md') });
    expect(settingsOf(['harden', '--seeds', '2'])).toMatchObject({ seeds: 2, out: undefined });
    expect(settingsOf(['precision'])).toMatchObject({ seeds: 5, out: join(root, 'bench', 'precision.md') });
    expect(settingsOf(['power'])).toMatchObject({ quick: false, out: join(root, 'bench', 'power.md') });
    expect(settingsOf(['glue'])).toMatchObject({ seeds: undefined, out: join(root, 'bench', 'glue.md') });
    // A part of the page would take the place of the whole.
    for (const part of [
      ['--tasks', 'glue/rte'],
      ['--seeds', '1'],
      ['--examples', '9'],
    ])
      expect(settingsOf(['glue', ...part])).toMatchObject({ out: undefined });
  });

  test('says of bfloat16 whether its difference is within the noise of the seeds', () => {
    const info = { data: 'sentences', model: 'a model', parameters: 1, classes: [], sets: [], notes: [] };
    const contrasts = [
      { method: 'natural', fp32: [0.8, 0.82, 0.84], bf16: [0.81, 0.82, 0.84] },
      { method: 'freelb', fp32: [0.8, 0.82, 0.84], bf16: [0.75, 0.77, 0.79] },
      { method: 'pgd', fp32: [0.8], bf16: [0.8] },
    ];
    const rows = precisionPage(contrasts, { info: { ...info, trainExamples: 10 }, backend: 'native' }).split('\n');
    expect(rows.slice(-4, -1)).toEqual([
      '| natural | 3 | 82.0 | 82.3 | 2.0 | 0.3 | 1.00 | yes |',
      '| freelb | 3 | 82.0 | 77.0 | 2.0 | -5.0 | 0.25 | no |',
      '| pgd | 1 | 80.0 | 80.0 | – | 0.0 | 1.00 | one seed tells nothing |',
    ]);
  });

  test('says how often so many seeds find a difference, a row a number of seeds', () => {
    const found = [{ sd: 2, alone: 0.35, ofFive: 0.012 }];
    const rows = powerPage([{ seeds: 6, found, wrong: 0 }], { comparisons: 2000, difference: 2 })
      .trimEnd()
      .split('\n');
    expect(rows.slice(-3)).toEqual([
      '| seeds | spread 2 | 2, of five | itself |',
      '| ---: | ---: | ---: | ---: |',
      '| 6 | 35 | 1.2 | 0.0 |',
    ]);
  });

  test('keeps what was written by hand when it writes a page anew', async () => {
    const path = join(folder, 'page.md');
    await writePage(path, '# First\n');
    expect(readFileSync(path, 'utf8')).toBe('# First\n');
    writeFileSync(path, `# First\n\n${handwritten}\n\n## What it shows\n`);
    await writePage(path, '# Second\n');
    expect(readFileSync(path, 'utf8')).toBe(`# Second\n\n${handwritten}\n\n## What it shows\n`);
  });

  test('ends with 2 and that sentence alone, and prints nothing on standard output', async () => {
    const { code, stdout, stderr } = await bench('speed', '--json');
    expect(stderr).toBe(
      'The benchmark is "speed", but must be one of step, overhead, accuracy, growth, lora, windows, attacks, queries, tokenizers, precision, glue, mnist, robust, power, calibration, words, harden, scaling.\n',
    );
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('explains itself', async () => {
    const { code, stdout } = await bench('--help');
    expect(stdout).toMatch(/^Usage: npm run bench -- BENCHMARK/);
    expect(code).toBe(0);
  });

  test('refuses a Python without PyTorch before anything is measured', async () => {
    const bare = join(folder, 'python');
    writeFileSync(bare, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const { code, stdout, stderr } = await bench('step', '--json', '--python', bare);
    expect(stderr).toContain(`--python is ${bare}, but that is no Python with torch and transformers`);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
