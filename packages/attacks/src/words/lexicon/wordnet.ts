import type { Lexicon } from './lexicon.ts';
import { morphy, speeches, type Speech } from './morphy.ts';

/** WordNet's database files, each as text of one character a byte (latin1). */
export interface WordnetFiles {
  /** `index.noun` and so on: forms and where their meanings are. */
  readonly index: Readonly<Record<Speech, string>>;
  /** `data.noun` and so on: meanings and their words. */
  readonly data: Readonly<Record<Speech, string>>;
  /** `noun.exc` and so on: forms that follow no rule. Absent where a copy lacks them. */
  readonly exceptions?: Readonly<Record<Speech, string>>;
}

/**
 * WordNet from its files, of any version: what a word shares a meaning with, of all parts of speech, as NLTK's
 * `synsets(word)` and `lemma_names()` give it. Its name has the version, and says where the exceptions are missing: then `mice` is
 * not found as `mouse`. Throws one sentence where the files are not WordNet's.
 *
 * @param files the contents of WordNet's index, data and exception files.
 */
export function wordnetFrom({ index, data, exceptions }: WordnetFiles): Lexicon {
  const version = /WordNet (\d[\d.]*\d) Copyright/.exec(data.noun.slice(0, 2000))?.[1];
  if (version === undefined)
    throw new Error("data.noun does not say which WordNet it is of: give WordNet's own files.");
  const irregular = exceptions && new Map(speeches.map((speech) => [speech, exceptionsOf(exceptions[speech])]));
  const synonyms = (word: string): readonly string[] => {
    const form = word.toLowerCase();
    const found = new Set<string>();
    for (const speech of speeches) {
      const has = (each: string): boolean => lineOf(index[speech], each) !== undefined;
      for (const lemma of morphy(form, speech, irregular?.get(speech)!.get(form), has))
        for (const offset of offsetsOf(lineOf(index[speech], lemma)!))
          for (const each of wordsAt(data[speech], offset, speech)) found.add(each);
    }
    return [...found];
  };
  return { name: `WordNet ${version}${exceptions ? '' : ' without exceptions'}`, synonyms };
}

function exceptionsOf(file: string): ReadonlyMap<string, readonly string[]> {
  const lines = file.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [form = '', ...lemmas] = line.trim().split(/\s+/);
      return [form, lemmas];
    }),
  );
}

/** The line of an index that begins with a form and a space; the lines are sorted by byte. */
function lineOf(index: string, form: string): string | undefined {
  const wanted = `${form} `;
  let low = 0;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = index.lastIndexOf('\n', middle - 1) + 1;
    const newline = index.indexOf('\n', middle);
    const end = newline < 0 ? index.length : newline;
    const line = index.slice(start, Math.min(end, start + wanted.length));
    if (line === wanted) return index.slice(start, end);
    if (line < wanted) low = end + 1;
    else high = start;
  }
  return undefined;
}

/** Where the meanings are: lemma, part of speech, their number, pointers' number, the pointers, two numbers, then the offsets. */
function offsetsOf(line: string): readonly number[] {
  const fields = line.trim().split(' ');
  const count = Number(fields[2]);
  const pointers = Number(fields[3]);
  return fields.slice(6 + pointers, 6 + pointers + count).map(Number);
}

/** The words of a meaning: its offset, file, kind, number of words in hexadecimal, then each word and a number. */
function wordsAt(data: string, offset: number, speech: Speech): readonly string[] {
  const fields = data.slice(offset, data.indexOf('\n', offset)).split(' ');
  if (Number(fields[0]) !== offset)
    throw new Error(`data.${speech} has no meaning at ${offset}: it is damaged, or of another version than its index.`);
  const count = parseInt(fields[3]!, 16);
  // An adjective may say in brackets where it stands: `galore(ip)`.
  return Array.from({ length: count }, (_, word) => fields[4 + 2 * word]!.replace(/\(.*\)$/, ''));
}
