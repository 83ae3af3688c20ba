import type { Value } from '../graph/graph.ts';
import { activate } from './activation.ts';
import { dense, norm } from './layers.ts';
import type { Net, Texts } from './net.ts';

/** Scores of hidden [N, T or 1, H]: [N, num_labels]. */
export function head(net: Net, { mask }: Texts, hidden: Value): Value {
  const own = net.layout.head;
  const read = own.readsMean === true ? meanToken(net, hidden, mask) : onlyToken(net, hidden);
  const active = activate(net.graph, own.activation, dense(net, own.dense, read, own.unbiased !== true));
  return dense(net, own.scores, own.norm ? norm(net, own.norm.name, active, own.norm.bias) : active);
}

function onlyToken({ graph }: Net, hidden: Value): Value {
  return graph.op('Squeeze', [hidden, graph.ints([1])]);
}

/** The mean over the tokens that are no padding; over none of them it is 0. */
function meanToken({ graph }: Net, hidden: Value, mask: Value): Value {
  const keepsAxis = { keepdims: { int: 0 } };
  const counting = graph.op('Mul', [hidden, graph.op('Unsqueeze', [mask, graph.ints([-1])])]);
  const sum = graph.op('ReduceSum', [counting, graph.ints([1])], keepsAxis);
  const count = graph.op('ReduceSum', [mask, graph.ints([1])], { keepdims: { int: 1 } });
  return graph.op('Div', [sum, graph.op('Max', [count, graph.scalar(1)])]);
}
