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
import { page, rowOf } from './calibration-page.ts';
import type { Cell, Source } from './calibration-page.ts';
import { calibrated, calibrationModels, publishedOptions } from './calibration-plans.ts';
import { writePage } from './page-file.ts';
import type { CalibrationSettings } from '../task-settings.ts';

const sizes = { trainSize: 2000, developmentSize: 1000, testSize: 1, maxLength: 64 };
const attack = { steps: 10, radii: ['2%', '5%'], headline: '2%', examples: 200 } as const;

/**
 * Methods with sizes by each rule and with published constants, on each model and data set. Finished runs, and probes, are kept.
 */
export async function calibrationBench(settings: CalibrationSettings): Promise<void> {
  const { tasks, out, json, quick } = settings;
  const { backend } = await engine();
  const cells: Cell[] = [];
  for (const model of Object.keys(calibrationModels).filter((name) => !quick || name === 'scratch')) {
    for (const data of tasks) {
      const found = await cellsOf(model, data, settings);
      cells.push(...found);
      if (json) for (const cell of found) console.log(JSON.stringify(rowOf(cell)));
      if (out !== undefined) await writePage(out, page(cells, backend));
    }
  }
  if (!json) console.log(page(cells, backend));
}

async function cellsOf(model: string, data: string, how: CalibrationSettings): Promise<readonly Cell[]> {
  const { seeds, examples, folder, quick } = how;
  const plan = calibrationModels[model]!;
  const part = {
    trainSize: Math.min(sizes.trainSize, examples),
    developmentSize: Math.min(sizes.developmentSize, examples),
  };
  const asked = resolve({
    ...sizes,
    ...plan,
    ...part,
    ...(quick ? { epochs: 1 } : {}),
    data,
    model,
    seeds: firstSeeds(seeds),
  });
  const { settings, task } = await loadTask(asked, { reporter: terminalReporter(process.stderr) });
  const at = join(folder, model, data.replace('/', '-'));
  const probe = await probeOf(task, settings, join(at, `probe-${task.fingerprint.slice(0, 8)}.json`));
  const sized = calibrated.flatMap((method) =>
    sizesOf(methodNamed(method), data, probe, quick ? ['half-fall'] : ruleNames),
  );
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
