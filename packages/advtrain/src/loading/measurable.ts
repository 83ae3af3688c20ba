import { list } from '@advtrain/compare';
import type { Examples, ScoreName } from '@advtrain/datasets';
import { tagMetrics } from '@advtrain/evaluate';
import type { TextTask } from './load-splits.ts';

/** So many classes are told of one by one. */
const most = 12;

/** What is asked about texts, and what that is measured by. */
export type MeasuredTask = Pick<TextTask, 'kind' | 'prefixes'> & {
  readonly metrics: readonly [ScoreName, ...ScoreName[]];
};

/** A task as its development examples can measure it, and what they leave unmeasured, in sentences. */
export interface Measurable {
  readonly task: MeasuredTask;
  readonly notes: readonly string[];
}

/**
 * Leaves out metrics that development examples give the same whatever is answered, and says so; says as well which classes there are none of.
 *
 * @param task what is asked about them.
 * @param development what the best evaluation is chosen by.
 */
export function measurable(task: MeasuredTask, development: Examples): Measurable {
  if (task.metrics[0] === 'entity-f1' && !hasEntities(development)) {
    const note =
      'No word of development is in an entity, so the F1 of entities would be 0 whatever is answered: the best evaluation is ' +
      'chosen by the accuracy of tags.';
    return { task: { ...task, metrics: tagMetrics(undefined) }, notes: [note] };
  }
  return { task, notes: task.kind === 'classification' ? missingClasses(development) : [] };
}

function hasEntities({ tags = [], labelNames }: Examples): boolean {
  return tags.some((sentence) => sentence.some((tag) => labelNames[tag] !== 'O'));
}

function missingClasses({ labels, labelNames }: Examples): readonly string[] {
  const there = new Set(labels);
  const missing = labelNames.filter((_, label) => !there.has(label));
  if (missing.length === 0) return [];
  const more = missing.length > most ? [`${missing.length - most} more`] : [];
  const classes = `${missing.length === 1 ? 'class' : 'classes'} ${list([...missing.slice(0, most), ...more])}`;
  return [
    `development has no example of the ${classes}: how such are answered is not measured, and the best evaluation is chosen without them.`,
  ];
}
