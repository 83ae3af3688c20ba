import { pick } from '@advtrain/datasets';
import type { ExampleSet } from '@advtrain/evaluate';
import type { SetInfo } from '../results/results.ts';
import { hash } from '../results/json.ts';
import { majority } from '../task/majority.ts';
import type { Task } from '../task/task.ts';
import { UsageError } from '../usage-error.ts';

/** The id of the set by which configurations are chosen. */
export const chooser = 'selection';

/**
 * The same task with its development set in two halves: one that configurations are chosen by, and one that is reported and
 * attacked, so that the choice flatters nobody. Which example is where is a hash of its place, whatever the seed.
 */
export function halved(task: Task): Task {
  const set = task.sets['development'];
  const [info, ...others] = task.info.sets;
  if (!set || info?.id !== 'development' || set.labels.length < 2) {
    throw new UsageError('A grid needs a development set of at least 2 examples, for it chooses by one half of them.');
  }
  const places = set.labels.map((_, place) => ({ place, rank: hash(['half', place]) }));
  places.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const half = (from: number, to: number) =>
    places
      .slice(from, to)
      .map(({ place }) => place)
      .sort((a, b) => a - b);
  const middle = Math.floor(places.length / 2);
  const chooses = set.pick(half(0, middle));
  const rows = half(middle, places.length);
  const reported = set.pick(rows);
  const sized = (part: ExampleSet) => ({ examples: part.labels.length, majority: majorityOf(part, info) });
  return {
    ...task,
    ...(task.texts && { texts: { ...task.texts, examples: pick(task.texts.examples, rows) } }),
    sets: { ...task.sets, development: reported, [chooser]: chooses },
    info: {
      ...task.info,
      sets: [
        { ...info, ...sized(reported) },
        ...others,
        { id: chooser, title: `${info.title}, chosen by`, ...sized(chooses), chooses: true },
      ],
    },
  };
}

function majorityOf({ labels }: ExampleSet, whole: SetInfo): number {
  // A regression has none.
  if (whole.majority === 0) return 0;
  return majority(labels);
}
