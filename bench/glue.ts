// MiniLM-L6 on tasks of GLUE and two of multiple choice, natural training against FreeLB; writes bench/glue.md. Data: ADVTRAIN_DATA
// or the hub. What is finished is kept in --folder. After a build: node --import tsx bench/glue.ts [--tasks glue/rte,arc/easy]
// [--seeds 3] [--examples 500] [--folder advtrain-results/glue] [--out FILE]

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomically } from '@advtrain/core';
import { hash, live, loadTask, resolve, run, store, type Config, type Json, type RunResult } from '@advtrain/compare';
import { task as named } from '@advtrain/datasets';
import { engine } from '@advtrain/engine';
import { terminalReporter } from '@advtrain/engine/fetch';
import { page, type Cell } from './glue-page.ts';

/** What of each task is trained on, and how often. */
const plans: Readonly<
  Record<string, { readonly trainSize: number; readonly epochs: number; readonly maxLength: number }>
> = {
  'glue/sst2': { trainSize: 4000, epochs: 2, maxLength: 64 },
  'glue/cola': { trainSize: 8551, epochs: 3, maxLength: 64 },
  'glue/rte': { trainSize: 2490, epochs: 3, maxLength: 128 },
  'glue/stsb': { trainSize: 5749, epochs: 3, maxLength: 64 },
  'arc/easy': { trainSize: 2251, epochs: 3, maxLength: 64 },
  commonsenseqa: { trainSize: 9741, epochs: 2, maxLength: 64 },
};
/** Three rounds in no ball: the constants that PyTorch was measured with on these weights. */
const freelb = { steps: 3, stepSize: 0.1, start: 0.1, radius: 'none' };
const methods = ['natural', 'freelb'] as const;
const shared: Config = { model: 'minilm-l6', batchSize: 32, learningRate: 1e-4, developmentSize: 10_000, testSize: 1 };
// Not what is measured here, and so as little as a run may have.
const attack = { steps: 1, radii: [0.05], headline: 0.05, examples: 8 };

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tasks: { type: 'string', default: Object.keys(plans).join(',') },
      seeds: { type: 'string', default: '1' },
      examples: { type: 'string', default: '100000' },
      folder: { type: 'string', default: join('advtrain-results', 'glue') },
      out: { type: 'string', default: new URL('glue.md', import.meta.url).pathname },
    },
  });
  const [seeds, examples] = (['seeds', 'examples'] as const).map((name) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value > 0) return value;
    throw new Error(`--${name} is ${values[name]}, but must be a whole number of at least 1.`);
  }) as [number, number];
  const tasks = values.tasks.split(',');
  const unknown = tasks.find((name) => !Object.hasOwn(plans, name));
  if (unknown !== undefined) {
    throw new Error(`--tasks has ${unknown}, but must be of ${Object.keys(plans).join(', ')}.`);
  }
  const { backend } = await engine();
  const cells: Cell[] = [];
  for (const name of tasks) {
    for (const cell of await cellsOf(name, seeds, examples, values.folder)) {
      cells.push(cell);
      await writeFileAtomically(values.out, [page(cells, backend)]);
    }
  }
  console.log(page(cells, backend));
}

/** Both methods on a task, every seed of both. */
async function cellsOf(name: string, seeds: number, examples: number, folder: string): Promise<readonly Cell[]> {
  const plan = plans[name]!;
  const trainSize = Math.min(plan.trainSize, examples);
  const settings = resolve({ ...shared, ...plan, trainSize, data: name, attack, options: { freelb } });
  const reporter = terminalReporter(process.stderr);
  const { task } = await loadTask(settings, { reporter });
  const kept = store(join(folder, name), {});
  const lines = live(process.stderr);
  const results = new Map<string, RunResult[]>(methods.map((method) => [method, []]));
  for (let seed = 1; seed <= seeds; seed++) {
    for (const method of methods) {
      const id = `${method}-seed${seed}`;
      const key = hash([settings as unknown as Json, task.fingerprint, method, seed]);
      const files = { record: kept.file(id, key, '.jsonl'), checkpoint: kept.file(id, key, '.safetensors') };
      const context = { task, settings, live: lines, key, checkpointSeconds: 120, ...files };
      const result = kept.finished(id, key) ?? (await run(method, seed, context));
      kept.keep(id, result);
      results.get(method)?.push(result);
    }
  }
  const { metrics, title } = named(name);
  return [...results].map(([method, runs]) => ({
    task: name,
    title,
    metric: metrics[0],
    method,
    runs,
    examples: task.info,
  }));
}
