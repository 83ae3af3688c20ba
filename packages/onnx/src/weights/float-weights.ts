import type { Params } from '@advtrain/core';
import type * as tf from '@tensorflow/tfjs-core';
import { bytesOf, type Graph } from '../graph/graph.ts';
import type { Weights } from './weights.ts';

/** All parameters in 32 bits. */
export function floatWeights(graph: Graph, params: Params): Weights {
  const whole: Weights['whole'] = (name) =>
    graph.constant(name, () => ({
      type: 'float',
      shape: tensorOf(params, name).shape,
      bytes: () => bytesOf(numbersOf(params, name)),
    }));
  return {
    whole,
    words: (ids, name) => graph.op('Gather', [whole(name), ids]),
    times: (x, name) => {
      const matrix = graph.constant(`${name}.transposed`, () => {
        const [outputs = 0, inputs = 0] = tensorOf(params, name).shape;
        const bytes = (): Uint8Array => bytesOf(transposed(numbersOf(params, name), outputs, inputs));
        return { type: 'float', shape: [inputs, outputs], bytes };
      });
      return graph.op('MatMul', [x, matrix]);
    },
  };
}

/** The parameter of that name. Throws one sentence where there is none. */
export function tensorOf(params: Params, name: string): tf.Tensor {
  const tensor = params[name];
  if (tensor) return tensor;
  throw new Error(`There is no parameter "${name}": give the model all that its layers name.`);
}

/** The numbers of a parameter. */
export function numbersOf(params: Params, name: string): Float32Array {
  return tensorOf(params, name).dataSync<'float32'>();
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column]!;
  }
  return turned;
}
