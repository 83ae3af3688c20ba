import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allowanceOf, configured, hash, lengthsOf, run, version } from '@advtrain/compare';
import type { Configured, Json, RunContext, TaskInfo } from '@advtrain/compare';
import { neighboursOption, writeFileAtomically, type MethodEntry } from '@advtrain/core';
import { engine } from '@advtrain/engine';
import { sha256Of, terminalReporter } from '@advtrain/engine/fetch';
import { lines, loadTask, resolve } from 'advtrain';
import type { Settings } from 'advtrain';
import { firstSeeds } from '../accuracies.ts';
import { writePage } from '../page-file.ts';
import type { WordsSettings } from '../../task-settings.ts';
import { wordnetNeighbours } from './neighbours.ts';
import { page, rowOf, type Cell, type WordsRun } from './page.ts';
import { budget, entries, shared } from './plans.ts';
import { wordAttack, type Held } from './word-attack.ts';

/** Training on embeddings and on words at equal units, and how many texts each keeps under both attacks. Finished runs are kept. */
export async function wordsBench(asked: WordsSettings): Promise<void> {
  const { seeds, examples, folder, out, quick, json } = asked;
  const { backend } = await engine();
  const part = {
    trainSize: Math.min(shared.trainSize, examples),
    developmentSize: Math.min(shared.developmentSize, examples),
  };
  const few = quick ? { epochs: 1, attack: { ...shared.attack, steps: 2, examples: 16 } } : {};
  const resolved = resolve({ ...shared, ...part, ...few, seeds: firstSeeds(seeds) });
  const { settings, task } = await loadTask(resolved, { reporter: terminalReporter(process.stderr) });
  mkdirSync(folder, { recursive: true });
  const neighbours = asked.neighbours ?? (await wordnetNeighbours(folder));
  const attack = await wordAttack(neighbours, settings);
  const methods = configured(entries, optionsWith(neighbours));
  const info: TaskInfo = { ...task.info, lengths: await lengthsOf(task) };
  const shares = sharedBy(settings, [task.fingerprint, backend, await sha256Of(neighbours)]);
  const on = lines(process.stderr);
  const runs: WordsRun[] = [];
  const cells = (): readonly Cell[] =>
    methods.map(({ entry }) => ({ entry, runs: runs.filter(({ result }) => result.method === entry.name) }));
  const about = { backend, info, attack: attack.name, headline: shared.attack.headline };
  for (const [place, { seed, method }] of placesOf(settings.seeds, methods).entries()) {
    const { entry, options } = method;
    const key = hash({ ...shares, method: entry.name, options, seed });
    const stem = join(folder, `${entry.name}-seed${seed}-${key.slice(0, 8)}`);
    process.stderr.write(`${place + 1}/${settings.seeds.length * methods.length} ${entry.title}, seed ${seed}\n`);
    const found = await once(`${stem}.json`, () =>
      oneRun(method, seed, attack.held, {
        task,
        training: settings,
        attack: settings.attack,
        methods,
        key,
        on,
        allowance: allowanceOf(`x${budget}`),
        checkpointSeconds: 120,
        record: `${stem}.jsonl`,
        checkpoint: `${stem}.safetensors`,
      }),
    );
    runs.push(found);
    if (json) console.log(JSON.stringify(rowOf(found)));
    if (out !== undefined) await writePage(out, page(cells(), about));
  }
  if (!json) console.log(page(cells(), about));
}

/** Trains a method with a seed, and attacks what came of it word by word. */
async function oneRun(
  method: Configured,
  seed: number,
  attack: (...given: Parameters<NonNullable<RunContext['trained']>>) => Promise<Held>,
  context: RunContext,
): Promise<WordsRun> {
  let held: Held | undefined;
  const result = await run(method, seed, {
    ...context,
    trained: async (model, pause) => {
      held = await attack(model, pause);
    },
  });
  return { result, ...(held ? { held } : {}) };
}

/** What a file holds, or else what `make` gives, which is then kept there. */
async function once(path: string, make: () => Promise<WordsRun>): Promise<WordsRun> {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as WordsRun;
  const made = await make();
  await writeFileAtomically(path, [JSON.stringify(made)]);
  return made;
}

function placesOf(seeds: readonly number[], methods: readonly Configured[]) {
  return seeds.flatMap((seed) => methods.map((method) => ({ seed, method })));
}

/** The file of neighbours as an option of each method that has one. */
function optionsWith(neighbours: string): Readonly<Record<string, { readonly neighbours: string }>> {
  const takes = ({ options }: MethodEntry): boolean => neighboursOption(options) !== undefined;
  return Object.fromEntries(entries.filter(takes).map(({ name }) => [name, { neighbours }]));
}

/** What all runs have in common: with anything else they are others. */
function sharedBy(settings: Settings, more: readonly string[]): Record<string, Json> {
  const { methods: _methods, options: _options, seeds: _seeds, preset: _preset, ...rest } = settings;
  return { version, budget, ...(rest as unknown as Record<string, Json>), more };
}
