// Kills runs of `advtrain train` at random moments until they finish: they must end as if nobody had.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { drawn, writeData } from './configurations.js';
import { run } from './killed.js';
import { differences, outcome } from './outcome.js';
import { random } from './random.js';
import { damages, filesIn, isTemporary } from './readable.js';
import { struck } from './struck.js';

/** Whether all rounds held. Prints a line for each, and a summary. */
export async function kills({ rounds, seed, methods, processes = 1 }) {
  const draw = random(seed);
  const folder = mkdtempSync(join(tmpdir(), 'advtrain-kills-'));
  const data = join(folder, 'data');
  writeData(data);
  const session = { folder, env: { ADVTRAIN_DATA: data }, references: new Map(), processes };
  const total = { kills: 0, writes: 0, failed: 0 };
  let order = [];
  try {
    for (let round = 1; round <= rounds; round++) {
      if (order.length === 0) order = draw.shuffled(methods);
      const args = drawn(order.shift(), draw, data);
      if (processes > 1 && draw.pick([true, false])) args.push('--shard-optimizer');
      const seen = await (processes > 1 ? struckUntilDone : killedUntilDone)(args, draw, session);
      total.kills += seen.kills;
      total.writes += seen.writes;
      if (seen.wrong.length > 0) total.failed++;
      console.log(`[${round}/${rounds}] ${said(args, data)}: ${seen.moments.join(', ')}: ${verdict(seen.wrong)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const cut = `${total.kills} kills${processes > 1 ? ` of one of ${processes} processes` : `, ${total.writes} of them within a write`}`;
  console.log(`${rounds - total.failed} of ${rounds} rounds ended with the same bits; ${cut}; seed ${seed}.`);
  return total.failed === 0;
}

/** One round: the same command, killed up to three times and then no more. */
async function killedUntilDone(args, draw, session) {
  const { folder, env } = session;
  const reference = await referenceOf(args, session);
  const out = join(folder, 'killed');
  mkdirSync(out);
  const command = ['train', ...args, '--out', out];
  const seen = { kills: 0, writes: 0, moments: [], wrong: [] };
  try {
    for (let left = draw.pick([1, 2, 3]); left > 0; left--) {
      const moment = momentIn(reference, draw);
      const { code, killed, err } = await run(command, { env, folder: out, moment });
      seen.moments.push(killed ? momentText(moment) : `${momentText(moment)} (finished before)`);
      if (!killed && code !== 0) seen.wrong.push(`it ended with ${code}: ${err.trim().split('\n').at(-1)}`);
      if (killed) seen.kills++;
      if (killed && filesIn(out).some(isTemporary)) seen.writes++;
      seen.wrong.push(...(await damages(out)));
      if (!killed) break;
    }
    const { code, err } = await run(command, { env });
    if (code !== 0) seen.wrong.push(`the last run ended with ${code}: ${err.trim().split('\n').at(-1)}`);
    seen.wrong.push(...differences(reference.outcome, outcome(out)).map((name) => `${name} differs`));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  return seen;
}

/** One round in several processes: one command, which begins all of them again where one of them was killed, up to three times. */
async function struckUntilDone(args, draw, session) {
  const { folder, env, processes } = session;
  const reference = await referenceOf(args, session);
  const out = join(folder, 'killed');
  const after = Array.from({ length: draw.pick([1, 2, 3]) }, () => Math.round(draw.next() * reference.milliseconds));
  try {
    const { code, kills, err } = await struck(['train', ...args, '--out', out], { env, processes, after, draw });
    const moments = after.map(
      (milliseconds, place) => `${milliseconds} ms${place < kills ? '' : ' (finished before)'}`,
    );
    const failed = code === 0 ? [] : [`it ended with ${code}: ${toldBy(err)}`];
    const differing = differences(reference.outcome, outcome(out)).map((name) => `${name} differs`);
    return { kills, writes: 0, moments, wrong: [...failed, ...(await damages(out)), ...differing] };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** What was said of processes that ended, and by those. */
function toldBy(err) {
  return err
    .split('\n')
    .filter((line) => /^(\[rank \d+\] |Rank \d+ |advtrain: )/.test(line) && !/: step \d/.test(line))
    .join(' ');
}

/** How a configuration ends when nobody kills it, and how long it takes. */
async function referenceOf(args, { folder, env, references, processes }) {
  const name = args.join(' ');
  const known = references.get(name);
  if (known) return known;
  const out = join(folder, 'whole');
  try {
    const command = ['train', ...args, '--out', out];
    const alone = { env, processes, after: [] };
    const { code, milliseconds, err } = await (processes > 1 ? struck(command, alone) : run(command, { env }));
    if (code !== 0) throw new Error(`advtrain train ${name} ended with ${code} though nobody killed it: ${err}`);
    const reference = { milliseconds, outcome: outcome(out) };
    references.set(name, reference);
    return reference;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** At any time of a run, or rather in one of the writes, of which tiny runs have a few dozen. */
function momentIn({ milliseconds }, draw) {
  return draw.next() < 0.4
    ? { after: Math.round(draw.next() * milliseconds) }
    : { write: 1 + Math.floor(draw.next() * 20) };
}

function momentText(moment) {
  return 'after' in moment ? `${moment.after} ms` : `write ${moment.write}`;
}

/** The arguments without the folder of the data. */
function said(args, data) {
  return args.map((arg) => arg.replace(`${data}${sep}`, '')).join(' ');
}

function verdict(wrong) {
  return wrong.length === 0 ? 'same' : `WRONG: ${wrong.join('; ')}`;
}
