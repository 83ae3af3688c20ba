import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { unzip } from '../../../packages/engine/src/fetch/unzip.ts';

const text = (words) => new Uint8Array(Buffer.from(words));

export default {
  seeds: () => [
    zipSync({ 'tensorflow/lib.so': text('binary '.repeat(30)), 'tensorflow/include/a.h': text('#pragma once') }),
    zipSync({ a: [text('stored'), { level: 0 }] }),
  ],
  words: ['../', '/etc/', 'PK\u0001\u0002', 'PK\u0003\u0004', 'PK\u0005\u0006', '\\', 'tensorflow/'],
  async run(input, folder) {
    const file = join(folder, 'in.zip');
    writeFileSync(file, input);
    const into = join(folder, 'into');
    const beside = new Set(readdirSync(join(folder, '..')));
    const ended = await unzip(file, into, (name) => name).then(
      (written) => ({ written }),
      (error) => ({ error }),
    );
    const strange = [...readdirSync(folder), ...readdirSync(join(folder, '..')).filter((name) => !beside.has(name))];
    if (strange.some((name) => !['in.zip', 'into'].includes(name)))
      return `wrote outside its folder: ${strange.join()}`;
    if (ended.error) throw ended.error;
    const lost = ended.written.find((path) => !path.startsWith(into) || !existsSync(path));
    return lost && `says that it wrote ${lost}`;
  },
};
