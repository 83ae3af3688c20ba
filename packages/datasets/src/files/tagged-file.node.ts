import { gather, type Example, type Examples } from '../examples/examples.ts';
import { badRowSentence, refuse, type OnBadRow } from './bad-row.ts';
import { mayHaveLists } from './rows.node.ts';
import { columnSentences } from './tagged/column-sentences.node.ts';
import { rowSentences } from './tagged/row-sentences.node.ts';
import type { TaggedSentence, TagReading } from './tagged/tagged-sentence.ts';

/** What a file of tagged words does not say itself. */
export interface TaggedFileOptions extends TagReading {
  /**
   * The tags in their order; give the training file's when reading another. Needed where tags are numbers, the places in it.
   * Default: those of the file, sorted by character codes.
   */
  readonly tagNames?: readonly string[] | undefined;
  /** Whether all words may have one tag, as of a file that a model is measured on. Default false. */
  readonly oneClass?: boolean;
  /** What happens to sentences that are no examples. Default `stop`. */
  readonly onBadRow?: OnBadRow | undefined;
}

/**
 * Reads sentences whose words have tags, in UTF-8: .jsonl (or .ndjson) or .parquet with rows that have the lists `tokens` and `tags` or
 * `ner_tags`; any other file as columns divided by white space, a word a line with its tag in the last column, blank lines between
 * sentences, and lines of `-DOCSTART-` passed over, as CoNLL-2003 has them. `texts` are the words with spaces between. Throws one
 * sentence, with file and line, for what is none.
 *
 * @param path a file on this machine.
 * @param options how bad rows are taken.
 */
export async function taggedFile(path: string, options: TaggedFileOptions = {}): Promise<Examples> {
  const read = mayHaveLists(path) ? rowSentences : columnSentences;
  const sentences: TaggedSentence[] = [];
  for await (const found of read(path, options)) {
    if ('words' in found) sentences.push(found);
    else refuse({ file: path, line: found.line, reason: found.problem }, options.onBadRow);
  }
  const { labelled = true } = options;
  const tagNames = labelled ? (options.tagNames ?? namesIn(path, sentences)) : [];
  const places = new Map(tagNames.map((name, place) => [name, place]));
  const list: Example[] = [];
  for (const sentence of sentences) {
    const example = labelled ? exampleOf(sentence, places) : untagged(sentence);
    if (typeof example !== 'string') list.push(example);
    else refuse({ file: path, line: sentence.line, reason: example }, options.onBadRow);
  }
  if (list.length === 0) throw new Error(`${path} has no sentences: give a file with at least one.`);
  if (labelled && !options.oneClass && tagNames.length < 2)
    throw new Error(`${path} has the one tag "${tagNames.join()}" only, but there must be two or more.`);
  return gather(list, tagNames);
}

function namesIn(path: string, sentences: readonly TaggedSentence[]): readonly string[] {
  const numbered = sentences.find(({ tags }) => tags.some((tag) => typeof tag === 'number'));
  if (!numbered) return [...new Set(sentences.flatMap(({ tags }) => tags as string[]))].sort();
  const reason =
    'its tags are numbers, so their names must be given in order, by tagNames, or --tag-names of the command: O,B-PER,I-PER, say';
  throw new Error(badRowSentence({ file: path, line: numbered.line, reason }));
}

function untagged({ words }: TaggedSentence): Example {
  return { text: words.join(' '), words, label: 0 };
}

/** The example that a sentence is, or why it is none. */
function exampleOf({ words, tags }: TaggedSentence, places: ReadonlyMap<string, number>): Example | string {
  const found = tags.map((tag) => (typeof tag === 'number' ? tag : (places.get(tag) ?? -1)));
  const strange = found.findIndex((place) => place < 0 || place >= places.size);
  if (strange < 0) return { text: words.join(' '), words, tags: found, label: 0 };
  const names = [...places.keys()].join(', ');
  return `the tag of "${words[strange]}" is ${JSON.stringify(tags[strange])}, but must be one of ${names}`;
}
