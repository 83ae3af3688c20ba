import type { AttackOptions } from '../../attack/attack.ts';
import type { LabelledTexts, Part, TextModel, TextParts } from '../model/text-model.ts';

/** The rows that are attacked. Throws one sentence where the attack cannot be made. */
export function rowsOf(
  { classes }: TextModel,
  { texts, pairs, labels }: LabelledTexts,
  part: Part,
  options: AttackOptions,
): readonly number[] {
  if (!Number.isInteger(classes) || classes < 2)
    throw new Error(
      `The model has ${classes} outputs a text, but words are attacked where there are at least 2 classes: ` +
        'attack the embeddings of a regression or of multiple choice.',
    );
  if (labels.length !== texts.length || (pairs && pairs.length !== texts.length))
    throw new Error(
      `There are ${texts.length} texts, ${pairs ? `${pairs.length} pairs and ` : ''}${labels.length} labels: give as many of each.`,
    );
  if (part === 'pair' && !pairs)
    throw new Error('part is "pair", but the examples are single texts: attack part "text".');
  const rows = options.rows ?? labels.map((_, row) => row);
  if (new Set(rows).size !== rows.length) throw new Error('rows names a row twice: name each once.');
  for (const row of rows) {
    if (!(row in texts)) throw new Error(`rows has ${row}, but the rows are 0 to ${texts.length - 1}.`);
    const label = labels[row]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new Error(`The label of row ${row} is ${label}, but must be a class index from 0 to ${classes - 1}.`);
  }
  return rows;
}

/** A row's text or texts; with another in one part, where that is given. */
export function partsOf({ texts, pairs }: LabelledTexts, row: number, part?: Part, text?: string): TextParts {
  const first = part === 'text' ? text! : texts[row]!;
  if (!pairs) return [first];
  return [first, part === 'pair' ? text! : pairs[row]!];
}
