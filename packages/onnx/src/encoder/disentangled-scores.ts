import type { BlockNames } from '@advtrain/models';
import type { Value } from '../graph/graph.ts';
import { rowsOfDistances } from './distances.ts';
import { dense, norm } from './layers.ts';
import type { Net, Texts } from './net.ts';

/** What the scores of distances are made from. */
interface Asked {
  readonly texts: Texts;
  /** [N, heads, T or 1, D]. */
  readonly queries: Value;
  /** [N, heads, T, D]. */
  readonly keys: Value;
  readonly onlyFirst: boolean;
}

/** What queries · keys are multiplied by: 1/√D, and less where distances have scores of their own. */
export function disentangledScale({ config }: Net): number {
  const { hidden_size: width, num_attention_heads: heads, pos_att_type: kinds = [] } = config;
  return 1 / Math.sqrt(((1 + kinds.length) * width) / heads);
}

/** What distances add to the scores of a DeBERTa block (He et al. 2021), [N, heads, T or 1, T]; nothing elsewhere. */
export function disentangledScores(net: Net, names: BlockNames, asked: Asked): readonly Value[] {
  const { layout, config } = net;
  const { distances } = layout;
  const { positionKey, positionQuery } = names;
  if (!distances || positionKey === undefined || positionQuery === undefined) return [];
  const { pos_att_type: kinds = [] } = config;
  const rows = rowsOfDistances(net, asked.texts, distances);
  return [
    ...(kinds.includes('c2p') ? [ofQueries(net, projected(net, positionKey), rows, asked)] : []),
    ...(kinds.includes('p2c') ? [ofKeys(net, projected(net, positionQuery), rows, asked)] : []),
  ];
}

/** The table of distances through a linear layer, scaled, by head: [heads, D, rows]. */
function projected(net: Net, name: string): Value {
  const { graph, config, layout, weights } = net;
  const { hidden_size: width, num_attention_heads: heads } = config;
  const table = weights.whole(layout.distances!.table);
  const normed = layout.distances!.norm === undefined ? table : norm(net, layout.distances!.norm, table);
  const all = graph.op('Mul', [dense(net, name, normed), graph.scalar(disentangledScale(net))]);
  const split = graph.op('Reshape', [all, graph.ints([0, heads, width / heads])]);
  return graph.op('Transpose', [split], { perm: { ints: [1, 2, 0] } });
}

/** Queries · the rows of their distances to the keys. */
function ofQueries(net: Net, table: Value, rows: Value, { queries, onlyFirst }: Asked): Value {
  const { graph } = net;
  const asking = onlyFirst ? graph.op('Slice', [rows, graph.ints([0]), graph.ints([1]), graph.ints([0])]) : rows;
  return picked(net, graph.op('MatMul', [queries, table]), asking);
}

/** Keys · the rows of their queries' distances to them. */
function ofKeys(net: Net, table: Value, rows: Value, { keys, onlyFirst }: Asked): Value {
  const { graph } = net;
  const byKey = graph.op('Transpose', [rows], { perm: { ints: [1, 0] } });
  const asking = onlyFirst ? graph.op('Slice', [byKey, graph.ints([0]), graph.ints([1]), graph.ints([1])]) : byKey;
  const found = picked(net, graph.op('MatMul', [keys, table]), asking);
  return graph.op('Transpose', [found], { perm: { ints: [0, 1, 3, 2] } });
}

/** Of products with all rows [N, heads, A, rows] those with the rows [A, B] that are asked for: [N, heads, A, B]. */
function picked({ graph }: Net, products: Value, rows: Value): Value {
  const texts = graph.op('Shape', [products], { end: { int: 2 } });
  const shape = graph.op('Concat', [texts, graph.op('Shape', [rows])], { axis: { int: 0 } });
  return graph.op('GatherElements', [products, graph.op('Expand', [rows, shape])], { axis: { int: 3 } });
}
