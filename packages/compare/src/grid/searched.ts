import { isSound } from '../conclusions/control.ts';
import { count } from '../format.ts';
import { scoreOf } from '../results/cells.ts';
import type { ComparedMethod, Comparison, SearchResult } from '../results/results.ts';
import type { Search } from './grid.ts';
import { chooser } from './halves.ts';

/** What was measured, and of what. */
type Measured = Pick<Comparison, 'task' | 'runs'>;

/** The methods as they are reported, each search's configurations in one, and what the searches have found so far. */
export function chosenAmong(
  compared: readonly ComparedMethod[],
  searches: readonly Search[],
  measured: Measured,
): Pick<Comparison, 'methods' | 'searches'> {
  if (searches.length === 0) return { methods: compared };
  const found = searches.map((search) => {
    const points = compared.filter(({ name }) => search.points.includes(name));
    return searchResult(search, points, measured);
  });
  // Before any run the first stands for all.
  const shown = new Set(found.map(({ chosen, points }) => chosen ?? points[0]?.name));
  const hidden = new Set(
    found.flatMap(({ points }) => points.map(({ name }) => name)).filter((name) => !shown.has(name)),
  );
  const counts = new Map(
    found.flatMap(({ chosen, points }) => (chosen === undefined ? [] : [[chosen, points.length]])),
  );
  return {
    methods: compared
      .filter(({ name }) => !hidden.has(name))
      .map((method) => ({ ...method, ...(counts.has(method.name) ? { chosenOf: counts.get(method.name)! } : {}) })),
    searches: found,
  };
}

/** What a search has found so far. */
function searchResult(search: Search, points: readonly ComparedMethod[], { task, runs }: Measured): SearchResult {
  const own = runs.filter(({ method }) => search.points.includes(method));
  const chosen = chosenOf(search, { task, runs: own });
  return {
    method: search.method,
    title: search.title,
    points,
    ...(chosen === undefined ? {} : { chosen }),
    units: own.reduce((sum, { units }) => sum + units.counted, 0),
  };
}

/**
 * The configuration with the best mean score on the half that chooses, over its seeds: of those with as many runs as any, and
 * of those whose runs are all finished and none collapsed, where there are some; of several alike the cheapest, then the first.
 */
export function chosenOf({ points }: Pick<Search, 'points'>, { task, runs }: Measured): string | undefined {
  const tried = points.map((name) => {
    const own = runs.filter(({ method }) => method === name);
    const scores = own.map((run) => scoreOf(run, chooser) ?? -Infinity);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const units = own.reduce((sum, run) => sum + run.units.counted, 0) / own.length;
    return { name, runs: own.length, isSound: isSound({ task, runs }, name), mean, units };
  });
  const most = Math.max(...tried.map((point) => point.runs));
  if (most === 0) return undefined;
  const whole = tried.filter((point) => point.runs === most);
  const sound = whole.filter((point) => point.isSound);
  const ranked = [...(sound.length > 0 ? sound : whole)].sort((a, b) =>
    a.mean === b.mean ? a.units - b.units : b.mean > a.mean ? 1 : -1,
  );
  return ranked[0]?.name;
}

/**
 * What was searched, chosen and spent, a sentence a search.
 *
 * @param comparison the results of its runs.
 */
export function searchSentences(comparison: Comparison): readonly string[] {
  const { searches = [], task, settings, runs } = comparison;
  const half = task.sets.find(({ chooses }) => chooses);
  const [reported] = task.sets;
  return searches.flatMap(({ title, points, chosen, units }) => {
    const best = points.find(({ name }) => name === chosen);
    if (!best || !half || !reported) return [];
    const done = points.map(({ name }) => runs.filter(({ method }) => method === name).length);
    const fewest = Math.min(...done);
    const most = Math.max(...done);
    const some = `${fewest < most ? `${fewest} to ` : ''}${most} ${most === 1 ? 'seed' : 'seeds'}`;
    const seeds = settings.seeds.length === 1 && fewest === most ? '' : `, each with ${some}`;
    return [
      `${best.title} was chosen of ${points.length} configurations of ${title}${seeds}, by ${count(half.examples)} development ` +
        `examples that no table reports; what is reported of it is from the other ${count(reported.examples)}.${aboutFailed(comparison, points, best)} The search cost ` +
        `${count(units)} units in all, of which no control has been given more than one run's.`,
    ];
  });
}

/** Of the configurations that failed, why they were not chosen, or why one was. */
function aboutFailed(comparison: Comparison, points: readonly ComparedMethod[], best: ComparedMethod): string {
  const failed = points.filter(
    ({ name }) => comparison.runs.some(({ method }) => method === name) && !isSound(comparison, name),
  );
  if (failed.includes(best)) return ' It was stopped, diverged or collapsed, as all with as many runs.';
  if (failed.length === 0) return '';
  const were = failed.length === 1 ? 'it was' : 'they were';
  return ` ${count(failed.length)} of them could not be chosen, for ${were} stopped, diverged or collapsed.`;
}
