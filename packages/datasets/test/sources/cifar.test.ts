import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseCifar, parseStrip } from '../../src/sources/cifar.ts';
import { cifar10 } from '../../src/sources/cifar.node.ts';

const places = 1024;
/** An image whose pixel `at` has the colours at, 2 · at and 3 · at, modulo 256; `seed` moves them. */
const colour = (at: number, channel: number, seed: number): number => (seed + (channel + 1) * at) % 256;

/** Images in CIFAR-10's binary version, of these classes. */
function binary(...labels: number[]): Uint8Array {
  return Uint8Array.from(
    labels.flatMap((label, seed) => [
      label,
      ...Array.from({ length: 3 * places }, (_, at) => colour(at % places, Math.floor(at / places), seed)),
    ]),
  );
}

/** The same images by pixel. */
function interleaved(count: number, channels = 3): Uint8Array {
  return Uint8Array.from({ length: count * places * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    const channel = at % channels;
    return channel === 3 ? 255 : colour(pixel % places, channel, Math.floor(pixel / places));
  });
}

function strip(count: number, channels = 3): Uint8Array {
  return encode({ width: places, height: count, channels, depth: 8, data: interleaved(count, channels) });
}

describe('CIFAR-10 files', () => {
  test('the binary version and strips are the same pixels, with or without an alpha channel', () => {
    const { pixels, labels, shape } = parseCifar(binary(3, 9));
    expect(pixels).toEqual(interleaved(2));
    expect([[...labels], shape]).toEqual([
      [3, 9],
      [32, 32, 3],
    ]);
    expect(parseStrip(strip(2))).toEqual(pixels);
    expect(parseStrip(strip(2, 4))).toEqual(pixels);
  });

  test('what is neither is one sentence each', () => {
    expect(() => parseCifar(new Uint8Array(3072), 'a')).toThrow('a has 3072 bytes, but must have 3073 an image');
    expect(() => parseCifar(new Uint8Array(0), 'a')).toThrow('a has 0 bytes');
    expect(() => parseCifar(binary(1, 10), 'a')).toThrow('a: the class of image 1 is 10, but must be');
    expect(() => parseStrip(strip(1).subarray(0, 40), 'a')).toThrow('a is not a PNG image that can be read');
    const narrow = encode({ width: 2, height: 1, channels: 3, depth: 8, data: new Uint8Array(6) });
    expect(() => parseStrip(narrow, 'a')).toThrow(
      'a is 2 pixels across, 3 channels of 8 bits, but must be 1024 in RGB',
    );
  });
});

describe('a strip that is damaged', () => {
  const whole = strip(3);

  test('in any one bit is refused, or gives the same pixels', () => {
    const pixels = parseStrip(whole);
    for (let at = 8; at < whole.length; at++) {
      const damaged = whole.slice();
      damaged[at]! ^= 1;
      let found: Uint8Array | undefined;
      try {
        found = parseStrip(damaged, 'a');
      } catch (error) {
        expect((error as Error).message).toMatch(/^a is /);
      }
      if (found) expect(found).toEqual(pixels);
    }
  });

  test('so that it states gigabytes is refused before they are taken', () => {
    const vast = whole.slice();
    new DataView(vast.buffer, vast.byteOffset).setUint32(20, 1 << 30);
    expect(() => parseStrip(vast, 'a')).toThrow(
      'a is not a PNG image that can be read (it has too few bytes for the 3299608625152 that its size takes): get it again.',
    );
  });

  test('so that its last row is short is refused, though its checksums are right', () => {
    const chunk = (type: string, data: Uint8Array) => {
      const body = Buffer.concat([Buffer.from(type), data]);
      const length = Buffer.alloc(4);
      const sum = Buffer.alloc(4);
      length.writeUInt32BE(data.length);
      sum.writeUInt32BE(crc32(body));
      return Buffer.concat([length, body, sum]);
    };
    const header = whole.subarray(16, 29);
    const rows = deflateSync(Buffer.alloc(3 * 3073 - 100));
    const short = Buffer.concat([
      whole.subarray(0, 8),
      chunk('IHDR', header),
      chunk('IDAT', rows),
      chunk('IEND', new Uint8Array(0)),
    ]);
    expect(() => parseStrip(short, 'a')).toThrow(
      'a is not a PNG image that can be read (it has 9119 bytes of rows, but its size takes 9219): get it again.',
    );
  });
});

describe('CIFAR-10 from a folder', () => {
  let folder: string;
  const write = (name: string, content: Uint8Array | string): Promise<void> => writeFile(join(folder, name), content);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cifar-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is five batches and one, in order, and all of them', async () => {
    for (let number = 1; number <= 5; number++) await write(`data_batch_${number}.bin`, binary(number));
    await write('test_batch.bin', binary(0, 8));
    const { train, test: held } = await cifar10({ from: folder });
    expect([[...train.labels], [...held.labels]]).toEqual([
      [1, 2, 3, 4, 5],
      [0, 8],
    ]);
    expect(train.pixels.length).toBe(5 * 3072);
    expect(held.pixels).toEqual(interleaved(2));
    await rm(join(folder, 'data_batch_3.bin'));
    await expect(cifar10({ from: folder })).rejects.toThrow(/data_batch_3\.bin could not be read/);
  });

  test('is strips by their numbers, with as many labels as images', async () => {
    await write('cifar10_batch_0.png', strip(2));
    await write('cifar10_batch_10.png', strip(1));
    await write('cifar10_batch_9.png', strip(3));
    await write('cifar10_batch_50.png', strip(1));
    await write('labels.json', JSON.stringify({ train: [0, 1, 2, 3, 4, 5], test: [7] }));
    const { train, test: held } = await cifar10({ from: folder });
    expect([[...train.labels], [...held.labels]]).toEqual([[0, 1, 2, 3, 4, 5], [7]]);
    const reds = Array.from({ length: 6 }, (_, row) => train.pixels[row * 3072]);
    expect(reds).toEqual([0, 1, 0, 1, 2, 0]);
    await rm(join(folder, 'cifar10_batch_9.png'));
    await expect(cifar10({ from: folder })).rejects.toThrow('has 6 labels for 3 images of train');
  });

  test.each([
    ['[6, 9', 'is not JSON'],
    ['[6, 9]', 'must be an object with the lists "train" and "test".'],
    ['{"train": [6, 10], "test": []}', 'the class of image 1 is 10, but must be a whole number from 0 to 9.'],
  ])('labels of %s are one sentence', async (labels, sentence) => {
    await write('labels.json', labels);
    await expect(cifar10({ from: folder })).rejects.toThrow(sentence);
  });

  test('that is empty or missing says what to put there', async () => {
    const rule = /holds neither test_batch\.bin nor labels\.json with PNG strips: unpack CIFAR-10's binary version/;
    await expect(cifar10({ from: folder })).rejects.toThrow(rule);
    await expect(cifar10({ from: join(folder, 'none') })).rejects.toThrow(rule);
  });

  test('the published strips show a frog first, and have their labels', async ({ skip }) => {
    const data = process.env['ADVTRAIN_DATA'];
    if (!data) return skip('ADVTRAIN_DATA names no folder of data.');
    const { train, test: held } = await cifar10({ from: join(data, 'cifar10-part') });
    expect([train.labels.length, held.labels.length]).toEqual([4000, 1000]);
    expect(train.labelNames[train.labels[0]!]).toBe('frog');
    // The first pixels of CIFAR-10, as every description of it shows them.
    expect([...train.pixels.subarray(0, 6)]).toEqual([59, 62, 63, 43, 46, 45]);
  });
});
