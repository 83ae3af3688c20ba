import { hash, run, store, type Json, type RunResult, type TaskInfo } from '@advtrain/compare';
import { terminalReporter } from '@advtrain/engine/fetch';
import { lines, loadTask, methodNamed, type Settings } from 'advtrain';

/** What is run, and where finished runs are kept. */
export interface KeptOptions {
  readonly methods: readonly string[];
  /** Seeds 1 … n of each method. */
  readonly seeds: number;
  readonly folder: string;
}

/** What the runs were of, and what each method's gave, in the order of the seeds. */
export interface KeptRuns {
  readonly info: TaskInfo;
  readonly results: ReadonlyMap<string, readonly RunResult[]>;
}

/** Runs every method with every seed, but those that a folder has from another time; interrupted ones go on. */
export async function keptRuns(settings: Settings, { methods, seeds, folder }: KeptOptions): Promise<KeptRuns> {
  const { task } = await loadTask(settings, { reporter: terminalReporter(process.stderr) });
  const kept = store(folder, {});
  const on = lines(process.stderr);
  const { options, ...what } = settings;
  const results = new Map<string, RunResult[]>(methods.map((method) => [method, []]));
  for (let seed = 1; seed <= seeds; seed++) {
    for (const method of methods) {
      const id = `${method}-seed${seed}`;
      const key = hash([what as unknown as Json, options[method]!, task.fingerprint, method, seed]);
      const files = { record: kept.file(id, key, '.jsonl'), checkpoint: kept.file(id, key, '.safetensors') };
      const context = { task, training: settings, attack: settings.attack, on, key, checkpointSeconds: 120, ...files };
      const configured = { entry: methodNamed(method), options: options[method]! };
      const result = kept.finished(id, key) ?? (await run(configured, seed, context));
      kept.keep(id, result);
      results.get(method)!.push(result);
    }
  }
  return { info: task.info, results };
}
