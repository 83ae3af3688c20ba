import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunName } from '../events.ts';
import { idOf } from '../sharing/place.ts';
import { titleOf } from '../results/cells.ts';
import type { Comparison } from '../results/results.ts';
import type { RunResult } from '../results/runs/run-result.ts';
import { isRunResult } from '../results/runs/finished.ts';
import { hash, isTable, jsonIn } from '../results/json.ts';
import type { Json } from '../results/json.ts';
import { runFile } from '../results/runs/run-files.ts';
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

/**
 * The comparison that a folder holds. Throws a {@link UsageError} where it holds none.
 *
 * @param folder that of the results.
 */
export function readComparison(folder: string): Comparison {
  const path = join(folder, 'results.json');
  if (!existsSync(path)) throw new UsageError(`${folder} has no results.json: name a folder that compare wrote.`);
  const value = jsonIn(path) as Partial<Comparison> | undefined;
  const { format, settings, methods, runs } = value ?? {};
  const isWhole = isListOf(methods, isMethod) && isListOf(runs, isRunResult);
  if (format !== 1 || !isTable(settings) || !isWhole)
    throw new UsageError(`${path} is damaged, or no file that compare wrote: name another folder.`);
  return value as Comparison;
}

function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isMethod(value: unknown): boolean {
  return isTable(value) && typeof value['name'] === 'string' && typeof value['title'] === 'string';
}

/** What a folder says that its runs have in common. */
export interface SharedByRuns {
  /** The hash of data and starting model. */
  readonly fingerprint: string;
  /** The version that trained. */
  readonly version?: string;
}

/** What a folder's runs have in common. Throws a {@link UsageError} where it does not say of what data and model they are. */
export function sharedIn(folder: string): SharedByRuns {
  const path = join(folder, 'shared.json');
  const value = jsonIn(path);
  const { fingerprint, version } = isTable(value) ? value : {};
  if (typeof fingerprint !== 'string')
    throw new UsageError(
      `${path} is missing or damaged, so nobody can say what data the runs had: name another folder.`,
    );
  return { fingerprint, ...(typeof version === 'string' ? { version } : {}) };
}

/** The finished runs of a folder. */
export function auditedRuns(folder: string, comparison: Comparison): readonly AuditedRun[] {
  return comparison.runs.map((run) => {
    const file = (ending: string) => runFile(folder, idOf(run.method, run.seed), run.key, ending);
    return { run, title: titleOf(comparison, run.method), record: readRecord(file('.jsonl')), file };
  });
}

/** A run as verdicts name it. */
export function runOf({ run: { method, seed }, title }: AuditedRun): RunName {
  return { method, title, seed };
}

/** What a run is told of by. */
export function nameOf({ run: { seed }, title }: AuditedRun): string {
  return `${title}, seed ${seed}`;
}

/** Where a run contradicts itself, in sentences. */
export function contradictions(audited: AuditedRun): readonly string[] {
  const { run, record, file } = audited;
  const name = nameOf(audited);
  const path = file('.json');
  const found: string[] = [];
  const other = jsonIn(path);
  if (other === undefined) found.push(`${name}: ${path} is missing or damaged.`);
  else if (hash(other) !== hash(run as unknown as Json)) found.push(`${name}: ${path} and results.json differ.`);
  if (run.steps < 1) return [...found, `${name}: it has no step, so nothing of it can be verified.`];
  const missing = firstMissing(record);
  if (missing !== run.steps + 1 || record.losses.size > run.steps) {
    const what = missing > run.steps ? `has more than its ${run.steps} steps` : `lacks step ${missing} of ${run.steps}`;
    return [...found, `${name}: the record ${file('.jsonl')} ${what}.`];
  }
  const stray = strayPoint(record, run.curve);
  if (stray) found.push(`${name}: the learning curve is not that of the record at step ${stray.step}.`);
  return found;
}

/** The first step that a record lacks. */
function firstMissing({ losses }: StepRecord): number {
  let step = 1;
  while (losses.has(step)) step++;
  return step;
}
