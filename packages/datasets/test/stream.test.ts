import '@tensorflow/tfjs-backend-cpu';
import { spawnSync } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Example, Examples } from '../src/examples/examples.ts';
import { parquetRows } from '../src/files/parquet.node.ts';
import { batchesOf, streamBatches, type StreamOptions } from '../src/batches/stream.ts';

/** Examples whose text is their number, its length 1 … 30. */
async function* source(count: number): AsyncGenerator<Example, void> {
  for (let row = 0; row < count; row++) yield { text: String(row), label: row % 2 };
}

function encode({ texts }: Examples): { ids: Int32Array }[] {
  return texts.map((text) => ({ ids: new Int32Array(1 + ((Number(text) * 7) % 30)).fill(Number(text)) }));
}

/** The examples in the order of their batches, and the batches' sizes. */
async function collected(count: number, options: StreamOptions): Promise<{ order: number[]; sizes: number[] }> {
  const order: number[] = [];
  const sizes: number[] = [];
  for await (const some of streamBatches(source(count), encode, options)) {
    for (const { inputs, labels } of some) {
      const ids = inputs.values.arraySync() as number[][];
      sizes.push(ids.length);
      order.push(...ids.map((row) => row[0]!));
      expect([...labels.dataSync()]).toEqual(ids.map((row) => row[0]! % 2));
    }
  }
  return { order, sizes };
}

/** Questions with 2 choices, 3 in one of three, and 4 in one of seven. */
async function* questions(count: number): AsyncGenerator<Example, void> {
  for (let row = 0; row < count; row++) {
    const choices = Array.from({ length: row % 7 === 0 ? 4 : row % 3 === 0 ? 3 : 2 }, (_, at) => `${at}`);
    yield { text: String(row), choices, label: row % 2 };
  }
}

const encodeQuestions = ({ texts, choices }: Examples): { ids: Int32Array }[][] =>
  texts.map((text, row) => choices![row]!.map(() => encode({ texts: [text], labels: [], labelNames: [] })[0]!));

/** The questions of each batch, which all have as many choices. */
async function batchesOfQuestions(count: number, options: StreamOptions): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const some of streamBatches(questions(count), encodeQuestions, options)) {
    for (const { inputs } of some) {
      batches.push((inputs.values.arraySync() as number[][][]).map((choices) => choices[0]![0]!));
    }
  }
  return batches;
}

/** A program that counts the examples of a file's batches. */
const reader = `import { streamTextFile } from '${new URL('../src/files/text-file.node.ts', import.meta.url).href}';
import { streamBatches } from '${new URL('../src/batches/stream.ts', import.meta.url).href}';
const source = streamTextFile(process.argv[2], { labelNames: ['0', '1'] });
const encode = ({ texts }) => texts.map(() => ({ ids: [1] }));
let count = 0;
for await (const some of streamBatches(source, encode, { batchSize: 32, buffer: 2000 })) count += some.rows.flat().length;
console.log(String(count));`;

describe('a stream', () => {
  test('gives every example once, in batches of which only the last is shorter', async () => {
    const { order, sizes } = await collected(1003, { batchSize: 4, buffer: 100 });
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1003 }, (_, row) => row));
    expect(sizes.filter((size) => size !== 4)).toEqual([3]);
  });

  test('comes in an order that is a function of seed and epoch alone', async () => {
    const order = async (seed: number, epoch: number) =>
      (await collected(500, { batchSize: 4, buffer: 100, seed, epoch })).order;
    expect(await order(1, 2)).toEqual(await order(1, 2));
    expect(await order(1, 2)).not.toEqual(await order(1, 3));
    expect(await order(1, 2)).not.toEqual(await order(2, 2));
  });

  test('comes in another order in every window', async () => {
    // 50 batches are a window, and lengths repeat after 30 examples: windows are alike but for their order.
    const { order } = await collected(300, { batchSize: 3, buffer: 1 });
    expect(order.slice(150).map((row) => row - 150)).not.toEqual(order.slice(0, 150));
  });

  test('is mixed beyond the batches of a window by its buffer, and not mixed as given', async () => {
    const spread = async (buffer: number): Promise<number> => {
      const { order } = await collected(2000, { batchSize: 2, buffer });
      return order.slice(0, 100).filter((row) => row >= 100).length;
    };
    expect(await spread(1)).toBe(0);
    expect(await spread(1000)).toBeGreaterThan(60);
    const { order } = await collected(300, { batchSize: 4, order: 'given' });
    expect(order).toEqual(Array.from({ length: 300 }, (_, row) => row));
  });

  test.each([1, 7, 150, 151, 250])('goes on after its first %i batches as if they had come', async (skip) => {
    const options = { batchSize: 4, buffer: 100, seed: 3 };
    const whole = await collected(1003, options);
    const rest = await collected(1003, { ...options, skip });
    expect(rest.order).toEqual(whole.order.slice(4 * skip));
  });

  test('encodes nothing of windows that are left out', async () => {
    let encoded = 0;
    const counted = (examples: Examples) => ((encoded += examples.texts.length), encode(examples));
    for await (const some of streamBatches(source(1000), counted, { batchSize: 4, buffer: 100, skip: 225 })) {
      expect(some.count).toBe(25);
    }
    expect(encoded).toBe(200);
  });

  describe('of questions', () => {
    const groups = [429 - 143, 143, 72];

    test('gives each once, in as many batches as its numbers of choices say', async () => {
      const batches = await batchesOfQuestions(501, { batchSize: 4, buffer: 100 });
      expect(batches.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 501 }, (_, row) => row));
      expect(groups.reduce((a, b) => a + b)).toBe(501);
      expect(batches).toHaveLength(batchesOf(groups, 4));
    });

    test('gives them as they come, where that is asked for', async () => {
      const batches = await batchesOfQuestions(501, { batchSize: 4, order: 'given' });
      expect(batches.flat()).toEqual(Array.from({ length: 501 }, (_, row) => row));
    });

    test.each([1, 30, 72, 100, 126])('goes on after its first %i batches as if they had come', async (skip) => {
      for (const order of ['shuffled', 'given'] as const) {
        const options = { batchSize: 4, buffer: 100, seed: 3, order };
        const whole = await batchesOfQuestions(501, options);
        expect(await batchesOfQuestions(501, { ...options, skip })).toEqual(whole.slice(skip));
      }
    });
  });

  test('with a buffer of nothing is refused', async () => {
    await expect(collected(1, { batchSize: 1, buffer: 0 })).rejects.toThrow(
      'buffer is 0, but must be a whole number of at least 1.',
    );
  });

  test.each(['jsonl', 'tsv'])('of 100 MB of .%s passes through a process that may hold 64 MB', async (extension) => {
    const folder = await mkdtemp(join(tmpdir(), 'stream-'));
    try {
      const path = join(folder, `large.${extension}`);
      const text = 'word '.repeat(500);
      const row = (label: number): string =>
        extension === 'tsv' ? `${text}\t${String(label)}\n` : `${JSON.stringify({ text, label })}\n`;
      const file = await open(path, 'w');
      if (extension === 'tsv') await file.write('text\tlabel\n');
      const block = (row(0) + row(1)).repeat(500);
      for (let written = 0; written < 40_000; written += 1000) await file.write(block);
      await file.close();
      const script = join(folder, 'read.mts');
      await writeFile(script, reader);
      const node = ['--max-old-space-size=64', '--import', import.meta.resolve('tsx'), '--conditions=@advtrain/source'];
      const { stdout, stderr } = spawnSync(process.execPath, [...node, script, path], { encoding: 'utf8' });
      expect(stdout, stderr).toBe('40000\n');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('of Parquet reads a row group when its first row is asked for: damage later in the file comes later', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'stream-')), 'damaged.parquet');
    const bytes = await readFile(new URL('fixtures/groups.parquet', import.meta.url));
    // Within the fourth and last group, which has the rows from 90 on.
    await writeFile(path, bytes.fill(0xff, 1029, 1167));
    let seen = 0;
    const reading = (async () => {
      for await (const { line } of parquetRows(path)) seen = line;
    })();
    await expect(reading).rejects.toThrow(/damaged\.parquet cannot be read as Parquet/);
    expect(seen).toBe(90);
  });
});
