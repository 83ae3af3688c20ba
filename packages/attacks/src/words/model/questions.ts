import type { TextModel, TextParts } from './text-model.ts';

/** Logits [C] of texts. Throws one sentence where they are not one row a text, or not numbers. */
export async function logitsOf(model: TextModel, texts: readonly TextParts[]): Promise<readonly (readonly number[])[]> {
  if (texts.length === 0) return [];
  const rows = await model.logits(texts);
  if (rows.length !== texts.length)
    throw new Error(`The model answers ${rows.length} rows of logits to ${texts.length} texts: it must give each one.`);
  rows.forEach((row, index) => {
    if (row.length !== model.classes)
      throw new Error(`The model answers ${row.length} logits to a text, but has ${model.classes} classes.`);
    if (!row.every(Number.isFinite))
      throw new Error(
        `The model answers ${row.join(', ')} to ${JSON.stringify(texts[index])}: no attack measures a model that computes no numbers.`,
      );
  });
  return rows;
}
