import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { engine } from '@advtrain/engine';
import { firstSeeds } from '../accuracies.ts';
import { writePage } from '../page-file.ts';
import type { HardenSettings } from '../../task-settings.ts';
import { evidenceIn } from './evidence.ts';
import { page, rowOf, type HardenRun } from './page.ts';

const command = fileURLToPath(new URL('../../../packages/advtrain/bin/advtrain.js', import.meta.url));

/** What `--budget 10m` comes to on two idle cores, about; in units and by name the page is the same whatever else the machine does. */
const whole = '--methods freelb --budget units=2400 --examples 300 --max-length 64';
const few =
  '--budget units=192 --batch-size 16 --learning-rate 2e-4 --train-size 1300 --examples 16 --queries 2 --steps 2 --max-length 32 --methods freelb';

/** `advtrain harden` on the review sentences, a process a seed; what is finished is kept by the command itself. */
export async function hardenBench({ seeds, folder, out, quick, json }: HardenSettings): Promise<void> {
  const { backend } = await engine();
  const options = ['--model', 'minilm-l6', '--data', 'reviews', '--no-onnx', ...(quick ? few : whole).split(' ')];
  const said = `advtrain harden ${options.join(' ')} --seed SEED --out DIR`;
  const runs: HardenRun[] = [];
  for (const seed of firstSeeds(seeds)) {
    const to = join(folder, `seed${seed}`);
    await ran(['harden', ...options, '--seed', String(seed), '--out', to]);
    const run = { seed, evidence: evidenceIn(to) };
    runs.push(run);
    if (json) console.log(JSON.stringify(rowOf(run)));
    if (out !== undefined) await writePage(out, page(runs, { backend, command: said }));
  }
  if (!json) console.log(page(runs, { backend, command: said }));
}

/** Runs the command; what it says comes on standard error. */
function ran(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', process.stderr, process.stderr] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`advtrain harden ended with ${code ?? 'a signal'}; what it said above says why.`));
    });
  });
}
