import { join } from 'node:path';
import { resolve, type Config } from 'advtrain';
import { task as named } from '@advtrain/datasets';
import { engine } from '@advtrain/engine';
import { accuracies, firstSeeds } from './accuracies.ts';
import { page, rowOf, type Cell } from './glue-page.ts';
import { gluePlans } from './glue-plans.ts';
import { writePage } from './page-file.ts';
import type { GlueSettings } from '../task-settings.ts';

/**
 * Three rounds in no ball. The published step sizes are for BERT and RoBERTa; an attack at ε 0.05 takes a fifth of what this model
 * gets right (bench/quick.md), so three steps go about that far.
 */
const freelb = { steps: 3, stepSize: 0.02, start: 0.02, radius: 'none' };
const methods = ['natural', 'freelb'];
const shared = {
  model: 'minilm-l6',
  batchSize: 32,
  learningRate: 1e-4,
  developmentSize: 10_000,
  testSize: 1,
} satisfies Config;

/** MiniLM-L6 on tasks of GLUE and two of multiple choice, natural training against FreeLB. Finished runs are kept. */
export async function glueBench({ tasks, seeds, examples, folder, out, json }: GlueSettings): Promise<void> {
  const { backend } = await engine();
  const cells: Cell[] = [];
  for (const name of tasks) {
    for (const cell of await cellsOf(name, seeds ?? gluePlans[name]!.seeds, examples, folder)) {
      cells.push(cell);
      if (json) console.log(JSON.stringify(rowOf(cell)));
      if (out !== undefined) await writePage(out, page(cells, backend));
    }
  }
  if (!json) console.log(page(cells, backend));
}

/** Both methods on a task, every seed of both. */
async function cellsOf(name: string, count: number, examples: number, folder: string): Promise<readonly Cell[]> {
  const { data = name, epochs, maxLength, ...plan } = gluePlans[name]!;
  const trainSize = Math.min(plan.trainSize, examples);
  const developmentSize = Math.min(shared.developmentSize, examples);
  const sizes = { epochs, maxLength, trainSize, developmentSize };
  const seeds = firstSeeds(count);
  const settings = resolve({ ...shared, ...sizes, data, methods, seeds, options: { freelb } });
  const comparison = await accuracies(settings, join(folder, name));
  const { metrics, title } = named(data);
  return methods.map((method) => ({
    task: name,
    title,
    metric: metrics[0],
    method,
    runs: comparison.runs.filter((run) => run.method === method),
    examples: comparison.task,
    epochs,
  }));
}
