import { absolute } from '@advtrain/core';
import type { Length, Measured } from '@advtrain/core';
import { rounded } from '../format.ts';
import { shareText, sizeOf } from '../methods/sizes.ts';
import type { Comparison, TaskInfo } from './results.ts';

/** A radius of the attack. */
export interface AttackRadius {
  /** As it was asked for. */
  readonly asked: Length;
  /** As the attack took it, and as results name it. */
  readonly radius: number;
  /** For people, as it was asked for and the other way: `5% (0.29)`, `0.29 (5%)`; of pixels `0.031`. */
  readonly text: string;
}

/**
 * The radii of a comparison's attack; none where nothing was attacked.
 *
 * @param comparison the results of its runs.
 */
export function radiiOf({ settings: { attack }, task }: Comparison): readonly AttackRadius[] {
  return (attack?.radii ?? []).map((asked) => radiusOf(asked, task));
}

/**
 * The radius that a comparison's conclusions speak of; none where nothing was attacked.
 *
 * @param comparison the results of its runs.
 */
export function headlineOf({ settings: { attack }, task }: Comparison): AttackRadius | undefined {
  return attack && radiusOf(attack.headline, task);
}

/**
 * A radius of the attack of a task.
 *
 * @param asked a number, or a share such as `5%`.
 * @param task whether it is about images, and the lengths of its data.
 */
export function radiusOf(asked: Length, task: Pick<TaskInfo, 'images' | 'lengths'>): AttackRadius {
  const measured = measuredOf(task);
  const radius = absolute('attack.radii', asked, 'ball', measured);
  const size = sizeOf(asked, 'ball', measured);
  if (typeof asked === 'string') return { asked, radius, text: `${asked} (${rounded(radius)})` };
  const share = size && !task.images ? ` (${shareText(size.share)})` : '';
  return { asked, radius, text: `${rounded(radius)}${share}` };
}

/**
 * What shares of lengths are of in a task, by what results say of it.
 *
 * @param task whether it is about images, and the lengths of its data.
 */
export function measuredOf({ images, lengths }: Pick<TaskInfo, 'images' | 'lengths'>): Measured {
  if (!lengths) return { model: {} };
  return { model: images ? { domain: [0, lengths.entry] } : {}, lengths };
}
