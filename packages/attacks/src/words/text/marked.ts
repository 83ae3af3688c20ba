import { commonSequence, type Match } from './sequence.ts';
import { worded, wordAt, type WordedText } from './words.ts';

/** A piece of a text: a word, or what is between two. */
export interface Piece {
  readonly text: string;
  /** Whether it is a word that the other text does not have in its place. */
  readonly differs: boolean;
}

/** Two texts in pieces; those of each make up the whole of it. */
export interface Marked {
  readonly original: readonly Piece[];
  readonly adversarial: readonly Piece[];
}

/**
 * The words of a text and of what was made of it, and which of them differ: for a report to show.
 *
 * @param original the text before the attack.
 * @param adversarial the text that the attack made of it.
 */
export function marked(original: string, adversarial: string): Marked {
  const before = worded(original);
  const after = worded(adversarial);
  const [inBefore, inAfter] = common(wordsOf(before), wordsOf(after));
  return { original: pieces(before, inBefore), adversarial: pieces(after, inAfter) };
}

function wordsOf(text: WordedText): readonly string[] {
  return text.spans.map((_, index) => wordAt(text, index));
}

function pieces(worded: WordedText, kept: ReadonlySet<number>): readonly Piece[] {
  const result: Piece[] = [];
  let done = 0;
  const add = (end: number, differs: boolean): void => {
    if (end > done) result.push({ text: worded.text.slice(done, end), differs });
    done = end;
  };
  worded.spans.forEach(({ start, end }, index) => {
    add(start, false);
    add(end, !kept.has(index));
  });
  add(worded.text.length, false);
  return result;
}

/** The places of words that both have: place by place where they have as many, else those of a longest common sequence. */
function common(a: readonly string[], b: readonly string[]): [ReadonlySet<number>, ReadonlySet<number>] {
  const matches = a.length === b.length ? samePlaces(a, b) : commonSequence(a, b);
  return [new Set(matches.map(([left]) => left)), new Set(matches.map(([, right]) => right))];
}

function samePlaces(a: readonly string[], b: readonly string[]): readonly Match[] {
  return a.flatMap((word, place): Match[] => (word === b[place] ? [[place, place]] : []));
}
