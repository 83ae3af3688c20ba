import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cifar10 } from '../../../packages/datasets/src/sources/cifar.node.ts';
import { parseCifar } from '../../../packages/datasets/src/sources/cifar.ts';
import { encode } from 'fast-png';

const row = 3073;
const strip = encode({ width: 1024, height: 1, channels: 3, depth: 8, data: new Uint8Array(3072).fill(7) });

// Long inputs are batches, short ones the labels of strips.
export default {
  json: true,
  seeds: () => [new Uint8Array(row).fill(3), new Uint8Array(2 * row), Buffer.from('{"train":[1],"test":[2]}')],
  async run(input, folder) {
    if (input.length >= row) {
      const { pixels, labels } = parseCifar(input, 'The file');
      return pixels.length === 3072 * labels.length ? undefined : 'gives images without all their pixels';
    }
    writeFileSync(join(folder, 'labels.json'), input);
    for (const number of [0, 50]) writeFileSync(join(folder, `cifar10_batch_${number}.png`), strip);
    const { train, test } = await cifar10({ from: folder });
    const isClass = (label) => Number.isInteger(label) && label >= 0 && label < 10;
    return [...train.labels, ...test.labels].every(isClass) ? undefined : 'gives labels outside the ten classes';
  },
};
