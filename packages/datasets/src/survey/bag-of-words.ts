import type { Examples } from '../examples/examples.ts';
import { sameTexts } from './same-text.ts';

/** How many parts examples are divided into, each of which is judged by what the others say. */
const folds = 5;

/**
 * Log-probabilities [rows][classes], up to a constant a row, by a naive Bayes classifier of words and pairs of adjacent words that
 * has not seen the row: it counts those of four fifths of the examples, and judges the last. Rows of one text are in one fifth.
 */
export function unseenLogits(
  examples: Pick<Examples, 'texts' | 'pairs' | 'labels' | 'labelNames'>,
): readonly (readonly number[])[] {
  const classes = examples.labelNames.length;
  const texts = sameTexts(examples);
  const foldOf = texts.map((text) => foldNumber(text));
  const terms = texts.map(termsOf);
  const parts = Array.from({ length: folds }, () => counter(classes));
  const whole = counter(classes);
  for (const [row, some] of terms.entries()) {
    parts[foldOf[row]!]!.add(some, examples.labels[row]!);
    whole.add(some, examples.labels[row]!);
  }
  const kinds = whole.terms.size;
  return terms.map((some, row) => {
    const own = parts[foldOf[row]!]!;
    return Array.from({ length: classes }, (_, label) => {
      const all = whole.totals[label]! - own.totals[label]! + kinds;
      const prior = Math.log(whole.examples[label]! - own.examples[label]! + 1);
      const seen = some.filter((term) => counts(whole, own, term) > 0);
      const each = (term: string) => (whole.terms.get(term)?.[label] ?? 0) - (own.terms.get(term)?.[label] ?? 0);
      return seen.reduce((sum, term) => sum + Math.log((each(term) + 1) / all), prior);
    });
  });
}

/** How often terms are in the texts of each class. */
interface Counter {
  readonly terms: Map<string, Float64Array>;
  readonly totals: Float64Array;
  readonly examples: Float64Array;
  add(terms: readonly string[], label: number): void;
}

function counter(classes: number): Counter {
  const terms = new Map<string, Float64Array>();
  const totals = new Float64Array(classes);
  const examples = new Float64Array(classes);
  return {
    terms,
    totals,
    examples,
    add(some, label) {
      examples[label]!++;
      totals[label]! += some.length;
      for (const term of some) {
        const found = terms.get(term) ?? new Float64Array(classes);
        found[label]!++;
        terms.set(term, found);
      }
    },
  };
}

/** In how many texts of the other parts a term is. */
function counts(whole: Counter, own: Counter, term: string): number {
  const sum = (values: Float64Array | undefined) => values?.reduce((total, value) => total + value, 0) ?? 0;
  return sum(whole.terms.get(term)) - sum(own.terms.get(term));
}

/** The different words of a text, and pairs of adjacent ones. */
function termsOf(text: string): readonly string[] {
  const words = text.match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu) ?? [];
  const pairs = words.slice(1).map((word, place) => `${words[place]} ${word}`);
  return [...new Set([...words, ...pairs])];
}

/** FNV-1a of a text, as the number of its part. */
function foldNumber(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  // The last bits of a product say little.
  return ((hash ^ (hash >>> 15)) >>> 0) % folds;
}
