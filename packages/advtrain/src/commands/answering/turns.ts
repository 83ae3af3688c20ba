import type { TokenIds } from '@advtrain/datasets';
import { rowsOf } from '@advtrain/evaluate';
import type { ExampleSet, Pause, Rows } from '@advtrain/evaluate';
import type { Model } from '@advtrain/core';

/** How a model is asked while other things go on. */
export interface Turns {
  /** Awaited between two batches. */
  readonly pause: Pause;
  /** Tokens a batch at most, for nothing else happens meanwhile. Default: no limit. */
  readonly batchTokens?: number | undefined;
}

/** The logits of encoded examples, of which that set is. */
export function rowsInTurns(
  model: Model,
  set: ExampleSet,
  encoded: readonly TokenIds[],
  { pause, batchTokens = Infinity }: Turns,
): Promise<readonly Rows[]> {
  const longest = encoded.reduce((most, { ids }) => Math.max(most, ids.length), 1);
  const most = Math.max(1, Math.floor(batchTokens / longest));
  const evaluation: ExampleSet['evaluation'] = (size = 16) => set.evaluation(Math.min(size, most));
  return rowsOf(model, { ...set, evaluation }, { pause });
}
