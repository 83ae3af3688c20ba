import type { InnerLayer } from '@advtrain/models';
import type { Value } from '../graph/graph.ts';
import { activate } from './activation.ts';
import { dense, norm } from './layers.ts';
import type { Net, Texts } from './net.ts';

/** Scores of hidden [N, T or 1, H]: [N, num_labels], or [N, T, num_labels] where every token is read. */
export function head(net: Net, { mask }: Texts, hidden: Value): Value {
  const { inner, scores, reads = 'first' } = net.layout.head;
  const read = { first: onlyToken, mean: meanToken, all: (_: Net, all: Value) => all }[reads](net, hidden, mask);
  return dense(net, scores, inner ? throughInner(net, inner, read) : read);
}

function throughInner(net: Net, inner: InnerLayer, read: Value): Value {
  const active = activate(net.graph, inner.activation, dense(net, inner.dense, read, inner.unbiased !== true));
  return inner.norm ? norm(net, inner.norm.name, active, inner.norm.bias) : active;
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
