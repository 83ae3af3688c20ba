import type { Params } from '@advtrain/core';
import { bytesOf, type Graph, type Value } from '../graph/graph.ts';
import { floatWeights, numbersOf, tensorOf } from './float-weights.ts';
import type { Weights } from './weights.ts';

/** The byte that stands for 0. */
const middle = 128;
/** The byte farthest from it on both sides. */
const farthest = 127;

/**
 * Matrices and the table of words in 8 bits: a weight is (byte − 128) · scale, with a scale for each output or word. What is multiplied with a matrix
 * is put into 8 bits as it comes, and the products are summed in whole numbers. The bytes are unsigned, as signed ones
 * overflow the 16 bits in which some processors add pairs of products up.
 */
export function byteWeights(graph: Graph, params: Params): Weights {
  const float = floatWeights(graph, params);
  const zero = graph.constant('middle', () => ({ type: 'uint8', shape: [], bytes: () => Uint8Array.of(middle) }));
  const scalesOf = (name: string, shape: (rows: number) => readonly number[]): Value =>
    graph.constant(`${name}.scale`, () => {
      const [rows = 0] = tensorOf(params, name).shape;
      return { type: 'float', shape: shape(rows), bytes: () => bytesOf(scales(numbersOf(params, name), rows)) };
    });
  return {
    whole: float.whole,
    words: (ids, name) => {
      const table = graph.constant(`${name}.bytes`, () => {
        const [rows = 0, width = 0] = tensorOf(params, name).shape;
        const bytes = (): Uint8Array => rounded(numbersOf(params, name), rows, 'rows');
        return { type: 'uint8', shape: [rows, width], bytes };
      });
      const found = graph.op('Cast', [graph.op('Gather', [table, ids])], { to: { int: 1 } });
      const scale = graph.op('Gather', [scalesOf(name, (rows) => [rows, 1]), ids]);
      return graph.op('Mul', [graph.op('Sub', [found, graph.scalar(middle)]), scale]);
    },
    times: (x, name) => {
      const matrix = graph.constant(`${name}.bytes`, () => {
        const [outputs = 0, inputs = 0] = tensorOf(params, name).shape;
        const bytes = (): Uint8Array => rounded(numbersOf(params, name), outputs, 'columns');
        return { type: 'uint8', shape: [inputs, outputs], bytes };
      });
      const [bytes, scale, point] = graph.several('DynamicQuantizeLinear', [x], 3) as [Value, Value, Value];
      const sums = graph.op('MatMulInteger', [bytes, matrix, point, zero]);
      const unit = graph.op('Mul', [scale, scalesOf(name, (rows) => [rows])]);
      return graph.op('Mul', [graph.op('Cast', [sums], { to: { int: 1 } }), unit]);
    },
  };
}

/** What the difference of 1 between bytes stands for, in each of some rows. A row of zeros has 1. */
function scales(values: Float32Array, rows: number): Float32Array {
  const width = values.length / rows;
  return Float32Array.from({ length: rows }, (_, row) => {
    let largest = 0;
    for (let at = row * width; at < (row + 1) * width; at++) largest = Math.max(largest, Math.abs(values[at]!));
    return largest / farthest || 1;
  });
}

/** The bytes of rows, which become columns if told so. */
function rounded(values: Float32Array, rows: number, become: 'rows' | 'columns'): Uint8Array {
  const width = values.length / rows;
  const units = scales(values, rows);
  const bytes = new Uint8Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const at = become === 'rows' ? row * width + column : column * rows + row;
      bytes[at] = Math.round(values[row * width + column]! / units[row]!) + middle;
    }
  }
  return bytes;
}
