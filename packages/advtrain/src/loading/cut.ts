import { count } from '@advtrain/compare';
import type { Encoded, Examples, TaggedTokens } from '@advtrain/datasets';

/** What is cut off while texts become tokens. */
export interface Cut {
  /** Takes note of some examples and of what became of them. */
  readonly see: (examples: Examples, encoded: readonly Encoded[]) => void;
  /** What a user has to know of all that was seen. */
  readonly notes: () => readonly string[];
}

/**
 * Counts what is cut off. Passages with questions are not, which windows read whole.
 *
 * @param maxLength tokens of a sequence at most.
 */
export function cutAt(maxLength: number): Cut {
  let all = 0;
  let longer = 0;
  let words = 0;
  return {
    see({ tags, answers }, encoded) {
      if (answers) return;
      all += encoded.length;
      if (tags) {
        const lost = lostWords(tags, encoded as readonly TaggedTokens[]);
        longer += lost.filter((some) => some > 0).length;
        words += lost.reduce((sum, some) => sum + some, 0);
      } else longer += encoded.filter((example) => isFull(example, maxLength)).length;
    },
    notes() {
      if (longer === 0) return [];
      if (words > 0)
        return [
          `${count(longer)} of ${count(all)} sentences are longer than ${maxLength} tokens: their last words, ${count(words)} in all, are neither trained on nor measured (--max-length).`,
        ];
      return [
        `${count(longer)} of ${count(all)} texts fill all ${maxLength} tokens that one may have: what follows is cut off, neither trained on nor measured (--max-length).`,
      ];
    },
  };
}

/** How many words of each sentence have no token left, and so neither a loss nor a score. */
function lostWords(tags: readonly (readonly unknown[])[], encoded: readonly TaggedTokens[]): readonly number[] {
  return tags.map(({ length }, row) => length - Array.from(encoded[row]!.labels).filter((tag) => tag >= 0).length);
}

function isFull(example: Encoded, maxLength: number): boolean {
  return 'ids' in example ? example.ids.length >= maxLength : example.some(({ ids }) => ids.length >= maxLength);
}
