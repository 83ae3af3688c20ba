import type { Model } from '@advtrain/core';
import type { Encoded, Examples } from '@advtrain/datasets';
import type { ExampleSet } from '@advtrain/evaluate';

/** A model that is evaluated, and the examples as it reads them. */
export interface Subject {
  readonly name: string;
  readonly model: Model & { dispose(): void };
  readonly set: ExampleSet;
  /** Token ids of some texts, cut to what the model reads. */
  encode(texts: Pick<Examples, 'texts' | 'pairs'>): readonly Encoded[];
  readonly padId: number;
  /** Tokens of a text at most. */
  readonly maxLength: number;
  readonly parameters: number;
  /** A hash of its files. */
  readonly fingerprint: string;
}
