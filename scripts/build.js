// Builds what the `advtrain` command runs from, where it is not built or is older than its sources. Several processes may
// ask at once: one builds, the others wait, and no build is replaced while a command runs from it.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nx, root } from './run.js';

/** What a package is built from, as `nx.json` has it: its own files, and those of the repository. */
const OWN = ['src', 'native', 'scripts', 'package.json', 'tsconfig.json'];
const SHARED = ['tsconfig.base.json', 'package-lock.json'];

/** Holds the lock, which names its process, a mark while a build is not finished, and one for each process that runs from it. */
const notes = join(root, 'node_modules', '.cache', 'advtrain');
const lock = join(notes, 'lock');
const unfinished = join(notes, 'unfinished');
const running = 'running-';

/**
 * Sees to it that the command is built, and stays so until this process ends.
 *
 * @returns {Promise<number>} 0, or the code to exit with
 */
export async function built() {
  if (!existsSync(join(root, 'node_modules', 'nx')))
    return refused(`Nothing is installed in ${root}, but building needs it: run npm ci there.`);
  const packages = needed('advtrain');
  try {
    mkdirSync(notes, { recursive: true });
    await locked();
  } catch (error) {
    if (packages.every(fresh)) return 0;
    return refused(`${root} has no current build, and cannot be written (${error.message}): run npm run build there.`);
  }
  try {
    const code = packages.every(fresh) && !existsSync(unfinished) ? 0 : await build(packages);
    if (code === 0) keep();
    return code;
  } finally {
    rmSync(lock, { force: true });
  }
}

async function build(packages) {
  const first = existsSync(unfinished) || packages.some((folder) => builtAt(folder) === 0);
  const [other] = commands();
  if (!first && other !== undefined)
    return refused(
      `Sources changed, but process ${other} runs from their build: wait until it ends, or set ADVTRAIN_BUILT=1 to run from that build too.`,
    );
  const why = first ? '(about a minute, once)' : 'again, since sources changed';
  console.error(`Building advtrain's packages ${why}.`);
  writeFileSync(unfinished, '');
  const begun = new Date();
  const code = await nx(['run', 'advtrain:build'], { quiet: true });
  if (code !== 0) return code;
  // What Nx restores or leaves as it was may be older than a source of which only the time changed.
  for (const folder of packages) utimesSync(info(folder), begun, begun);
  rmSync(unfinished);
  return 0;
}

/** Lets others know that this process runs from the build. */
function keep() {
  const note = join(notes, `${running}${process.pid}`);
  writeFileSync(note, '');
  process.on('exit', () => rmSync(note, { force: true }));
}

/** The folders of a package here and of all that it depends on. */
function needed(name, found = new Set()) {
  const folder = join(root, 'packages', name);
  if (found.has(folder)) return [];
  found.add(folder);
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const other of Object.keys(dependencies))
    if (other.startsWith('@advtrain/')) needed(other.slice('@advtrain/'.length), found);
  return [...found];
}

function fresh(folder) {
  const at = builtAt(folder);
  const sources = [...OWN.map((name) => join(folder, name)), ...SHARED.map((name) => join(root, name))];
  return sources.every((path) => changedAt(path) <= at);
}

function info(folder) {
  return join(folder, 'dist', 'bundle');
}

/** When a package was built; 0 if it is not. Type-checking by `tsc -b` alone bundles nothing. */
function builtAt(folder) {
  return statSync(info(folder), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When a file, or anything in a folder, was changed, added or taken out last. */
function changedAt(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  const inside = stat.isDirectory() ? readdirSync(path).map((name) => changedAt(join(path, name))) : [];
  return Math.max(stat.mtimeMs, ...inside);
}

/** Takes the lock, once whoever has it gives it back or has died. */
async function locked() {
  for (let waits = 0; ; waits++) {
    try {
      return writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (waits === 10) console.error("Another process builds advtrain's packages: waiting for it.");
    if (abandoned()) rmSync(lock, { force: true });
    else await pause(100);
  }
}

function abandoned() {
  try {
    const owner = Number(readFileSync(lock, 'utf8'));
    return owner > 0 && !alive(owner);
  } catch {
    return false; // it was given back meanwhile
  }
}

/** The other processes that run from the build. */
function commands() {
  const all = readdirSync(notes).filter((name) => name.startsWith(running));
  const others = all.map((name) => Number(name.slice(running.length))).filter((id) => id !== process.pid);
  for (const id of others) if (!alive(id)) rmSync(join(notes, `${running}${id}`), { force: true });
  return others.filter(alive);
}

function alive(id) {
  try {
    process.kill(id, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  try {
    // One that has ended and that nobody asked how still has its number.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${id}/status`, 'utf8'));
  } catch {
    return true; // Linux alone says it
  }
}

function refused(sentence) {
  console.error(sentence);
  return 1;
}
