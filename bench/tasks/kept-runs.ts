import { hash, run, store, type Json, type MethodName, type RunResult } from '@advtrain/compare';
import type { Settings, TaskInfo } from '@advtrain/compare';
import { terminalReporter } from '@advtrain/engine/fetch';
import { live, loadTask } from 'advtrain';

/** What is run, and where finished runs are kept. */
export interface KeptOptions {
  readonly methods: readonly MethodName[];
  /** Seeds 1 … n of each method. */
  readonly seeds: number;
  readonly folder: string;
}

/** What the runs were of, and what each method's gave, in the order of the seeds. */
export interface KeptRuns {
  readonly info: TaskInfo;
  readonly results: ReadonlyMap<MethodName, readonly RunResult[]>;
}

/** Runs every method with every seed, but those that a folder has from another time; interrupted ones go on. */
export async function keptRuns(settings: Settings, { methods, seeds, folder }: KeptOptions): Promise<KeptRuns> {
  const { task } = await loadTask(settings, { reporter: terminalReporter(process.stderr) });
  const kept = store(folder, {});
  const lines = live(process.stderr);
  const { options, ...what } = settings;
  const results = new Map<MethodName, RunResult[]>(methods.map((method) => [method, []]));
  for (let seed = 1; seed <= seeds; seed++) {
    for (const method of methods) {
      const id = `${method}-seed${seed}`;
      const key = hash([what as unknown as Json, options[method], task.fingerprint, method, seed]);
      const files = { record: kept.file(id, key, '.jsonl'), checkpoint: kept.file(id, key, '.safetensors') };
      const context = { task, settings, live: lines, key, checkpointSeconds: 120, ...files };
      const result = kept.finished(id, key) ?? (await run(method, seed, context));
      kept.keep(id, result);
      results.get(method)!.push(result);
    }
  }
  return { info: task.info, results };
}
