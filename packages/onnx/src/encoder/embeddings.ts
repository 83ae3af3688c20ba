import type { Value } from '../graph/graph.ts';
import { dense, norm } from './layers.ts';
import type { Net, Texts } from './net.ts';

/** Words, segments and positions as the family has them, summed, normalised, mapped: [N, T, H]. */
export function embeddings(net: Net, texts: Texts): Value {
  const { graph, config, layout } = net;
  const own = layout.embeddings;
  const sum = [net.weights.words(texts.ids, own.words), ...segments(net, texts), ...positions(net, texts)];
  const x = sum.reduce((before, each) => graph.op('Add', [before, each]));
  const map = own.projection?.(config);
  const isDeberta = config.model_type === 'deberta-v2';
  if (!isDeberta) {
    const normed = norm(net, own.norm, x, config.norm_bias ?? true);
    return map ? dense(net, map.name, normed, map.bias) : normed;
  }
  const normed = norm(net, own.norm, map ? dense(net, map.name, x, map.bias) : x);
  return graph.op('Mul', [normed, graph.op('Unsqueeze', [texts.mask, graph.ints([-1])])]);
}

/** Those of each token [N, T, D], or those of segment 0 [1, D] that all have. */
function segments({ graph, config, layout, weights }: Net, { types }: Texts): readonly Value[] {
  const { segments: table } = layout.embeddings;
  if (table === undefined || config.type_vocab_size === 0) return [];
  if (types !== undefined) return [graph.op('Gather', [weights.whole(table), types])];
  return [graph.op('Slice', [weights.whole(table), graph.ints([0]), graph.ints([1]), graph.ints([0])])];
}

/** Those of all texts [T, D] or, where positions count tokens behind the id of padding, of each [N, T, D]. */
function positions({ graph, config, layout, weights }: Net, { ids, length }: Texts): readonly Value[] {
  const { positions: table, countsBehind } = layout.embeddings;
  if (table === undefined || config.position_biased_input === false) return [];
  const rows = weights.whole(table);
  if (!countsBehind) return [graph.op('Slice', [rows, graph.ints([0]), length, graph.ints([0])])];
  const begin = graph.ints([countsBehind(config)]);
  const isPadding = graph.op('Equal', [ids, begin]);
  const real = graph.op('Cast', [graph.op('Not', [isPadding])], { to: { int: 7 } });
  const axis = graph.op('Squeeze', [graph.ints([1])]);
  const counted = graph.op('Mul', [graph.op('CumSum', [real, axis]), real]);
  return [graph.op('Gather', [rows, graph.op('Add', [counted, begin])])];
}
