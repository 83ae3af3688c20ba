import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibrate, compare, proposed, ruleNames } from '@advtrain/compare';
import type { Comparison, MethodOptions, Probe, RuleName, Task } from '@advtrain/compare';
import { naturalEntry, variant, writeFileAtomically } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { terminalReporter } from '@advtrain/engine/fetch';
import { lines, loadTask, methodNamed, resolve } from 'advtrain';
import type { Settings } from 'advtrain';
import { firstSeeds } from './accuracies.ts';
import { bestRule, withSeeds } from './calibration-cells.ts';
import type { Cell, Source } from './calibration-cells.ts';
import { page, rowOf } from './calibration-page.ts';
import { calibrated, calibrationModels, publishedOptions } from './calibration-plans.ts';
import { writePage } from './page-file.ts';
import type { CalibrationSettings } from '../task-settings.ts';

const sizes = { testSize: 1, maxLength: 64 };
const attack = { steps: 10, radii: ['2%'], headline: '2%', examples: 200 } as const;

/** A model and data. */
interface Setting {
  readonly model: string;
  readonly data: string;
}

/**
 * Methods with sizes by each rule and with published constants, on each model and data set: all rules with the first seed, then
 * the rule that is picked with the others. Finished runs, and probes, are kept.
 */
export async function calibrationBench(settings: CalibrationSettings): Promise<void> {
  const { tasks, seeds, out, json, quick } = settings;
  const { backend } = await engine();
  const models = Object.keys(calibrationModels).filter((name) => !quick || name === 'scratch');
  const all = models.flatMap((model) => tasks.map((data): Setting => ({ model, data })));
  let cells: readonly Cell[] = [];
  for (const setting of all) {
    cells = [...cells, ...(await cellsOf(setting, settings, quick ? ['half-fall'] : ruleNames, 1))];
    if (out !== undefined) await writePage(out, page(cells, backend));
  }
  // A rule that is judged on the seeds that it was picked on would look better than it is.
  const picked = [bestRule(cells)];
  for (const setting of seeds > 1 ? all : []) {
    cells = withSeeds(cells, await cellsOf(setting, settings, picked, seeds));
    if (out !== undefined) await writePage(out, page(cells, backend));
  }
  if (json) for (const cell of cells) console.log(JSON.stringify(rowOf(cell)));
  else console.log(page(cells, backend));
}

async function cellsOf(
  { model, data }: Setting,
  { examples, folder, quick }: CalibrationSettings,
  rules: readonly RuleName[],
  seeds: number,
): Promise<readonly Cell[]> {
  const plan = calibrationModels[model]!;
  const asked = resolve({
    ...sizes,
    ...plan,
    trainSize: examples,
    developmentSize: examples,
    ...(quick ? { epochs: 1 } : {}),
    data,
    model,
    seeds: firstSeeds(seeds),
  });
  const { settings, task } = await loadTask(asked, { reporter: terminalReporter(process.stderr) });
  const at = join(folder, model, data.replace('/', '-'));
  const probe = await probeOf(task, settings, join(at, `probe-${task.fingerprint.slice(0, 8)}.json`));
  const sized = calibrated.flatMap((method) => sizesOf(methodNamed(method), data, probe, rules));
  const comparison = await compare({
    ...settings,
    methods: [naturalEntry, ...sized.map(({ entry }) => entry)],
    options: {},
    attack: quick ? { ...attack, steps: 2, examples: 16 } : attack,
    task,
    folder: at,
    on: lines(process.stderr),
  });
  return [
    cellOf(comparison, { model, data, method: 'natural', source: 'natural', options: {} }, naturalEntry),
    ...sized.map(({ entry, method, source, options }) =>
      cellOf(comparison, { model, data, method, source, options }, entry),
    ),
  ];
}

/** A probe of the first seed; where one is kept of the same data and weights, that. */
async function probeOf(task: Task, settings: Settings, path: string): Promise<Probe> {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Probe;
  const { probe } = await calibrate({ task, methods: [], training: settings, on: lines(process.stderr) });
  mkdirSync(join(path, '..'), { recursive: true });
  await writeFileAtomically(path, [JSON.stringify(probe)]);
  return probe;
}

/** A method with options from somewhere, as a method of its own. */
interface Sized {
  readonly entry: MethodEntry;
  readonly method: string;
  readonly source: Source;
  readonly options: MethodOptions;
}

function sizesOf(entry: MethodEntry, data: string, probe: Probe, rules: readonly RuleName[]): readonly Sized[] {
  const from = (source: Source, options: MethodOptions): Sized => {
    const name = `${entry.name}-${source.replace('%', '').toLowerCase()}`;
    return {
      entry: variant(entry, { name, title: `${entry.title}, ${source}`, options }),
      method: entry.name,
      source,
      options,
    };
  };
  return [
    from('published', publishedOptions(entry.name, data)),
    ...rules.map((rule) => from(rule, proposed(probe, rule, { methods: [entry] }).proposals[0]?.options ?? {})),
  ];
}

function cellOf(comparison: Comparison, what: Omit<Cell, 'runs' | 'task' | 'headline'>, { name }: MethodEntry): Cell {
  const runs = comparison.runs.filter((run) => run.method === name);
  return { ...what, runs, task: comparison.task, headline: attack.headline };
}
