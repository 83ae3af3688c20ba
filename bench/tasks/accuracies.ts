import { compare, type Comparison } from '@advtrain/compare';
import { terminalReporter } from '@advtrain/engine/fetch';
import { lines, loadTask, methods as all, type Settings } from 'advtrain';

/** Which methods are trained how often, and where finished runs are kept. */
export interface AccuracyOptions {
  readonly methods: readonly string[];
  /** Seeds 1 … n of each method. */
  readonly seeds: number;
  readonly folder: string;
}

/** Compares methods by what they score, without an attack; runs that a folder has from another time are not run again. */
export async function accuracies(asked: Settings, { methods, seeds, folder }: AccuracyOptions): Promise<Comparison> {
  const { settings, task } = await loadTask(asked, { reporter: terminalReporter(process.stderr) });
  const entries = all.filter(({ name }) => methods.includes(name));
  return compare({
    ...settings,
    methods: entries,
    options: Object.fromEntries(entries.map(({ name }) => [name, settings.options[name] ?? {}])),
    seeds: Array.from({ length: seeds }, (_, index) => index + 1),
    attack: 'none',
    task,
    folder,
    on: lines(process.stderr),
  });
}
