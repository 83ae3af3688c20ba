import { UsageError } from '@advtrain/compare';
import type { Examples } from '@advtrain/datasets';
import { predict, textSet } from '@advtrain/evaluate';
import type { Pause } from '@advtrain/evaluate';
import type { Measured } from './examples.ts';
import type { Contrast } from './results.ts';
import type { Subject } from './subjects/subject.ts';

/** Refuses a contrast set that does not go with the examples, row by row, or has no other class in any. */
export function checkContrast(
  { examples, leftOut }: Measured,
  { examples: contrast, leftOut: contrastLeftOut }: Measured,
  file: string,
): void {
  const { length } = examples.labels;
  if (leftOut + contrastLeftOut > 0)
    throw new UsageError(
      `--bad-rows skip leaves out ${leftOut} rows of --data and ${contrastLeftOut} of ${file}, after which examples do not go with their contrasts: mend those rows, or leave them out of both files.`,
    );
  if (contrast.labels.length !== length)
    throw new UsageError(
      `${file} has ${contrast.labels.length} examples and --data ${length}, but a contrast set has one for each: give both in one order.`,
    );
  const names = examples.labelNames.join(', ');
  const others = contrast.labelNames.join(', ');
  if (names !== others)
    throw new UsageError(`${file} has the classes ${others} and --data ${names}, but they must be the same ones.`);
  if (unchangedIn(examples, contrast) === length)
    throw new UsageError(
      `${file} has the class of --data in every row, but a contrast set has examples that were edited to another class: name such a file.`,
    );
}

/** How many contrasts have the class of their original. */
function unchangedIn({ labels }: Pick<Examples, 'labels'>, contrast: Examples): number {
  return labels.filter((label, row) => contrast.labels[row] === label).length;
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
  const unchanged = unchangedIn(set, contrast);
  return {
    original: share(before),
    contrast: share(after),
    both: share(before.map((isRight, row) => isRight && after[row] === true)),
    ...(unchanged > 0 && { unchanged }),
  };
}

function share(places: readonly boolean[]): number {
  return places.filter(Boolean).length / places.length;
}
