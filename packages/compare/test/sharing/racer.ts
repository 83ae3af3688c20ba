// A process that races others for runs: does each that it gets, says so in a log, and leaves a file where it is done.
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimRun } from '../../src/results/claims/run-claim.ts';

const [folder = '', count = '0', lasts = '0'] = process.argv.slice(2);
const log = (line: string) => {
  appendFileSync(join(folder, 'log'), `${line}\n`);
};

process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
process.stdin.unref();

let left = Array.from({ length: Number(count) }, (_, i) => `run${i}`);
while (left.length > 0) {
  const open: string[] = [];
  for (const run of left) {
    const done = join(folder, `${run}.done`);
    if (existsSync(done)) continue;
    const claim = claimRun(join(folder, run));
    if ('by' in claim) {
      open.push(run);
      continue;
    }
    if (existsSync(done)) {
      claim.end();
      continue;
    }
    log(`begins ${run} ${process.pid}`);
    await sleep(Number(lasts));
    writeFileSync(done, '');
    log(`ends ${run} ${process.pid}`);
    claim.end();
  }
  left = open;
  if (left.length > 0) await sleep(5);
}
