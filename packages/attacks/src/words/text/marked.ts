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

/** The words of a text and of what was made of it, and which of them differ: for a report to show. */
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

/** The places of words that both have: place by place where they have as many, else the longest common sequence. */
function common(a: readonly string[], b: readonly string[]): [ReadonlySet<number>, ReadonlySet<number>] {
  const inA = new Set<number>();
  const inB = new Set<number>();
  const match = (left: number, right: number): void => {
    inA.add(left);
    inB.add(right);
  };
  if (a.length === b.length) {
    a.forEach((word, index) => {
      if (word === b[index]) match(index, index);
    });
    return [inA, inB];
  }
  const rows = longest(a, b);
  let left = 0;
  let right = 0;
  while (left < a.length && right < b.length) {
    if (a[left] === b[right]) match(left++, right++);
    else if (rows[left + 1]![right]! >= rows[left]![right + 1]!) left++;
    else right++;
  }
  return [inA, inB];
}

/** How many words the ends of both from each pair of places on have in common. */
function longest(a: readonly string[], b: readonly string[]): readonly Uint32Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let left = a.length - 1; left >= 0; left--)
    for (let right = b.length - 1; right >= 0; right--)
      rows[left]![right] =
        a[left] === b[right]
          ? rows[left + 1]![right + 1]! + 1
          : Math.max(rows[left + 1]![right]!, rows[left]![right + 1]!);
  return rows;
}
