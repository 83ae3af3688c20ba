import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../usage-error.ts';
import type { RunResult } from './results.ts';

/** Anything that JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/** A folder of results: one file a finished run, so that a comparison that was cut off goes on from there. */
export interface Store {
  readonly folder: string;
  /** The finished run of this name and key, or `undefined`. */
  finished(name: string, key: string): RunResult | undefined;
  /** The file of this run with another ending: its record, its checkpoint. */
  file(name: string, key: string, ending: string): string;
  /** Keeps a finished run: all of it or nothing. */
  keep(name: string, result: RunResult): void;
  /** Writes a file of the folder: all of it or nothing. */
  write(name: string, text: string): void;
}

/**
 * Opens or creates a folder of results. `shared` is what all its runs have in common; if the folder holds runs of other
 * values, that is a {@link UsageError} that names the first difference. `restart` forgets what the folder holds.
 */
export function store(folder: string, shared: Json, restart = false): Store {
  const runs = join(folder, 'runs');
  try {
    if (restart) rmSync(runs, { recursive: true, force: true });
    if (restart) rmSync(join(folder, 'shared.json'), { force: true });
    mkdirSync(runs, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Cannot write to the folder ${folder} (${reason}); choose another with --out.`);
  }
  agree(folder, shared);
  const file = (name: string, key: string, ending: string) => runFile(folder, name, key, ending);
  return {
    folder,
    file,
    finished(name, key) {
      const path = file(name, key, '.json');
      if (!existsSync(path)) return undefined;
      const result = parsed(path) as RunResult | undefined;
      return result?.key === key ? result : undefined;
    },
    keep: (name, result) => {
      writeAtomically(file(name, result.key, '.json'), `${JSON.stringify(result, null, 2)}\n`);
    },
    write: (name, text) => {
      writeAtomically(join(folder, name), text);
    },
  };
}

/** The file of a run of this name and key, with an ending, in a folder of results. */
export function runFile(folder: string, name: string, key: string, ending: string): string {
  return join(folder, 'runs', `${name}-${key.slice(0, 8)}${ending}`);
}

function agree(folder: string, shared: Json): void {
  const path = join(folder, 'shared.json');
  const there = existsSync(path) ? parsed(path) : undefined;
  if (there !== undefined && canonical(there) !== canonical(shared)) {
    const difference = firstDifference(there, shared);
    throw new UsageError(
      `${folder} holds a comparison with other settings (${difference}); choose another folder with --out, ` +
        `or --restart to begin anew in this one.`,
    );
  }
  writeAtomically(path, `${JSON.stringify(shared, null, 2)}\n`);
}

function firstDifference(there: Json, here: Json, path = ''): string {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject(there) && isObject(here)) {
    const a = there as Record<string, Json>;
    const b = here as Record<string, Json>;
    const name = [...Object.keys(a), ...Object.keys(b)].find((n) => canonical(a[n]) !== canonical(b[n])) ?? '';
    return firstDifference(a[name] ?? null, b[name] ?? null, path === '' ? name : `${path}.${name}`);
  }
  return `${path} ${JSON.stringify(there)} there, ${JSON.stringify(here)} here`;
}

/** A file's JSON, or `undefined` if it is cut off or none. */
function parsed(path: string): Json | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Json;
  } catch {
    return undefined;
  }
}

/** The SHA-256, in hex, of a value: the same for the same content whatever the order of its properties. */
export function hash(value: Json): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonical(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return value === undefined ? 'null' : JSON.stringify(value);
  const entries = Object.entries(value as Record<string, Json | undefined>).filter(([, v]) => v !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, v]) => `${JSON.stringify(name)}:${canonical(v)}`).join(',')}}`;
}

/** Writes a file under a temporary name and renames it: a reader sees the old content or the new. */
export function writeAtomically(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/** A record of a run: one JSON object a line, appended as things happen. */
export interface RunRecord {
  /** Appends a line. */
  add(entry: Readonly<Record<string, Json | undefined>>): void;
}

/** Opens the record at `path`, after `keep` lines of what it holds (those before a checkpoint), or anew. */
export function runRecord(path: string, keep = 0): RunRecord {
  const old = keep > 0 && existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, keep) : [];
  writeAtomically(path, old.map((line) => `${line}\n`).join(''));
  return {
    add: (entry) => {
      appendFileSync(path, `${JSON.stringify(entry)}\n`);
    },
  };
}
