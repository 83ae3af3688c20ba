import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { silentReporter } from '@advtrain/engine/fetch';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { BadRow } from '../src/files/bad-row.ts';
import { take } from '../src/examples/examples.ts';
import { loadSplit, streamSplit } from '../src/tasks/load-task.node.ts';
import { presentSplits } from '../src/tasks/present.node.ts';
import { metrics } from '../src/metrics/metrics.ts';
import { recipes } from '../src/recipes/index.ts';
import { task, tasks } from '../src/catalogue/tasks.ts';
import { serveHub, type LocalHub } from '../../engine/test/hub-server.ts';

const { ADVTRAIN_DATA: data } = process.env;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tasks-'));
});

async function file(path: string, content: string): Promise<string> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
  return join(folder, path);
}

describe('tasks', () => {
  test('are all of GLUE with its diagnostic set, AdvGLUE, ARC, CommonsenseQA, reviews, mails and images', () => {
    const names = tasks.map(({ name }) => name);
    expect(names.slice(0, 10).map((name) => name.replace('glue/', ''))).toEqual(
      ['cola', 'sst2', 'mrpc', 'qqp', 'stsb', 'mnli', 'qnli', 'rte', 'wnli', 'ax'], // the order of its paper
    );
    expect(names.filter((name) => name.startsWith('advglue/'))).toHaveLength(6);
    const rest = ['arc/easy', 'arc/challenge', 'commonsenseqa', 'reviews', 'spam-assassin', 'mnist', 'cifar10'];
    expect(names).toEqual(expect.arrayContaining(rest));
    expect(new Set(names).size).toBe(names.length);
  });

  test('have the published hyper-parameters of each method', () => {
    const found = task('glue/rte').recipes.filter(({ model }) => model === 'roberta-large');
    expect(found.map(({ method }) => method).sort()).toEqual(['freelb', 'natural', 'r3f', 'yopo']);
    const freelb = found.find(({ method }) => method === 'freelb');
    expect(freelb).toMatchObject({
      options: { radius: 0.15, stepSize: 0.03 },
      training: { steps: 2036, learningRate: 1e-5 },
    });
    expect(tasks.flatMap(({ recipes }) => recipes)).toHaveLength(recipes.length);
  });

  test('have figures of the FreeLB paper that are called the medians of five seeds that they are', () => {
    // Its Table 2: RoBERTa-large on development sets.
    const figures = ['rte', 'sst2', 'mrpc', 'cola', 'stsb'].flatMap((name) =>
      task(`glue/${name}`).recipes.flatMap(({ method, model, published }) =>
        model === 'roberta-large' && method !== 'yopo' && published !== undefined ? [published] : [],
      ),
    );
    expect(figures).toHaveLength(18);
    for (const figure of figures) expect(figure).toContain('median of five seeds');
  });

  test('each have metrics that fit, class names where there are classes, and rows in every split', () => {
    for (const each of tasks) {
      expect(Object.keys(metrics)).toEqual(expect.arrayContaining([...each.metrics]));
      expect(each.labelNames.length > 1).toBe(each.kind === 'classification' || each.kind === 'images');
      expect(each.metrics.includes('pearson')).toBe(each.kind === 'regression');
      for (const split of Object.values(each.splits)) expect(split.rows).toBeGreaterThan(0);
    }
  });

  test('of another name, and splits of another name, are refused with all names', async () => {
    expect(() => task('glue/snli')).toThrow(
      /^There is no task "glue\/snli": it must be one of glue\/cola, .*cifar10\.$/,
    );
    await expect(loadSplit('glue/rte', 'validation')).rejects.toThrow(
      'glue/rte has no split "validation": it must be one of train, dev, test.',
    );
  });
});

describe('original files', () => {
  test('TSV: quotes mean nothing, U+2028 ends no line, carriage returns and byte order marks are dropped', async () => {
    await file(
      'glue/RTE/dev.tsv',
      '\ufeffindex\tsentence1\tsentence2\tlabel\r\n0\t"Odd one\tIt\u2028is " wet. \tnot_entailment\r\n1\ta\tb\tentailment',
    );
    expect(await loadSplit('glue/rte', 'dev', { from: folder })).toEqual({
      texts: ['"Odd one', 'a'],
      pairs: ['It\u2028is " wet.', 'b'],
      labels: [1, 0],
      labelNames: ['entailment', 'not_entailment'],
    });
  });

  test('are found in a folder of all data, of GLUE, or of the task', async () => {
    for (const inside of ['', 'glue', 'glue/RTE']) {
      expect((await loadSplit('glue/rte', 'dev', { from: join(folder, inside) })).texts).toHaveLength(2);
    }
  });

  test('CoLA has no header, but its test set has one and no labels', async () => {
    await file('CoLA/train.tsv', 'gj04\t1\t\tShe left.\ngj04\t0\t*\tLeft she the.\n');
    await file('CoLA/test.tsv', 'index\tsentence\n0\tHe came.\n');
    expect(await loadSplit('glue/cola', 'train', { from: folder })).toMatchObject({
      texts: ['She left.', 'Left she the.'],
      labels: [1, 0],
    });
    expect(await loadSplit('glue/cola', 'test', { from: folder })).toMatchObject({ texts: ['He came.'], labels: [-1] });
  });

  test('MRPC, QQP, MNLI and STS-B have columns of their own', async () => {
    await file('MRPC/dev.tsv', 'Quality\t#1 ID\t#2 ID\t#1 String\t#2 String\n1\t7\t8\tone\ttwo\n');
    await file('QQP/dev.tsv', 'id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n1\t2\t3\tq1\tq2\t0\n');
    const header = 'index\tpromptID\tsentence1\tsentence2\tlabel1\tgold_label';
    await file('MNLI/dev_matched.tsv', `${header}\n0\t1\tp\th\tneutral\tcontradiction\n`);
    await file('MNLI/dev-mismatched.jsonl', '{"premise":"p","hypothesis":"h","label":"neutral"}\n');
    await file('STS-B/dev.tsv', 'index\tsentence1\tsentence2\tscore\n0\ts\tt\t4.750\n');
    const read = (name: string, split = 'dev') => loadSplit(`glue/${name}`, split, { from: folder });
    expect(await read('mrpc')).toMatchObject({ texts: ['one'], pairs: ['two'], labels: [1] });
    expect(await read('qqp')).toMatchObject({ texts: ['q1'], pairs: ['q2'], labels: [0] });
    expect(await read('mnli')).toMatchObject({ texts: ['p'], pairs: ['h'], labels: [2] });
    expect(await read('mnli', 'dev-mismatched')).toMatchObject({ texts: ['p'], pairs: ['h'], labels: [1] });
    expect(await read('stsb')).toMatchObject({ texts: ['s'], pairs: ['t'], labels: [4.75], labelNames: [] });
  });

  test('AdvGLUE is one JSON file of all tasks', async () => {
    await file('advglue/dev.json', '{"sst2":[],"rte":[{"idx":0,"sentence1":"a","sentence2":"b","label":1}]}');
    expect(await loadSplit('advglue/rte', 'dev', { from: folder })).toMatchObject({ texts: ['a'], labels: [1] });
    await expect(loadSplit('advglue/qqp', 'dev', { from: folder })).rejects.toThrow(
      /dev\.json has no list "qqp" of rows/,
    );
  });

  test('ARC has keys of letters or digits, any number of answers, and perhaps retrieved text', async () => {
    const row = (key: string, extra: object) => ({
      question: { stem: 'q', choices: ['A', 'B', 'C'].map((label) => ({ text: `answer ${label}`, label, ...extra })) },
      answerKey: key,
    });
    await file('ARC-Easy-Train.jsonl', JSON.stringify(row('C', {})));
    await file('ARC-Easy-Dev.jsonl', JSON.stringify(row('A', { para: 'known' })));
    const choices = [['answer A', 'answer B', 'answer C']];
    expect(await loadSplit('arc/easy', 'train', { from: folder })).toEqual({
      texts: ['q'],
      choices,
      labels: [2],
      labelNames: [],
    });
    expect((await loadSplit('arc/easy', 'dev', { from: folder })).passages).toEqual([['known', 'known', 'known']]);
  });
});

describe('bad rows', () => {
  const header = 'index\tsentence1\tsentence2\tlabel\n';

  test.each([
    ['too few columns', '0\ta\tb\n', 'it has 3 columns, but must have 4: index, sentence1, sentence2, label'],
    ['an unknown class', '0\ta\tb\tmaybe\n', 'label is "maybe", but must be one of entailment, not_entailment'],
    ['no text', '0\t\t \tentailment\n', 'sentence1 and sentence2 are empty'],
  ])('with %s stop with file, line and reason, or are left out and told', async (what, row, reason) => {
    const path = await file(`${what}/RTE/train.tsv`, `${header}0\ta\tb\tentailment\n${row}1\tc\td\tnot_entailment\n`);
    const inside = join(folder, what);
    await expect(loadSplit('glue/rte', 'train', { from: inside })).rejects.toThrow(`${path}, line 3: ${reason}.`);
    const bad: BadRow[] = [];
    const onBadRow = (each: BadRow): void => void bad.push(each);
    expect((await loadSplit('glue/rte', 'train', { from: inside, onBadRow })).texts).toEqual(['a', 'c']);
    expect(bad).toEqual([{ file: path, line: 3, reason }]);
  });

  test('a column that is missing is named with those that there are', async () => {
    await file('missing/RTE/train.tsv', 'index\tsentence1\tlabel\n0\ta\tentailment\n');
    await expect(loadSplit('glue/rte', 'train', { from: join(folder, 'missing') })).rejects.toThrow(
      'line 2: there is no column "sentence2" (there are index, sentence1, label): name the right one.',
    );
  });

  test('where a set has not the published number of rows, a note says so', async () => {
    const lines: string[] = [];
    const reporter = { ...silentReporter, note: (line: string) => void lines.push(line) };
    await loadSplit('glue/rte', 'dev', { from: folder, reporter });
    expect(lines).toEqual(['glue/rte, dev: 2 examples were read, but the published set has 277.']);
  });
});

describe("the hub's Parquet", () => {
  let hub: LocalHub | undefined;
  afterEach(async () => {
    await hub?.close();
    hub = undefined;
    vi.unstubAllEnvs();
  });

  /** A hub with one data set: fixtures, which have the hub's layouts, by their paths there. */
  async function serve(id: string, files: Readonly<Record<string, string>>): Promise<void> {
    const read = async (name: string): Promise<Buffer> => readFile(new URL(`fixtures/${name}`, import.meta.url));
    const contents = await Promise.all(Object.entries(files).map(async ([path, name]) => [path, await read(name)]));
    hub = await serveHub(Object.fromEntries(contents), {}, { id, kind: 'dataset' });
    vi.stubEnv('HF_ENDPOINT', hub.url);
    vi.stubEnv('ADVTRAIN_CACHE', await mkdtemp(join(tmpdir(), 'tasks-')));
    for (const name of ['ADVTRAIN_DATA', 'HF_TOKEN', 'HF_HUB_OFFLINE']) vi.stubEnv(name, '');
    vi.stubEnv('NO_PROXY', '127.0.0.1');
  }

  test('gives pairs and classes, and is here from then on', async () => {
    await serve('nyu-mll/glue', {
      'rte/validation-00000-of-00001.parquet': 'rte.parquet',
      'README.md': 'metrics.json',
    });
    expect(await presentSplits(task('glue/rte'))).toEqual([]);
    const read = {
      texts: ['It rains.', 'A “dog” barks.', 'Nobody left.'],
      pairs: ['It is wet.', 'A cat\u2028barks.', 'Somebody left.'],
      labels: [0, 1, 1],
      labelNames: ['entailment', 'not_entailment'],
    };
    expect(await loadSplit('glue/rte', 'dev')).toEqual(read);
    expect(await loadSplit('glue/rte', 'dev', { offline: true })).toEqual(read);
    expect(await presentSplits(task('glue/rte'))).toEqual(['dev']);
    await expect(loadSplit('glue/rte', 'train')).rejects.toThrow(
      'nyu-mll/glue has no rte/train-*.parquet of glue/rte: check the revision.',
    );
  });

  test('gives questions with their answers', async () => {
    await serve('allenai/ai2_arc', { 'ARC-Challenge/train-00000-of-00001.parquet': 'arc.parquet' });
    expect(await loadSplit('arc/challenge', 'train')).toEqual({
      texts: ['What melts?', 'What is 1 + 1?'],
      choices: [
        ['ice', 'stone', 'air'],
        ['1', '2', '3', '4'],
      ],
      labels: [0, 1],
      labelNames: [],
    });
  });

  test('may be several files of several row groups, and is asked for where a folder has not the split', async () => {
    const first = 'sst2/train-00000-of-00002.parquet';
    const second = 'sst2/train-00001-of-00002.parquet';
    await serve('nyu-mll/glue', { [second]: 'more.parquet', [first]: 'groups.parquet' });
    const texts: string[] = [];
    const lines: string[] = [];
    const reporter = { ...silentReporter, note: (line: string) => void lines.push(line) };
    for await (const { text } of streamSplit('glue/sst2', 'train', { from: folder, reporter })) texts.push(text);
    expect(texts).toEqual(Array.from({ length: 103 }, (_, row) => `sentence ${row}`));
    expect(lines[0]).toBe(`${folder} has no SST-2/train.tsv of glue/sst2; asking the hub.`);
  });

  test('that is damaged is one sentence, and so are data that are nowhere and pictures', async () => {
    await serve('nyu-mll/glue', { 'rte/validation-00000-of-00001.parquet': 'metrics.json' });
    await expect(loadSplit('glue/rte', 'dev')).rejects.toThrow(
      /validation-00000-of-00001\.parquet cannot be read as Parquet \(.*\): get it again, or check what made it\.$/,
    );
    const { hub: _, ...alone } = task('glue/qnli');
    await expect(loadSplit(alone, 'dev')).rejects.toThrow(
      'glue/qnli is not on the hub: name a folder (from) that has QNLI/dev.tsv, or set ADVTRAIN_DATA to it.',
    );
    await expect(loadSplit('mnist', 'train')).rejects.toThrow('mnist is no set of text files');
  });
});

describe.skipIf(!data)('the published data in ADVTRAIN_DATA', () => {
  test.each([
    ...['glue/sst2', 'glue/cola', 'glue/rte', 'glue/stsb', 'glue/wnli', 'glue/qnli', 'glue/mnli'],
    ...['advglue/sst2', 'advglue/qqp', 'advglue/mnli', 'advglue/mnli-mm', 'advglue/qnli', 'advglue/rte'],
    ...['arc/easy', 'arc/challenge', 'commonsenseqa'],
  ])('%s has its published rows, every one of them good', async (name) => {
    const devOnly = name.startsWith('advglue/') || ['glue/qnli', 'glue/mnli'].includes(name);
    const splits = devOnly ? ['dev'] : ['train', 'dev', ...(name.startsWith('glue/') ? [] : ['test'])];
    for (const split of splits) {
      const examples = await loadSplit(name, split, { from: data });
      expect([split, examples.texts.length]).toEqual([split, task(name).splits[split]!.rows]);
      expect(take(examples, 50, 1).texts).toHaveLength(50);
    }
    expect(await presentSplits(task(name), data)).toEqual(splits);
  });
});
