import { cpus } from 'node:os';
import { collapsed, count, optionsText, points, radiusOf, spread } from '@advtrain/compare';
import type { MethodOptions, RunResult, TaskInfo } from '@advtrain/compare';
import type { Length, MethodEntry } from '@advtrain/core';
import { attacked, budget } from './plans.ts';
import type { Held } from './word-attack.ts';

/** A run, and what the attack on words has left of it; absent where the run diverged. */
export interface WordsRun {
  readonly result: RunResult;
  readonly held?: Held;
}

/** A method's runs. */
export interface Cell {
  readonly entry: MethodEntry;
  readonly runs: readonly WordsRun[];
}

/** What the page says of all of them. */
export interface About {
  readonly backend: string;
  readonly info: TaskInfo;
  /** The name of the attack on words. */
  readonly attack: string;
  /** The radius of the attack on embeddings. */
  readonly headline: Length;
}

/** A run as an object of the JSON output. */
export function rowOf({ result, held }: WordsRun): Readonly<Record<string, unknown>> {
  const { method, seed, options, status, accuracy, robust, steps, epochs, units, seconds } = result;
  return {
    method,
    seed,
    options,
    status,
    steps,
    epochs,
    units: units.counted,
    seconds: seconds.training,
    development: accuracy['development'],
    robust,
    words: held,
  };
}

/** The page about some methods, in Markdown. */
export function page(cells: readonly Cell[], about: About): string {
  const { backend, info, attack, headline } = about;
  const [cpu] = cpus();
  const { text } = radiusOf(headline, info);
  const texts = cells[0]?.runs[0]?.held?.texts ?? attacked.examples;
  const rows = cells.filter(({ runs }) => runs.length > 0).map((cell) => line(cell, about));
  return `# Training on words and on embeddings at equal units

\`npm run bench -- words\` on ${cpus().length} cores of ${cpu?.model.trim() ?? 'an unknown processor'}, ${backend}, Node ${process.versions.node.split('.')[0] ?? ''}: ${info.model}, ${info.data}; ${count(info.trainExamples)} sentences to train on. Every method but plain natural training has ${budget} times what that costs, in units; the last step's parameters are measured. Clean: of ${count(info.sets[0]?.examples ?? 0)} development sentences. Embeddings: of ${count(texts)} of them, under ten moves of projected gradient ascent at ε ${text}. Words: of the same, under ${attack}, at most ${100 * attacked.maxShare} % of the words and ${attacked.most} neighbours a word. Both search at the calibrated temperature. Kept: the share of the sentences that were right which the attack on words did not break. In percent, medians of the seeds with their range in brackets; lost: runs that answer one class, or whose loss stopped being a number.

${table(['method', 'options', 'clean', 'embeddings', 'words', 'kept', 'queries', 'units', 'epochs', 'seeds', 'lost'], rows)}`;
}

function line({ entry, runs }: Cell, { info, headline }: About): readonly string[] {
  const { radius } = radiusOf(headline, info);
  const results = runs.map(({ result }) => result);
  const held = runs.flatMap((each) => each.held ?? []);
  const under = results.flatMap(({ robust }) => robust.find((point) => point.radius === radius)?.accuracy ?? []);
  return [
    entry.title,
    optionsText(shown(results[0]!.options)),
    spreadText(
      results.flatMap(({ accuracy }) => accuracy['development'] ?? []),
      points,
    ),
    spreadText(under, points),
    spreadText(
      held.map((each) => each.held / each.texts),
      points,
    ),
    spreadText(
      held.map((each) => each.held / Math.max(1, each.right)),
      points,
    ),
    spreadText(
      held.map(({ queries }) => queries),
      count,
    ),
    spreadText(
      results.map(({ units }) => units.counted),
      count,
    ),
    spreadText(
      results.map(({ epochs }) => epochs),
      (value) => value.toFixed(1),
    ),
    `${runs.length}`,
    `${results.filter((run) => run.status === 'diverged' || collapsed(run, { task: info })).length}`,
  ];
}

/** Options without the path of a file, which is the reader's own. */
function shown({ neighbours: _path, ...options }: MethodOptions): MethodOptions {
  return options;
}

function spreadText(values: readonly number[], text: (value: number) => string): string {
  const found = spread(values);
  if (!found) return '–';
  const low = text(found.low);
  const high = text(found.high);
  return low === high ? text(found.median) : `${text(found.median)} (${low}–${high})`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |\n`;
  return `${row(header)}${row(header.map((_, at) => (at < 2 ? '---' : '---:')))}${rows.map(row).join('')}`;
}
