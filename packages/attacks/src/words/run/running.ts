import type { Goal } from '../model/goal.ts';
import type { MaskedModel, Similarity, TextModel, TextParts } from '../model/text-model.ts';
import type { Request, Search, Variant } from '../search/search.ts';
import type { Account } from './account.ts';

/** One search under way. */
export interface Running {
  readonly row: number;
  readonly label: number;
  readonly account: Account;
  readonly search: Search<Variant | undefined>;
  /** The clean text of the part that is edited. */
  readonly original: string;
  /** How many words that has. */
  readonly words: number;
  /** The example with another text in that part. */
  readonly parts: (text: string) => TextParts;
}

/** Whom the searches ask. */
export interface Oracles {
  readonly model: TextModel;
  readonly goal: Goal;
  readonly temperature: number;
  readonly similarity?: Similarity;
  readonly masked?: MaskedModel;
  /** Awaited between two calls of the model. */
  readonly pause?: () => Promise<void>;
  /** Told how many texts the model was just asked about. */
  readonly told?: (texts: number) => void;
}

/** What a search is at: what it wants to know. */
export interface Waiting {
  readonly running: Running;
  readonly request: Request;
}
