import type { TextModel, TextParts } from './text-model.ts';

/** How many texts a model is asked about in one call at most, so that a pause comes between. */
const LOT = 1024;

/**
 * Logits [C] of texts. Throws one sentence where they are not one row a text, or not numbers.
 *
 * @param model who is asked.
 * @param texts what it is asked about.
 * @param pause awaited between two calls.
 * @param told told after each call how many texts it was about.
 */
export async function logitsOf(
  model: TextModel,
  texts: readonly TextParts[],
  pause: (() => Promise<void>) | undefined,
  told?: (texts: number) => void,
): Promise<readonly (readonly number[])[]> {
  const all: (readonly number[])[] = [];
  for (let start = 0; start < texts.length; start += LOT) {
    if (start > 0) await pause?.();
    const lot = texts.slice(start, start + LOT);
    const rows = await model.logits(lot);
    check(model, lot, rows);
    all.push(...rows);
    told?.(lot.length);
  }
  return all;
}

function check({ classes }: TextModel, texts: readonly TextParts[], rows: readonly (readonly number[])[]): void {
  if (rows.length !== texts.length)
    throw new Error(`The model answers ${rows.length} rows of logits to ${texts.length} texts: it must give each one.`);
  rows.forEach((row, index) => {
    if (row.length !== classes)
      throw new Error(`The model answers ${row.length} logits to a text, but has ${classes} classes.`);
    if (!row.every(Number.isFinite))
      throw new Error(
        `The model answers ${row.join(', ')} to ${JSON.stringify(texts[index])}: attack one that computes finite numbers.`,
      );
  });
}
