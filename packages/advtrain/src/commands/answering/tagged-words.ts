import { count } from '@advtrain/compare';
import { entitiesIn, firstTokens, schemeOf, tagTokens } from '@advtrain/datasets';
import { checkAnswers, rowsOf, tagsIn, tokenSet } from '@advtrain/evaluate';
import type { Opened } from './answering.ts';

/** A sentence in words, with what a model takes them for. */
export interface TaggedWords {
  readonly words: readonly string[];
  /** The tag of each word; none of one that the model does not read. */
  readonly tags: readonly (string | null)[];
  /** The entities that the tags say: type, text, first word and last. Absent where the model's tags say none. */
  readonly entities?: readonly TaggedEntity[];
}

/** A stretch of words with a type. */
export interface TaggedEntity {
  readonly type: string;
  readonly text: string;
  readonly first: number;
  readonly last: number;
}

/** The tags that a model gives to sentences in words. That it does not read some is said. */
export async function taggedWords(
  opened: Opened,
  sentences: readonly (readonly string[])[],
): Promise<readonly TaggedWords[]> {
  const filled = sentences.filter(({ length }) => length > 0);
  const found = filled.length === 0 ? [] : await tagged(opened, filled);
  const sayEntities = schemeOf([opened.labelNames]) !== undefined;
  return sentences.map((words) => {
    const tags = words.length === 0 ? [] : found.shift()!;
    return { words, tags, ...(sayEntities && { entities: entitiesOf(words, tags) }) };
  });
}

/** The tags of sentences that have words. */
async function tagged(
  { model, tokenizer, labelNames, maxLength, reporter, pause, batchTokens }: Opened,
  words: readonly (readonly string[])[],
): Promise<(readonly (string | null)[])[]> {
  const asked = { words, tags: words.map((each) => each.map(() => 0)) };
  const encoded = tagTokens(asked, (sentence) => tokenizer.encodeWords(sentence, { maxLength }));
  const set = tokenSet(encoded, { padId: tokenizer.padId, maxLength, batchTokens, tagNames: labelNames });
  const said = await rowsOf(model, set, { pause });
  checkAnswers(said.map(({ values }) => values));
  const found = encoded.map((each, row) => {
    const tags: (string | null)[] = words[row]!.map(() => null);
    const answers = tagsIn(said[row]!, each);
    const read = firstTokens(each).filter((word) => word >= 0);
    for (const [place, word] of read.entries()) tags[word] = labelNames[answers[place]!] ?? null;
    return tags;
  });
  const unread = found.filter((tags) => tags.includes(null)).length;
  if (unread > 0)
    reporter.note(
      `${count(unread)} ${unread === 1 ? 'sentence has' : 'sentences have'} words without a tag: those beyond ${maxLength} tokens, and those of which the tokenizer makes no token.`,
    );
  return found;
}

function entitiesOf(words: readonly string[], tags: readonly (string | null)[]): readonly TaggedEntity[] {
  return entitiesIn(tags.map((tag) => tag ?? 'O')).map(({ type, start, end }) => ({
    type,
    text: words.slice(start, end + 1).join(' '),
    first: start,
    last: end,
  }));
}
