import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkRegular } from '@advtrain/engine/fetch';
import { checkLabels, cifarClasses, parseCifar, parseStrip } from './cifar.ts';
import type { Images, ImageSplits } from '../examples/images.ts';

/** Options of {@link cifar10}. */
export interface CifarOptions {
  /** The folder of the files. */
  readonly from: string;
}

/** The numbers of the strips: 0 … 49 are to train on, 50 and more to test on. */
const firstTestStrip = 50;

/**
 * CIFAR-10 (Krizhevsky, 2009): photographs of 32 × 32 pixels in ten classes, 50,000 to train on and 10,000 to test on.
 * Reads a folder of the binary version (`data_batch_1.bin` … `data_batch_5.bin` and `test_batch.bin`, also below
 * `cifar-10-batches-bin`), or of lossless PNG strips (`cifar10_batch_0.png` …, as many as there are; those from 50 on are
 * for testing) with a `labels.json` of `{ "train": [6, 9, …], "test": […] }`. Throws one sentence for what is missing or damaged.
 *
 * @param options `from`, the folder.
 */
export async function cifar10({ from }: CifarOptions): Promise<ImageSplits> {
  for (const folder of [from, join(from, 'cifar-10-batches-bin')]) {
    const names = await readdir(folder).catch((): string[] => []);
    if (names.includes('test_batch.bin')) return readBatches(folder);
    if (names.includes('labels.json')) return readStrips(folder, names);
  }
  throw new Error(
    `${from} holds neither test_batch.bin nor labels.json with PNG strips: unpack CIFAR-10's binary version there.`,
  );
}

async function readBatches(folder: string): Promise<ImageSplits> {
  const batch = async (name: string): Promise<Images> => parseCifar(await read(join(folder, name)), join(folder, name));
  const train: Images[] = [];
  for (let number = 1; number <= 5; number++) train.push(await batch(`data_batch_${number}.bin`));
  const test = await batch('test_batch.bin');
  const pixels = joined(train.map((each) => each.pixels));
  const labels = joined(train.map((each) => each.labels));
  return { train: { ...test, pixels, labels }, test };
}

async function readStrips(folder: string, names: readonly string[]): Promise<ImageSplits> {
  const labels = await readLabels(join(folder, 'labels.json'));
  const numbers = names
    .flatMap((name) => /^cifar10_batch_(\d+)\.png$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const part = async (name: keyof typeof labels): Promise<Images> => {
    const strips: Uint8Array[] = [];
    for (const number of numbers.filter((each) => each >= firstTestStrip === (name === 'test'))) {
      const path = join(folder, `cifar10_batch_${number}.png`);
      strips.push(parseStrip(await read(path), path));
    }
    const images = { pixels: joined(strips), labels: labels[name], labelNames: cifarClasses };
    const count = images.pixels.length / 3072;
    if (count === images.labels.length && count > 0) return { ...images, shape: [32, 32, 3] };
    throw new Error(
      `${folder} has ${images.labels.length} labels for ${count} images of ${name}: use the labels.json of these strips.`,
    );
  };
  return { train: await part('train'), test: await part('test') };
}

async function readLabels(path: string): Promise<Readonly<Record<'train' | 'test', Uint8Array>>> {
  const text = new TextDecoder().decode(await read(path));
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON (${(error as Error).message}): get it again.`, { cause: error });
  }
  const { train, test } = (found ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(train) || !Array.isArray(test)) {
    throw new Error(`${path} must be an object with the lists "train" and "test".`);
  }
  for (const labels of [train, test]) checkLabels(labels, path);
  return { train: Uint8Array.from(train as number[]), test: Uint8Array.from(test as number[]) };
}

async function read(path: string): Promise<Uint8Array> {
  try {
    checkRegular(path);
    return await readFile(path);
  } catch (error) {
    throw new Error(`${path} could not be read (${(error as Error).message}): the folder must hold it.`, {
      cause: error,
    });
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
