import { valueIn } from '../columns/fields.ts';
import { shown } from '../columns/shown.ts';
import { someOf } from '../columns/some-of.ts';
import { rowsOf } from '../rows.node.ts';
import type { BadSentence, TagReading, TaggedSentence } from './tagged-sentence.ts';

/** The sentences of a file of rows, each with a list of words and a list of tags. */
export async function* rowSentences(
  path: string,
  { words = 'tokens', tags, labelled = true }: TagReading,
): AsyncGenerator<TaggedSentence | BadSentence, void> {
  const usual = tags === undefined ? ['tags', 'ner_tags'] : [tags];
  const columns = labelled ? usual : [];
  for await (const row of rowsOf(path, { needed: [words, ...columns] })) {
    if ('problem' in row) {
      yield row;
      continue;
    }
    const { line, values } = row;
    const column = columns.find((name) => valueIn(values, name) !== undefined) ?? columns[0];
    const found = sentenceOf(values, words, column);
    yield typeof found === 'string' ? { line, problem: found } : { line, ...found };
  }
}

/** The words and tags of a row, or why it has none. */
function sentenceOf(
  row: Readonly<Record<string, unknown>>,
  wordColumn: string,
  tagColumn: string | undefined,
): Omit<TaggedSentence, 'line'> | string {
  const words = valueIn(row, wordColumn);
  const tags = tagColumn === undefined ? [] : valueIn(row, tagColumn);
  for (const [name, list] of [
    [wordColumn, words],
    [tagColumn ?? 'tags', tags],
  ] as const) {
    if (list === undefined)
      return `there is no list "${name}" (there are ${someOf(Object.keys(row))}): name the right one`;
    if (!Array.isArray(list)) return `${name} is no list`;
  }
  const texts = words as unknown[];
  const named = (tags as unknown[]).map((tag) => (typeof tag === 'bigint' ? Number(tag) : tag));
  if (tagColumn !== undefined && texts.length !== named.length)
    return `it has ${texts.length} of ${wordColumn} and ${named.length} of ${tagColumn}`;
  if (texts.length === 0) return `${wordColumn} is empty`;
  const odd = texts.findIndex((word) => typeof word !== 'string' || word.trim() === '');
  if (odd >= 0) return `${wordColumn}[${odd}] is ${shown(texts[odd])}, but must be a word`;
  const isTag = (tag: unknown): boolean => (typeof tag === 'string' ? tag !== '' : Number.isInteger(tag));
  const strange = named.findIndex((tag) => !isTag(tag));
  if (strange >= 0)
    return `${String(tagColumn)}[${strange}] is ${shown(named[strange])}, but must be a name or a number`;
  return { words: texts as string[], tags: named as (string | number)[] };
}
