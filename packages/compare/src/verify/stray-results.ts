import { titleOf } from '../results/cells.ts';
import { differences } from '../results/json.ts';
import type { Json } from '../results/json.ts';
import type { Comparison } from '../results/results.ts';

/** Differences that are named at most. */
const most = 5;

/** Characters of a difference at most. */
const longest = 200;

/** What of results cannot be the same everywhere. */
export interface Elsewhere {
  /** Whether this machine is of the kind that all runs were computed by, and so measures the same lengths. */
  readonly isSame: boolean;
  /** Whether data or model lie elsewhere than the settings say, under a name that may be another. */
  readonly hasMoved: Readonly<Record<'data' | 'model', boolean>>;
}

/**
 * Where a `results.json` is not what `compare` makes of the runs, in sentences. Left out are `made`, the engine's version and why it was
 * chosen, which are of the last call, and the task's notes, which tell of how data and model were got. What a run itself says is looked at elsewhere.
 *
 * @param there the contents of the `results.json`.
 * @param here what `compare` makes of the runs.
 * @param elsewhere what may differ.
 */
export function strayResults(there: Comparison, here: Comparison, elsewhere: Elsewhere): readonly string[] {
  const names = differencesOfRuns(there, here);
  const found = differences(reduced(there, here, elsewhere), reduced(here, here, elsewhere)).map(shortened);
  if (found.length === 0) return names;
  const told = found.length <= most ? found : [...found.slice(0, most), `${found.length - most} more`];
  return [...names, `results.json is not what compare makes of runs/: ${told.join('; ')}.`];
}

function differencesOfRuns(there: Comparison, here: Comparison): readonly string[] {
  const nameOf = ({ method, seed }: Comparison['runs'][number]) => `${titleOf(here, method)}, seed ${seed}`;
  const written = there.runs.map(nameOf);
  const known = here.runs.map(nameOf);
  const lacking = known.filter((name) => !written.includes(name));
  const others = written.filter((name, place) => !known.includes(name) || written.indexOf(name) !== place);
  const sentences = [
    ...lacking.map((name) => `${name}: it is finished in runs/, but results.json lacks it.`),
    ...others.map((name) => `${name}: results.json has it twice, or outside of its methods, seeds and race.`),
  ];
  if (sentences.length > 0 || written.every((name, place) => name === known[place])) return sentences;
  return ['The runs of results.json are in another order than by method, then seed.'];
}

/** What is compared at once; what may differ is taken from `here`. */
function reduced(results: Comparison, here: Comparison, { isSame, hasMoved }: Elsewhere): Json {
  const { made: _made, engine: _engine, runs: _runs, task, ...others } = results;
  const { notes: _notes, ...own } = task;
  const shown = {
    ...own,
    ...(hasMoved.data ? { data: here.task.data } : {}),
    ...(hasMoved.model ? { model: here.task.model } : {}),
    ...(isSame ? {} : { lengths: here.task.lengths }),
  };
  return placed({ ...others, task: shown } as unknown as Json);
}

/** Lists as tables by place, so that a difference is named where it is. */
function placed(value: Json | undefined): Json {
  if (value === undefined || value === null || typeof value !== 'object') return value ?? null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (each === undefined ? [] : [[name, placed(each)]])),
  );
}

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
