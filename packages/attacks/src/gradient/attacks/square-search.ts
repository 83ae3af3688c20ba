import type { Model } from '@advtrain/core';
import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { confine } from '../../balls/confine.ts';
import type { Algorithm, AttackSite, Beginning, State, Taken } from '../algorithm.ts';
import { each } from '../beginning.ts';
import { wrongMargin } from '../objectives.ts';
import { chosen, erring } from '../rows.ts';

/** How Square searches. */
export interface SquareOptions {
  /** ε, at least 0. */
  readonly radius: number;
  /** Default: `linf`. */
  readonly norm?: 'l2' | 'linf';
  /** Inputs that the model is asked about, at least 1. Default 5000. */
  readonly queries?: number;
  /** The share of pixels that the first squares have, in (0, 1]. Default 0.8. */
  readonly share?: number;
}

/** Queries at which the share of pixels is halved. */
const halvedAt = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];

/** The most channels that a picture may have: each draws a sign. */
export const channels = 3;

/** What the searches of the norms do not have in common. */
export interface SquareMoves {
  /** How many numbers each example draws at every step. */
  readonly draws: number;
  /** What an example begins with, before it is brought into the domain. */
  begin(beginning: Beginning, radius: number): tf.Tensor;
  /** What is tried in the place of δ, with squares of that share of pixels. */
  tried(delta: tf.Tensor, at: SquareAt): tf.Tensor;
}

/** Of a move. */
export interface SquareAt {
  readonly share: tf.Scalar;
  /** [B, draws], in [0, 1). */
  readonly draws: tf.Tensor2D;
  readonly radius: tf.Scalar;
}

/** A random search that keeps what raises the margin of a wrong class: one query a step, the first of what it begins with. */
export function squareSearch(moves: SquareMoves, { radius: limit, queries, share }: Search, model: Model): Algorithm {
  checkPixels(model);
  const radius = (): number => limit;
  return {
    steps: queries,
    sizes: [radius],
    units: () => 1,
    draws: moves.draws,
    kind: (index) => (index === 0 ? 'begin' : 'move'),
    numbers: (index) => [shareAt(share, index)],
    checkShape: checkPicture,
    start: (beginning) => {
      const delta = confine(moves.begin(beginning, limit), beginning.site);
      return { delta, most: each(beginning, -1e30) };
    },
    step(site, state, { kind, numbers, draws }) {
      const delta = state['delta']!;
      if (kind === 'begin') return kept(site, state, delta);
      const at = { share: numbers[0]!, draws: draws!, radius: site.value(radius) };
      return kept(site, state, confine(moves.tried(delta, at), site));
    },
  };
}

/** How long a search is, and in which ball. */
export type Search = Required<Pick<SquareOptions, 'radius' | 'queries' | 'share'>>;

/** The share of pixels that the square of a step has, where the first have `share`. */
function shareAt(share: number, index: number): number {
  return share / 2 ** halvedAt.filter((query) => index - 1 > query).length;
}

/** Refuses a model that has no pixels. */
function checkPixels({ domain }: Pick<Model, 'domain'>): void {
  if (!domain)
    throw new Error('Square changes squares of pixels, and this model has none: use APGD, which climbs embeddings.');
}

/** Refuses what is no picture. */
function checkPicture(shape: readonly number[]): void {
  const depth = shape[3];
  if (shape.length !== 4 || depth === undefined || depth > channels)
    throw new Error(`Square is for pictures of 1 to ${channels} channels, and these have ${depth ?? 0}: use APGD.`);
}

/**
 * What is tried stays where the margin of a wrong class has risen, or the model errs. A tie that it answers rightly breaks nothing, as in
 * AutoAttack's last count, and is searched on.
 */
function kept(site: AttackSite, { delta, most }: State, tried: tf.Tensor): Taken {
  const logits = site.logits(tried);
  const margins = wrongMargin(logits, site.labels);
  const found = erring(logits, site.labels);
  const isBetter: tf.Tensor1D = tf.logicalOr(tf.greater(margins, most!), found);
  const seen = chosen(isBetter, tried, delta!);
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
