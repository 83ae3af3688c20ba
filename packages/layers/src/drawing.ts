import { dropout, dropoutMask, normal, uniform, type Key } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import type { Placed } from './inner-layers.ts';

/** Of a layer that draws random numbers: what it computes with those of a key. */
type Drawing = (x: tf.Tensor, key: Key) => tf.Tensor;

/** What the layers that draw have of their own. */
interface Rated {
  readonly rate: number;
  readonly stddev: number;
  getNoiseShape(x: tf.Tensor): readonly number[] | undefined;
}

/** A cell of a recurrent layer, which keeps its masks for all time steps. */
interface Cell {
  dropoutFunc?: ((ones: tf.Tensor, rate: number) => tf.Tensor) | undefined;
  dropoutMask: tf.Tensor | tf.Tensor[] | null;
  recurrentDropoutMask: tf.Tensor | tf.Tensor[] | null;
}

const drawings: Readonly<Record<string, (layer: Rated) => Drawing>> = {
  Dropout: dropped,
  SpatialDropout1D: dropped,
  GaussianNoise:
    ({ stddev }) =>
    (x, key) =>
      tf.add(x, tf.mul(normal(x.shape, key), stddev)),
  GaussianDropout:
    ({ rate }) =>
    (x, key) =>
      tf.mul(x, tf.add(tf.mul(normal(x.shape, key), Math.sqrt(rate / (1 - rate))), 1)),
  AlphaDropout: alphaDropped,
};

/** A layer that draws, as the pass through a model sets it. */
export interface Draws {
  /** Lets the layer draw by keys: each draw by the next of those that `next` gives. */
  begin(next: () => Key): void;
  /** Leaves the layer as it was, also where it has not begun. */
  end(): void;
}

/** How a layer is made to draw by keys, where it draws at all. */
export function drawsOf({ layer }: Placed): Draws | undefined {
  const kind = layer.getClassName();
  if (kind === 'BatchNormalization') return untrained(layer);
  const drawing = drawings[kind];
  if (drawing) return replacedCall(layer, drawing(layer as unknown as Rated));
  return 'dropoutMask' in layer ? cellDraws(layer as unknown as Cell) : undefined;
}

function replacedCall(layer: layers.Layer, drawing: Drawing): Draws {
  return {
    begin: (next) => {
      layer.call = (inputs) => drawing(Array.isArray(inputs) ? inputs[0]! : inputs, next());
    },
    end: () => {
      Reflect.deleteProperty(layer, 'call');
    },
  };
}

/** Batch normalisation does not draw; in a pass that does, it must still use its averages and leave them as they are. */
function untrained(layer: layers.Layer): Draws {
  const call = layer.call.bind(layer);
  return {
    begin: () => {
      layer.call = (inputs) => call(inputs, { training: false });
    },
    end: () => {
      Reflect.deleteProperty(layer, 'call');
    },
  };
}

function cellDraws(cell: Cell): Draws {
  return {
    begin: (next) => {
      cell.dropoutFunc = (ones, rate) => dropout(ones, rate, next());
    },
    end: () => {
      cell.dropoutFunc = undefined;
      // The cell keeps masks until its next call, those of ones as well; by then a recorded step has no such tensors any more.
      for (const mask of [cell.dropoutMask, cell.recurrentDropoutMask]) if (mask !== null) tf.dispose(mask);
      cell.dropoutMask = null;
      cell.recurrentDropoutMask = null;
    },
  };
}

function dropped(layer: Rated): Drawing {
  const { rate } = layer;
  return (x, key) => {
    if (rate === 0) return tf.clone(x);
    const shape = layer.getNoiseShape(x) ?? x.shape;
    const whole = shape.every((length, axis) => length === x.shape[axis]);
    return whole ? dropout(x, rate, key) : tf.mul(x, dropoutMask(shape, rate, key));
  };
}

/** Klambauer et al. (2017): what is dropped becomes α′ = −λα, and mean and variance stay what they were. */
function alphaDropped({ rate }: Rated): Drawing {
  const alpha = -1.6732632423543772 * 1.0507009873554805;
  const gain = 1 / Math.sqrt((1 - rate) * (1 + rate * alpha * alpha));
  return (x, key) => {
    const kept = tf.cast(tf.greaterEqual(uniform(x.shape, key), rate), 'float32');
    const held = tf.add(tf.mul(x, kept), tf.mul(tf.sub(1, kept), alpha));
    return tf.add(tf.mul(held, gain), -gain * alpha * rate);
  };
}
