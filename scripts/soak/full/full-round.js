// A command on a disk that is full at some moment, and what it may leave there.

import { cpSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../killed.js';
import { differences, outcome } from '../outcome.js';
import { damages, filesIn, isTemporary } from '../readable.js';

/** How a command ends on a disk with room, in a new folder and, where it may, in one that has an earlier result. */
export async function ending({ args, before, env }, folder) {
  const earlier = join(folder, 'earlier');
  const out = join(folder, 'out');
  const fresh = join(folder, 'fresh');
  const [once] = await endingOn([args], out, env, fresh);
  const ends = { fresh: once, bytes: bytesOf(fresh) };
  if (before === undefined) return ends;
  const [first, replaced] = await endingOn([before, args], out, env, earlier);
  return { ...ends, replaced, earlier: { folder: earlier, outcome: first } };
}

/** What commands leave one after the other in a folder, which is copied to another after the first. */
async function endingOn(commands, out, env, copy) {
  const outcomes = [];
  for (const args of commands) {
    const { code, err } = await run([...args, '--out', out], { env });
    if (code !== 0) throw new Error(`advtrain ${args.join(' ')} ended with ${code} though it had room: ${err}`);
    outcomes.push(outcome(out));
    if (outcomes.length > 1) continue;
    rmSync(copy, { recursive: true, force: true });
    cpSync(out, copy, { recursive: true });
  }
  rmSync(out, { recursive: true });
  return outcomes;
}

/** One round: a command on a disk that has so many bytes, and again when there is room. */
export async function fullUntilFreed({ args, env }, { small, ends, room, replaces, every }) {
  const out = join(small.folder, 'out');
  rmSync(out, { recursive: true, force: true });
  if (replaces) cpSync(ends.earlier.folder, out, { recursive: true });
  const expected = replaces ? ends.replaced : ends.fresh;
  const asked = [...args, '--out', out, '--checkpoint-every', every];
  small.leave(room);
  const first = await run(asked, { env });
  const seen = { filled: first.code !== 0, said: lastLine(first.err), wrong: [] };
  if (seen.filled) {
    seen.wrong.push(...said(first), ...(await left(out)));
    if (replaces) seen.wrong.push(...lost(out, ends.earlier.outcome, expected));
  }
  small.free();
  const { code, err } = await run(asked, { env });
  if (code !== 0) seen.wrong.push(`with room it ended with ${code}: ${lastLine(err)}`);
  else seen.wrong.push(...differences(expected, outcome(out)).map((name) => `${name} differs`));
  return seen;
}

/** What is wrong with how a command tells of a full disk. */
function said({ code, err }) {
  const sentences = err.split('\n').filter((line) => line.startsWith('advtrain: '));
  const wrong = [];
  if (code !== 1 && code !== 2) wrong.push(`it ended with ${code}`);
  if (sentences.length !== 1) wrong.push(`it said ${sentences.length} sentences`);
  if (!/is full|are free/.test(sentences[0] ?? ''))
    wrong.push(`it did not say that the disk is full: ${lastLine(err)}`);
  if (/^ +at /m.test(err)) wrong.push('it printed a stack trace');
  return wrong;
}

/** What is half written or left over in a folder. */
async function left(out) {
  if (!existsSync(out)) return [];
  const temporary = filesIn(out).filter((name) => isTemporary(name) || /[.]tmp[/\\]|lock/.test(name));
  return [...(await damages(out)), ...temporary.map((name) => `${name} is left over`)];
}

/** Which files of an earlier model are neither as they were nor as they were to be. */
function lost(out, earlier, later) {
  const model = [...earlier.keys()].filter((name) => /^(model[.]safetensors|config[.]json|tokenizer.*)$/.test(name));
  const isWhole = (name) => {
    const now = existsSync(join(out, name)) ? readFileSync(join(out, name), 'latin1') : undefined;
    return now !== undefined && [earlier, later].some((each) => each.get(name) === now);
  };
  return model.filter((name) => !isWhole(name)).map((name) => `${name}, of the earlier result, is not whole`);
}

function lastLine(text) {
  return text.trim().split('\n').at(-1);
}

/** Bytes that the files in a folder take, in whole pages. */
function bytesOf(folder) {
  const pages = filesIn(folder).map((name) => Math.ceil(statSync(join(folder, name)).size / 4096));
  return 4096 * pages.reduce((sum, count) => sum + count, 0);
}
