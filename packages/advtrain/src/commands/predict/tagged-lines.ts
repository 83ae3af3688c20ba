import { count } from '@advtrain/compare';
import { entitiesIn, firstTokens, schemeOf, tagTokens } from '@advtrain/datasets';
import { rowsOf, tagsIn, tokenSet } from '@advtrain/evaluate';
import type { Opened } from '../answering.ts';

/**
 * The tags that a model gives to sentences in words, as lines: a word and its tag, and a blank line behind each sentence; or JSON, with
 * the entities where the model's tags say such. A word that the model does not read has no tag, which is said.
 */
export async function taggedLines(
  opened: Opened,
  sentences: readonly (readonly string[])[],
  json: boolean,
): Promise<readonly string[]> {
  const words = sentences.filter(({ length }) => length > 0);
  const found = words.length === 0 ? [] : await tagged(opened, words);
  const scheme = schemeOf([opened.labelNames]);
  return sentences.map((sentence) => {
    const tags = sentence.length === 0 ? [] : found.shift()!;
    return json ? jsonOf(sentence, tags, scheme !== undefined) : linesOf(sentence, tags);
  });
}

/** The tags of sentences that have words; none for a word that is not read. */
async function tagged(
  { model, tokenizer, labelNames, maxLength, reporter }: Opened,
  words: readonly (readonly string[])[],
): Promise<(readonly (string | undefined)[])[]> {
  const asked = { words, tags: words.map((each) => each.map(() => 0)) };
  const encoded = tagTokens(asked, (sentence) => tokenizer.encodeWords(sentence, { maxLength }));
  const said = await rowsOf(model, tokenSet(encoded, { padId: tokenizer.padId, maxLength, tagNames: labelNames }));
  const found = encoded.map((each, row) => {
    const tags: (string | undefined)[] = words[row]!.map(() => undefined);
    const answers = tagsIn(said[row]!, each);
    const read = firstTokens(each).filter((word) => word >= 0);
    for (const [place, word] of read.entries()) tags[word] = labelNames[answers[place]!];
    return tags;
  });
  const cut = found.filter((tags) => tags.includes(undefined)).length;
  if (cut > 0)
    reporter.note(`${count(cut)} sentences are longer than ${maxLength} tokens: their last words have no tag.`);
  return found;
}

function linesOf(words: readonly string[], tags: readonly (string | undefined)[]): string {
  return `${words.map((word, place) => `${word}\t${tags[place] ?? ''}\n`).join('')}\n`;
}

function jsonOf(words: readonly string[], tags: readonly (string | undefined)[], sayEntities: boolean): string {
  const entities = entitiesIn(tags.map((tag) => tag ?? 'O')).map(({ type, start, end }) => ({
    type,
    text: words.slice(start, end + 1).join(' '),
    first: start,
    last: end,
  }));
  const all = { words, tags: tags.map((tag) => tag ?? null), ...(sayEntities && { entities }) };
  return `${JSON.stringify(all)}\n`;
}
