import { constant } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Beginning } from '../algorithm.ts';
import { noise } from '../beginning.ts';
import { behind, channels, drawnAt, firstOf, signOf, squareOf } from './square-search.ts';
import type { SquareAt, SquareMoves } from './square-search.ts';

/** What keeps a division by the norm of nothing at 0. */
const tiny = 1e-12;

/**
 * Square in l2: a grid of small waves, and what one square holds of ε moved into another, with a wave added. As in AutoAttack's code,
 * each channel gets what all of them hold there, before the whole is scaled to ε; in the paper each keeps its own.
 */
export const squareL2: SquareMoves = {
  // Where two squares begin, which way the wave lies, and a sign for each channel.
  draws: 5 + channels,
  begin: (beginning, radius) => scaled(grid(beginning), constant(radius)),
  tried: moved,
};

/** Five by five waves, or as many as there is room for, each with its own direction and, for every channel, sign. */
function grid(beginning: Beginning): tf.Tensor {
  const [batch = 0, height = 1, width = 1, depth = 1] = beginning.site.x.shape;
  const side = Math.max(1, Math.floor(height / 5));
  const margin = Math.max(0, Math.floor((height - 5 * side) / 2));
  const down = Math.floor((height - margin) / side);
  const across = Math.floor((width - margin) / side);
  // Sign and size of a uniform number say different things: one of them the sign, the other the direction.
  const drawn = tf.slice(noise(beginning, 'uniform'), [0, 0, 0, 0], [batch, down, across, depth]);
  const lies = tf.less(tf.abs(tf.slice(drawn, [0, 0, 0, 0], [batch, down, across, 1])), constant(0.5));
  const at = (rows: number, columns: number) => [batch, down, rows, across, columns, depth];
  const signs = tf.reshape(signOf(drawn, 0), at(1, 1));
  const isLying = tf.cast(tf.reshape(lies, [batch, down, 1, across, 1, 1]), 'float32');
  const places = tf.range(0, side);
  const rows = tf.reshape(places, [1, side, 1, 1]);
  const columns = tf.reshape(places, [1, 1, side, 1]);
  const lying = tf.reshape(wave(rows, columns, constant(side), side), [1, 1, side, 1, side, 1]);
  const standing = tf.reshape(wave(columns, rows, constant(side), side), [1, 1, side, 1, side, 1]);
  const waves = tf.add(tf.mul(isLying, lying), tf.mul(tf.sub(constant(1), isLying), standing));
  const tiles = tf.reshape(tf.mul(waves, signs), [batch, down * side, across * side, depth]);
  const rest = (length: number, used: number): [number, number] => [margin, length - margin - used];
  return tf.pad(tiles, [[0, 0], rest(height, down * side), rest(width, across * side), [0, 0]]);
}

/** What δ has in two squares is left out of the second and, with a wave added and what ε has to spare, put into the first. */
function moved(delta: tf.Tensor, { share, draws, radius }: SquareAt): tf.Tensor {
  const [, height = 1, width = 1, depth = 1] = delta.shape;
  const longest = Math.min(height, width);
  const least = tf.maximum(tf.round(tf.sqrt(tf.mul(share, constant(height * width)))), constant(3));
  const odd = tf.add(least, tf.sub(constant(1), tf.mod(least, constant(2))));
  const side = tf.minimum<tf.Scalar>(odd, constant(longest));
  const from = (at: number, length: number): tf.Tensor => firstOf(drawnAt(draws, at), length, side);
  const rows = behind(height, 1, from(0, height));
  const columns = behind(width, 2, from(1, width));
  const here = squareOf(rows, columns, side);
  const there = squareOf(behind(height, 1, from(2, height)), behind(width, 2, from(3, width)), side);
  const lies = tf.cast(tf.less(drawnAt(draws, 4), constant(0.5)), 'float32');
  const lying = tf.mul(lies, wave(rows, columns, side, longest));
  const standing = tf.mul(tf.sub(constant(1), lies), wave(columns, rows, side, longest));
  const signs = signOf(drawnAt(draws, 5, depth), 0.5);
  const old = tf.mul(delta, here);
  const wanted = tf.add(tf.mul(tf.mul(tf.add(lying, standing), here), signs), scaled(old, constant(1), [1, 2]));
  const spare = tf.maximum(tf.sub(tf.square(radius), squares(delta)), constant(0));
  const inBoth = squares(tf.mul(delta, tf.maximum(here, there)));
  const length = tf.sqrt(tf.add(tf.div(spare, constant(depth)), inBoth));
  const put = scaled(wanted, length, [1, 2]);
  const outside = tf.mul(delta, tf.mul(tf.sub(constant(1), here), tf.sub(constant(1), there)));
  return scaled(tf.add(outside, put), radius);
}

/**
 * Two heaps of nested rectangles, one up and one down, of norm 1 in a square of that side, by how far rows and columns are behind
 * where it begins; what it has outside of the square means nothing.
 */
function wave(rows: tf.Tensor, columns: tf.Tensor, side: tf.Scalar, longest: number): tf.Tensor {
  const half: tf.Scalar = tf.floor(tf.div<tf.Scalar>(side, constant(2)));
  const upper = tf.cast(tf.less(rows, half), 'float32');
  const up = heap(rows, columns, { height: half, width: side, longest });
  const down = heap(tf.sub(rows, half), columns, { height: tf.sub<tf.Scalar>(side, half), width: side, longest });
  const both = tf.sub(tf.mul(upper, up), tf.mul(tf.sub(constant(1), upper), down));
  // Of a square of one pixel there is no upper half.
  return tf.div(both, tf.sqrt(tf.minimum(side, constant(2))));
}

interface HeapSize {
  readonly height: tf.Scalar;
  readonly width: tf.Scalar;
  /** No square is longer. */
  readonly longest: number;
}

/** Σ 1/(k + 1)² over the rectangles k that hold a place, by norm 1. */
function heap(rows: tf.Tensor, columns: tf.Tensor, { height, width, longest }: HeapSize): tf.Tensor {
  const middle = (length: tf.Scalar): tf.Scalar => tf.floor(tf.div<tf.Scalar>(length, constant(2)));
  const top = middle(height);
  const left = middle(width);
  const last = tf.maximum<tf.Scalar>(top, left);
  const heightAt = (down: tf.Tensor, right: tf.Tensor): tf.Tensor => {
    const around = tf.maximum(tf.abs(tf.sub(down, top)), tf.abs(tf.sub(right, left)));
    const sums = Array.from({ length: longest }, (_, k) => {
      const holds = tf.logicalAnd(tf.lessEqual(around, constant(k)), tf.greaterEqual(last, constant(k)));
      return tf.mul(tf.cast(holds, 'float32'), constant(1 / (k + 1) ** 2));
    });
    return tf.addN(sums);
  };
  const places = tf.range(0, longest);
  const down = tf.reshape(places, [longest, 1]);
  const right = tf.reshape(places, [1, longest]);
  const inside = tf.cast(tf.logicalAnd(tf.less(down, height), tf.less(right, width)), 'float32');
  const norm = tf.sqrt(tf.sum(tf.square(tf.mul(heightAt(down, right), inside))));
  return tf.div(heightAt(rows, columns), tf.add(norm, constant(tiny)));
}

/** Of each example, or each of its channels, the sum of squares, [B, 1, 1, 1 or C]. */
function squares(v: tf.Tensor, axes: readonly number[] = [1, 2, 3]): tf.Tensor {
  return tf.sum(tf.square(v), [...axes], true);
}

/** Of each example, or each of its channels, a multiple of such a length. */
function scaled(v: tf.Tensor, length: tf.Tensor, axes: readonly number[] = [1, 2, 3]): tf.Tensor {
  const norm = tf.sqrt(squares(v, axes));
  return tf.mul(tf.div(v, tf.add(norm, constant(tiny))), length);
}
