import type { Model } from '@advtrain/core';
import type { Encoded, Examples } from '@advtrain/datasets';
import type { FetchOptions } from '@advtrain/engine/fetch';
import type { ExampleSet } from '@advtrain/evaluate';
import type { WindowFlags } from '../../../options/window-options.ts';

/** How models are opened for examples. */
export interface SubjectOptions extends FetchOptions {
  /** Tokens of a text, or of a window of a passage, at most. */
  readonly maxLength: number;
  /** How passages are divided into windows, and answers chosen. Default: as the defaults of the flags have it. */
  readonly windows?: WindowFlags;
}

/** A model that is evaluated, and the examples as it reads them. */
export interface Subject {
  readonly name: string;
  readonly model: Model & { dispose(): void };
  /** Which of its classes are taken for those of the data, where their names do not say it. */
  readonly note?: string;
  /** What is attacked, a row for each example. */
  readonly set: ExampleSet;
  /** What scores are of, where that is more: all windows of passages. Default: `set`. */
  readonly scored?: ExampleSet;
  /** Token ids of some texts, cut to what the model reads. */
  encode(texts: Pick<Examples, 'texts' | 'pairs'>): readonly Encoded[];
  /** How many classes it answers; of answers in passages none. */
  readonly classes: number;
  readonly padId: number;
  /** Tokens of a text at most. */
  readonly maxLength: number;
  readonly parameters: number;
  /** A hash of its files. */
  readonly fingerprint: string;
}
