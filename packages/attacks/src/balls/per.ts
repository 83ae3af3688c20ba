import { atLeast, wholeNumber } from '@advtrain/core';

/**
 * The radius of the least l2 ball of examples that has all perturbations in it of which each of L tokens is at most `length` long:
 * `length · √L`. What is published per token (SMART's code, TAVAT, CAT, LAT) becomes what is measured per example.
 *
 * @param length the l2 norm of a token.
 * @param tokens L, without padding.
 */
export function perExample(length: number, tokens: number): number {
  return atLeast('length', length, 0) * Math.sqrt(wholeNumber('tokens', tokens, 1));
}

/**
 * How long each of L tokens may be where all of them are equally long and together `length`: `length / √L`. The other way round
 * from {@link perExample}.
 *
 * @param length the l2 norm of an example.
 * @param tokens L, without padding.
 */
export function perToken(length: number, tokens: number): number {
  return atLeast('length', length, 0) / Math.sqrt(wholeNumber('tokens', tokens, 1));
}
