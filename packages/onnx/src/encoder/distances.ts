import { longestSequence, type Distances } from '@advtrain/models';
import { bytesOf, type Value } from '../graph/graph.ts';
import type { Net, Texts } from './net.ts';

/** How far keys lie ahead of queries, as whole numbers [T, T]. */
export function ahead({ graph }: Net, { length }: Texts): Value {
  const scalar = (constant: number): Value => graph.op('Squeeze', [graph.ints([constant])]);
  const places = graph.op('Range', [scalar(0), graph.op('Squeeze', [length]), scalar(1)]);
  const keys = graph.op('Unsqueeze', [places, graph.ints([0])]);
  return graph.op('Sub', [keys, graph.op('Unsqueeze', [places, graph.ints([1])])]);
}

/** The rows of a table of distances for all pairs of a query and a key: whole numbers [T, T]. */
export function rowsOfDistances(net: Net, texts: Texts, { rowOf }: Distances): Value {
  const { graph, config } = net;
  const most = longestSequence(config) - 1;
  const rows = graph.constant('rows of distances', () => ({
    type: 'int64',
    shape: [2 * most + 1],
    bytes: () => bytesOf(BigInt64Array.from({ length: 2 * most + 1 }, (_, at) => BigInt(rowOf(at - most)))),
  }));
  return graph.op('Gather', [rows, graph.op('Add', [ahead(net, texts), graph.ints([most])])]);
}
