import { compare, type Comparison } from '@advtrain/compare';
import { terminalReporter } from '@advtrain/engine/fetch';
import { lines, loadTask, methodNamed, type Settings } from 'advtrain';

/** Compares methods by what they score, without an attack; runs that a folder has from another time are not run again. */
export async function accuracies(asked: Settings, folder: string): Promise<Comparison> {
  const { settings, task } = await loadTask(asked, { reporter: terminalReporter(process.stderr) });
  const { methods, options } = settings;
  return compare({
    ...settings,
    methods: methods.map((name) => methodNamed(name)),
    options: Object.fromEntries(methods.map((name) => [name, options[name] ?? {}])),
    attack: 'none',
    task,
    folder,
    on: lines(process.stderr),
  });
}

/** Seeds 1 … n. */
export function firstSeeds(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
