import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import { filesInTar } from '../../../packages/datasets/src/files/tar.node.ts';

function archive(files) {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const block = Buffer.alloc(512);
    new Header({ path, mode: 0o644, size: text.length, type: 'File', mtime: new Date(0) }).encode(block);
    const content = Buffer.alloc(512 * Math.ceil(text.length / 512));
    content.write(text);
    return [block, content];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const plain = archive({ 'package/a.txt': 'first', 'package/b.txt': 'second' });

export default {
  seeds: () => [plain, gzipSync(plain)],
  words: ['ustar', 'a.txt', '../', 'package/', '0000644', '00000000005'],
  async run(input) {
    const files = await filesInTar(input, ['a.txt', 'b.txt']);
    return files.length === 2 && files.every((file) => file instanceof Uint8Array) ? undefined : 'gives no files';
  },
};
