import type { FetchOptions } from '@advtrain/engine/fetch';

/** Where a model is got from, out of options that say more. */
export function fetching({ from, offline, reporter, signal }: FetchOptions): FetchOptions {
  return { from, offline, reporter, signal };
}
