import type { TokenIds } from './text-batches.ts';
import type { Examples } from '../examples/examples.ts';

/** Options of {@link encodeChoices}. */
export interface ChoiceOptions {
  /** What goes before questions and before answers: a task's `prefixes`. Default: nothing. */
  readonly prefixes?: readonly [question: string, answer: string];
  /** Whether retrieved text, where the data has it, is put before. Default true. */
  readonly retrieved?: boolean;
}

/**
 * Encodes the questions of multiple choice, an array of sequences each: question and answer as a pair, or where something was
 * retrieved that, and question and answer together as the second text. `encodeAll` is a tokenizer's. Throws one sentence where
 * the examples have no choices.
 *
 * @param examples questions, with the answers to choose from.
 * @param encodeAll token ids of pairs, in their order.
 * @param options what goes before the question and before an answer, and whether what was retrieved goes along.
 */
export function encodeChoices<Ids extends TokenIds>(
  { texts, choices, passages }: Examples,
  encodeAll: (pairs: { readonly texts: readonly string[]; readonly pairs: readonly string[] }) => readonly Ids[],
  { prefixes: [before, beforeAnswer] = ['', ''], retrieved = true }: ChoiceOptions = {},
): Ids[][] {
  if (!choices) throw new Error('The examples have no choices: encode them as texts or pairs.');
  const pairs = choices.flatMap((answers, row) =>
    answers.map((answer, index): readonly [string, string] => {
      const first = before + texts[row]!;
      const second = beforeAnswer + answer;
      const passage = retrieved ? passages?.[row]?.[index] : undefined;
      return passage ? [passage, `${first} ${second}`] : [first, second];
    }),
  );
  const encoded = encodeAll({ texts: pairs.map(([first]) => first), pairs: pairs.map(([, second]) => second) });
  let used = 0;
  return choices.map(({ length }) => encoded.slice(used, (used += length)));
}
