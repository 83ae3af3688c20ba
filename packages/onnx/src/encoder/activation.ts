import type { Activation } from '@advtrain/models';
import type { Graph, Value } from '../graph/graph.ts';

type Activate = (graph: Graph, x: Value) => Value;

const gelu: Activate = (graph, x) => half(graph, x, graph.op('Erf', [times(graph, x, Math.SQRT1_2)]));

const geluTanh: Activate = (graph, x) => {
  const cube = graph.op('Mul', [graph.op('Mul', [x, x]), x]);
  const inner = graph.op('Add', [x, times(graph, cube, 0.044715)]);
  return half(graph, x, graph.op('Tanh', [times(graph, inner, Math.sqrt(2 / Math.PI))]));
};

const silu: Activate = (graph, x) => graph.op('Mul', [x, graph.op('Sigmoid', [x])]);

const functions: Readonly<Record<Activation, Activate>> = {
  gelu,
  gelu_python: gelu,
  gelu_new: geluTanh,
  gelu_fast: geluTanh,
  gelu_accurate: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  gelu_python_tanh: geluTanh,
  quick_gelu: (graph, x) => graph.op('Mul', [x, graph.op('Sigmoid', [times(graph, x, 1.702)])]),
  relu: (graph, x) => graph.op('Relu', [x]),
  silu,
  swish: silu,
  tanh: (graph, x) => graph.op('Tanh', [x]),
};

/** Applies an activation. Any shape. */
export function activate(graph: Graph, activation: Activation, x: Value): Value {
  return functions[activation](graph, x);
}

/** x · (1 + share) / 2. */
function half(graph: Graph, x: Value, share: Value): Value {
  return times(graph, graph.op('Mul', [x, graph.op('Add', [share, graph.scalar(1)])]), 0.5);
}

function times(graph: Graph, x: Value, factor: number): Value {
  return graph.op('Mul', [x, graph.scalar(factor)]);
}
