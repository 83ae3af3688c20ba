import { UsageError } from '@advtrain/compare';
import type { Examples } from '@advtrain/datasets';
import { predict, textSet } from '@advtrain/evaluate';
import type { Pause } from '@advtrain/evaluate';
import type { Contrast } from './results.ts';
import type { Subject } from './subjects/subject.ts';

/** Refuses a contrast set that does not go with the examples, row by row. */
export function checkContrast(examples: Examples, contrast: Examples, file: string): void {
  const { length } = examples.labels;
  if (contrast.labels.length !== length)
    throw new UsageError(
      `${file} has ${contrast.labels.length} examples and --data ${length}, but a contrast set has one for each: give both in one order.`,
    );
  const names = examples.labelNames.join(', ');
  const others = contrast.labelNames.join(', ');
  if (names !== others)
    throw new UsageError(`${file} has the classes ${others} and --data ${names}, but they must be the same ones.`);
}

/** How a model does on examples, on their contrasts, and on both. */
export async function contrastOf(
  { model, set, encode, padId, maxLength }: Subject,
  contrast: Examples,
  pause: Pause,
): Promise<Contrast> {
  const edited = textSet(encode(contrast), contrast.labels, { padId, maxLength });
  const rights: boolean[][] = [];
  for (const each of [set, edited]) {
    const answers = await predict(model, each, { pause });
    rights.push(each.labels.map((label, row) => answers[row] === label));
  }
  const [before = [], after = []] = rights;
  return {
    original: share(before),
    contrast: share(after),
    both: share(before.map((isRight, row) => isRight && after[row] === true)),
  };
}

function share(places: readonly boolean[]): number {
  return places.filter(Boolean).length / places.length;
}
