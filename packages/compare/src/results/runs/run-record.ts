import { existsSync, readFileSync } from 'node:fs';
import { appendText, writeTextAtomically } from '@advtrain/core';
import type { Json } from '../json.ts';

/** A record of a run: one JSON object a line, appended as things happen. */
export interface RunRecord {
  /** Appends a line. */
  add(entry: Readonly<Record<string, Json | undefined>>): void;
}

/** Opens the record at `path`, after `keep` lines of what it holds (those before a checkpoint), or anew. */
export function runRecord(path: string, keep = 0): RunRecord {
  const old = keep > 0 && existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, keep) : [];
  writeTextAtomically(path, old.map((line) => `${line}\n`).join(''));
  return {
    add: (entry) => {
      appendText(path, `${JSON.stringify(entry)}\n`);
    },
  };
}
