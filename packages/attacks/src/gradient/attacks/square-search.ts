import type { Model } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { AttackSite, State, Taken } from '../algorithm.ts';
import { wrongMargin } from '../objectives.ts';
import { chosen, erring } from '../rows.ts';

/** Queries at which the share of pixels is halved. */
const halvedAt = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];

/** The most channels that a picture may have: each draws a sign. */
export const channels = 3;

/** The share of pixels that the square of a step has, where the first have `share`. */
export function shareAt(share: number, index: number): number {
  return share / 2 ** halvedAt.filter((query) => index - 1 > query).length;
}

/** Refuses a model that has no pixels. */
export function checkPixels({ domain }: Pick<Model, 'domain'>): void {
  if (!domain)
    throw new Error('Square changes squares of pixels, and this model has none: use APGD, which climbs embeddings.');
}

/** Refuses what is no picture. */
export function checkPicture({ shape }: tf.Tensor): void {
  const depth = shape[3];
  if (shape.length !== 4 || depth === undefined || depth > channels)
    throw new Error(`Square is for pictures of 1 to ${channels} channels, and these have ${depth ?? 0}: use APGD.`);
}

/** What is tried stays where the margin of a wrong class has risen, or is there. */
export function kept(site: AttackSite, { delta, most }: State, tried: tf.Tensor): Taken {
  const logits = site.logits(tried);
  const margins = wrongMargin(logits, site.labels);
  const isBetter: tf.Tensor1D = tf.logicalOr(tf.greater(margins, most!), tf.greaterEqual(margins, constant(0)));
  const seen = chosen(isBetter, tried, delta!);
  const found: tf.Tensor1D = tf.logicalOr(erring(logits, site.labels), tf.greaterEqual(margins, constant(0)));
  return { seen, found, state: { delta: seen, most: tf.where(isBetter, margins, most!) } };
}

/** How far the rows or columns of a picture are behind where a square of each example begins: [1 or B, rows, columns, 1]. */
export function behind(length: number, axis: 1 | 2, first: tf.Tensor): tf.Tensor {
  const places = tf.reshape(tf.range(0, length), axis === 1 ? [1, length, 1, 1] : [1, 1, length, 1]);
  return tf.sub(places, first);
}

/** Where a square of a side begins, by what each example draws in [0, 1). */
export function firstOf(drawn: tf.Tensor, length: number, side: tf.Scalar): tf.Tensor {
  return tf.floor(tf.mul(drawn, tf.sub(constant(length), side)));
}

/** 1 in the square, 0 elsewhere. */
export function squareOf(rows: tf.Tensor, columns: tf.Tensor, side: tf.Scalar): tf.Tensor {
  const within = (places: tf.Tensor) => tf.logicalAnd(tf.greaterEqual(places, constant(0)), tf.less(places, side));
  return tf.cast(tf.logicalAnd(within(rows), within(columns)), 'float32');
}

/** −1 below the middle, else 1. */
export function signOf(drawn: tf.Tensor, middle: number): tf.Tensor {
  return tf.sub(tf.mul(tf.cast(tf.greaterEqual(drawn, constant(middle)), 'float32'), constant(2)), constant(1));
}

/** One of the numbers that each example draws, to be spread over its picture. */
export function drawnAt(draws: tf.Tensor2D, at: number, count = 1): tf.Tensor {
  return tf.reshape(tf.slice(draws, [0, at], [-1, count]), [-1, 1, 1, count]);
}
