import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const size = 32 << 20;
const block = Buffer.alloc(1 << 16);

/** A file system of its own, of 32 MB in memory, that can be filled. */
export interface SmallDisk {
  readonly folder: string;
  /** Fills it but for so many bytes. */
  leave(bytes: number): void;
  /** Frees what was filled. */
  free(): void;
  unmount(): void;
}

/** Mounts a small disk at a folder that is there; gives a sentence where that is not possible, as for all but root. */
export function smallDisk(folder: string): SmallDisk | { readonly reason: string } {
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${size}`, 'advtrain-small', folder];
    execFileSync('mount', options, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: Buffer };
    return { reason: `No file system can be mounted here (${(stderr?.toString() ?? message).trim()}).` };
  }
  const filler = join(folder, 'filler');
  const free = (): void => {
    rmSync(filler, { force: true });
  };
  return {
    folder,
    free,
    leave(bytes) {
      free();
      const { bavail, bsize } = statfsSync(folder);
      const file = openSync(filler, 'w');
      for (let left = bavail * bsize - bytes; left > 0; left -= block.length)
        writeSync(file, block, 0, Math.min(left, block.length));
      closeSync(file);
    },
    unmount() {
      execFileSync('umount', [folder]);
    },
  };
}
