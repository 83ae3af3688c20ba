// Runs in a process of its own: gives a target one input after the other, and says what it found, a line of JSON each.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { random } from '../soak/random.js';
import { Coverage } from './coverage.js';
import { complaint, kindOf } from './judge.js';
import { mutated } from './mutate.js';
import { smallest } from './smallest.js';

/** Milliseconds that so short an input may take where its target says no others, and bytes of memory that it may leave behind. */
const longest = 2000;
const mostMemory = 512 * 2 ** 20;

/**
 * Tries inputs for as long as was asked. `folder` has what the parent looks at: `current`, the input that is being tried.
 *
 * @param {import('./targets.js').Target} target
 */
export async function work(target) {
  const { folder, kept, seed, seconds, runs } = JSON.parse(process.argv[2]);
  const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  const scratch = join(folder, 'scratch');
  const stray = { error: undefined };
  process.on('uncaughtException', (error) => (stray.error = error));
  const tried = async (input) => {
    writeFileSync(join(folder, 'current'), input);
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch);
    const before = process.memoryUsage.rss();
    const begun = performance.now();
    const problem = await problemWith(target, input, scratch);
    await turn();
    const { error } = stray;
    stray.error = undefined;
    if (error) return `left an error to nobody: ${error.message}`;
    const took = performance.now() - begun;
    if (took > (target.longest ?? longest)) return `took ${Math.round(took)} ms`;
    return process.memoryUsage.rss() > mostMemory + before ? 'takes much memory' : problem;
  };
  const chance = random(seed);
  const corpus = [...(await target.seeds()).map((seed) => Buffer.from(seed)), ...inputsIn(kept)];
  const coverage = new Coverage();
  const ends = performance.now() + 1000 * seconds;
  const known = new Set();
  let count = 0;
  for (let next = 0; performance.now() < ends && (runs === undefined || count < corpus.length + runs); next++) {
    const isFirst = next < corpus.length && count === next;
    const input = isFirst ? corpus[next] : mutated(corpus, chance, target);
    coverage.begin();
    const problem = await tried(input);
    count++;
    const isNew = coverage.isNew();
    if (problem !== undefined) {
      const kind = kindOf(problem);
      if (known.has(kind)) continue;
      known.add(kind);
      const least = await smallest(input, async (other) => kindOf((await tried(other)) ?? '') === kind);
      say({ problem, input: Buffer.from(least).toString('base64') });
    } else if (isNew && !isFirst) corpus.push(Buffer.from(input));
  }
  say({ tried: count, ...coverage.reached });
  // A target may have a server open.
  process.exit(0);
}

async function problemWith(target, input, scratch) {
  try {
    return await target.run(input, scratch);
  } catch (error) {
    return complaint(error);
  }
}

function inputsIn(folder) {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => readFileSync(join(folder, name)));
  } catch {
    return [];
  }
}
