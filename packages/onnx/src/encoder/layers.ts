import type { Value } from '../graph/graph.ts';
import type { Net } from './net.ts';

/** A linear layer of that name, with a bias unless told otherwise: x [..., I] → [..., O]. */
export function dense({ graph, weights }: Net, name: string, x: Value, bias = true): Value {
  const product = weights.times(x, `${name}.weight`);
  return bias ? graph.op('Add', [product, weights.whole(`${name}.bias`)]) : product;
}

/** Layer normalisation of that name, with a bias unless told otherwise: x [..., D] → [..., D]. */
export function norm({ graph, config, weights }: Net, name: string, x: Value, bias = true): Value {
  const learned = [`${name}.weight`, ...(bias ? [`${name}.bias`] : [])].map((each) => weights.whole(each));
  return graph.op('LayerNormalization', [x, ...learned], {
    axis: { int: -1 },
    epsilon: { float: config.layer_norm_eps },
  });
}

/** The first token of hidden [N, T, H]: [N, 1, H]. */
export function firstToken({ graph }: Net, hidden: Value): Value {
  return graph.op('Slice', [hidden, graph.ints([0]), graph.ints([1]), graph.ints([1])]);
}
