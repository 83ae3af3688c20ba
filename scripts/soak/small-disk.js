// A file system of its own that is as good as full, as often as one likes.

import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const size = 32 << 20;
const block = Buffer.alloc(1 << 16);

/**
 * Mounts a file system of 32 MB in memory at a folder that is there; a sentence where that is not possible here.
 *
 * @param {string} folder
 */
export function smallDisk(folder) {
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${size}`, 'advtrain-soak', folder];
    execFileSync('mount', options, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const why = String(error.stderr ?? error.message).trim();
    return { reason: `No file system can be mounted here (${why}).` };
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    /** Fills it, but for so many bytes. */
    leave(bytes) {
      rmSync(filler, { force: true });
      const { bavail, bsize } = statfsSync(folder);
      let left = bavail * bsize - bytes;
      const file = openSync(filler, 'w');
      for (; left > 0; left -= block.length) writeSync(file, block, 0, Math.min(left, block.length));
      closeSync(file);
    },
    /** Frees what was filled. */
    free() {
      if (existsSync(filler)) rmSync(filler);
    },
    unmount() {
      execFileSync('umount', [folder]);
    },
  };
}
