import type { Value } from '../graph/graph.ts';
import type { Net, Texts } from './net.ts';

/** Added where a token is not to be seen, as the encoder's own attention has it. */
export const never = -1e9;

/** Queries or values by head: [N, T, H] → [N, heads, T, D]. */
export function byHead(net: Net, x: Value): Value {
  return net.graph.op('Transpose', [split(net, x)], { perm: { ints: [0, 2, 1, 3] } });
}

/** Keys by head, transposed: [N, T, H] → [N, heads, D, T]. */
export function keysByHead(net: Net, x: Value): Value {
  return net.graph.op('Transpose', [split(net, x)], { perm: { ints: [0, 2, 3, 1] } });
}

/** [N, T, H] → [N, T, heads, D]. */
export function split({ graph, config }: Net, x: Value): Value {
  const { hidden_size: width, num_attention_heads: heads } = config;
  return graph.op('Reshape', [x, graph.ints([0, 0, heads, width / heads])]);
}

/** What is added to the scores for padding: 0 for tokens, a large negative number else, [N, 1, 1, T]. */
export function padding({ graph }: Net, { mask }: Texts): Value {
  const missing = graph.op('Sub', [graph.scalar(1), mask]);
  return graph.op('Unsqueeze', [graph.op('Mul', [missing, graph.scalar(never)]), graph.ints([1, 2])]);
}

/** Queries times keys, scaled: [N, heads, T or 1, T]. */
export function scores({ graph }: Net, queries: Value, keys: Value, scale: number): Value {
  return graph.op('MatMul', [graph.op('Mul', [queries, graph.scalar(scale)]), keys]);
}

/** What queries take of values [N, heads, T, D] with such scores: [N, T or 1, H]. */
export function mixed({ graph, config }: Net, added: readonly Value[], values: Value): Value {
  const sum = added.reduce((before, each) => graph.op('Add', [before, each]));
  const shares = graph.op('Softmax', [sum], { axis: { int: -1 } });
  const found = graph.op('MatMul', [shares, values]);
  const joined = graph.op('Transpose', [found], { perm: { ints: [0, 2, 1, 3] } });
  return graph.op('Reshape', [joined, graph.ints([0, 0, config.hidden_size])]);
}
