import { thing, type Rule } from '@advtrain/core';

/**
 * What is awaited between two batches.
 *
 * @param value what was given for the option.
 */
export const aPause: Rule = (value) =>
  typeof value === 'function' ? undefined : 'a function, which is awaited between two batches';

/** Processes that share work. */
export const aCluster: Rule = thing('a cluster, as cluster() of @advtrain/distributed gives it', 'rank', 'size');
