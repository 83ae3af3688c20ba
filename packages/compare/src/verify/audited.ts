import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { idOf } from '../compare.ts';
import { titleOf } from '../results/cells.ts';
import type { Comparison, RunResult } from '../results/results.ts';
import { hash, runFile } from '../results/store.ts';
import type { Json } from '../results/store.ts';
import { UsageError } from '../usage-error.ts';
import { readRecord, strayPoint } from './record.ts';
import type { StepRecord } from './record.ts';

/** A run of a folder of results, with its record. */
export interface AuditedRun {
  readonly run: RunResult;
  readonly title: string;
  readonly record: StepRecord;
  /** The path of its files, by their ending. */
  readonly file: (ending: string) => string;
}

/** The comparison that a folder holds. Throws a {@link UsageError} where it holds none. */
export function readComparison(folder: string): Comparison {
  const path = join(folder, 'results.json');
  if (!existsSync(path)) throw new UsageError(`${folder} has no results.json: name a folder that compare wrote.`);
  const value = json(path) as Partial<Comparison> | undefined;
  if (value?.format !== 1 || !value.settings || !Array.isArray(value.runs))
    throw new UsageError(`${path} is damaged, or no file that compare wrote: name another folder.`);
  return value as Comparison;
}

/** The hash of data and starting model that a folder's runs have in common. Throws a {@link UsageError} where it says none. */
export function fingerprintOf(folder: string): string {
  const path = join(folder, 'shared.json');
  const value = existsSync(path) ? (json(path) as { readonly fingerprint?: unknown } | undefined) : undefined;
  if (typeof value?.fingerprint !== 'string')
    throw new UsageError(
      `${path} is missing or damaged, so nobody can say what data the runs had: name another folder.`,
    );
  return value.fingerprint;
}

/** The finished runs of a folder. */
export function auditedRuns(folder: string, comparison: Comparison): readonly AuditedRun[] {
  return comparison.runs.map((run) => {
    const file = (ending: string) => runFile(folder, idOf(run.method, run.seed), run.key, ending);
    return { run, title: titleOf(comparison, run.method), record: readRecord(file('.jsonl')), file };
  });
}

/** Where a run contradicts itself, in sentences. */
export function contradictions({ run, title, record, file }: AuditedRun): readonly string[] {
  const name = `${title}, seed ${run.seed}`;
  const path = file('.json');
  const found: string[] = [];
  const other = existsSync(path) ? json(path) : undefined;
  if (other === undefined) found.push(`${name}: ${path} is missing or damaged.`);
  else if (hash(other) !== hash(run as unknown as Json)) found.push(`${name}: ${path} and results.json differ.`);
  const missing = Array.from({ length: run.steps }, (_, index) => index + 1).find((step) => !record.losses.has(step));
  if (missing !== undefined || record.losses.size > run.steps) {
    const what =
      missing === undefined ? `has more than its ${run.steps} steps` : `lacks step ${missing} of ${run.steps}`;
    return [...found, `${name}: the record ${file('.jsonl')} ${what}.`];
  }
  const stray = strayPoint(record, run.curve);
  if (stray) found.push(`${name}: the learning curve is not that of the record at step ${stray.step}.`);
  return found;
}

function json(path: string): Json | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Json;
  } catch {
    return undefined;
  }
}
