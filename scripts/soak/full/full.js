// Fills the disk that results are written to, at random moments of a run: what it leaves must be whole, and what goes on must end the same.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallDisk } from '../../../packages/engine/test/fetch/small-disk.ts';
import { commands } from './commands.js';
import { ending, fullUntilFreed } from './full-round.js';
import { random } from '../random.js';

/** Whether all rounds held. Prints a line for each, and a summary. */
export async function full({ rounds, seed, commands: names }) {
  const folder = mkdtempSync(join(tmpdir(), 'advtrain-full-'));
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const small = smallDisk(disk);
  if ('reason' in small) {
    console.log(`${small.reason} So nothing can be held; run it as root.`);
    rmSync(folder, { recursive: true });
    return false;
  }
  const end = () => {
    small.unmount();
    rmSync(folder, { recursive: true, force: true });
  };
  const interrupted = () => {
    end();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  const draw = random(seed);
  const total = { failed: 0, filled: 0 };
  try {
    const asked = (await commands(join(folder, 'data'))).filter(({ name }) => names.includes(name));
    for (const command of asked) {
      const ends = await ending(command, folder);
      for (let round = 1; round <= rounds; round++) {
        const moment = momentIn(ends, draw);
        const { filled, said, wrong } = await fullUntilFreed(command, { small, ends, ...moment });
        if (wrong.length > 0) total.failed++;
        if (filled) total.filled++;
        const verdict = wrong.length === 0 ? 'same' : `WRONG: ${wrong.join('; ')}`;
        console.log(`${command.name}, ${textOf(moment)}: ${filled ? said : 'that was enough'}: ${verdict}`);
      }
    }
  } finally {
    process.off('SIGINT', interrupted);
    end();
  }
  const { failed, filled } = total;
  const held = failed === 0 ? 'All rounds held' : `${failed} rounds did not hold`;
  console.log(`${held}; the disk was full in ${filled} of ${rounds * names.length}; seed ${seed}.`);
  return failed === 0 && filled > 0;
}

/** How much room there is, from a page to several times what is there at the end, for checkpoints stand beside it. */
function momentIn({ bytes, earlier }, draw) {
  const room = Math.round(4096 * ((8 * bytes) / 4096) ** draw.next());
  return { room, every: draw.pick(['0', '120']), replaces: earlier !== undefined && draw.next() < 0.5 };
}

function textOf({ room, every, replaces }) {
  const where = replaces ? ' over an earlier result' : '';
  return `${Math.round(room / 1000)} kB free, a checkpoint every ${every} s${where}`;
}
