import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function idx(shape: readonly number[], data: Uint8Array): Buffer {
  const head = Buffer.alloc(4 + 4 * shape.length);
  head.writeUInt8(8, 2);
  head.writeUInt8(shape.length, 3);
  shape.forEach((length, axis) => head.writeUInt32BE(length, 4 + 4 * axis));
  return Buffer.concat([head, data]);
}

/** Writes `mnist` below a folder: images of 28 × 28, grey noise with a white band whose place tells the class. */
export function writeDigits(folder: string, train = 60, test = 30): void {
  mkdirSync(join(folder, 'mnist'), { recursive: true });
  for (const [part, count] of Object.entries({ train, t10k: test })) {
    const pixels = new Uint8Array(count * 784).map((_, at) => {
      const row = Math.floor((at % 784) / 28);
      return Math.floor(row / 2.8) === Math.floor(at / 784) % 10 ? 255 : (at * 37) % 50;
    });
    const labels = Uint8Array.from({ length: count }, (_, image) => image % 10);
    writeFileSync(join(folder, 'mnist', `${part}-images-idx3-ubyte`), idx([count, 28, 28], pixels));
    writeFileSync(join(folder, 'mnist', `${part}-labels-idx1-ubyte`), idx([count], labels));
  }
}

/** Writes CIFAR-10's binary version into a folder: two images a batch of 32 × 32, noise whose shade tells the class. */
export function writePhotographs(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [batch, name] of [
    'data_batch_1',
    'data_batch_2',
    'data_batch_3',
    'data_batch_4',
    'data_batch_5',
    'test_batch',
  ].entries()) {
    const images = [0, 1].flatMap((image) => {
      const label = (2 * batch + image) % 10;
      return [label, ...Array.from({ length: 3072 }, (_, at) => 20 * label + ((at * 37) % 50))];
    });
    writeFileSync(join(folder, `${name}.bin`), Uint8Array.from(images));
  }
}
