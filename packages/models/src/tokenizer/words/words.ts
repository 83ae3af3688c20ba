import { idLimit, isId, shown, type Fields } from '../fields.ts';

/** Turns words, the pieces that a text was split into, into ids. */
export interface Words {
  /** The vocabulary. */
  readonly ids: ReadonlyMap<string, number>;
  encode(word: string): readonly number[];
}

/** The vocabulary of a model, from tokens to ids. Throws one sentence where it is none. */
export function vocabularyOf(json: Fields): ReadonlyMap<string, number> {
  const entries = Object.entries(json.table('vocab'));
  for (const [token, id] of entries) {
    if (isId(id)) continue;
    throw new Error(
      `${json.path}.vocab has ${shown(id)} for ${shown(token)}, but ids must be whole numbers from 0 to ${idLimit - 1}.`,
    );
  }
  return new Map(entries as [string, number][]);
}

/** The id of the token that stands for unknown words. Throws one sentence where the vocabulary lacks it. */
export function unknownOf(json: Fields, ids: ReadonlyMap<string, number>, fallback?: string): number {
  const token = json.text('unk_token', fallback);
  const id = ids.get(token);
  if (id !== undefined) return id;
  throw new Error(
    `${json.path}.unk_token is ${shown(token)}, which is not in the vocabulary: put the model's own there.`,
  );
}
