import type { Value } from '../graph/graph.ts';
import { activate } from './activation.ts';
import { dense, firstToken, norm } from './layers.ts';
import type { Net } from './net.ts';
import type { BlockInput } from './post-norm-block.ts';
import { rotaryAttention } from './rotary-attention.ts';

/** One block of ModernBERT: [N, T, H] or, of the first token, [N, 1, H]. */
export function gatedBlock(net: Net, index: number, input: BlockInput): Value {
  const { graph, config } = net;
  const { norm_bias: normed, mlp_bias: biased, intermediate_size: wide } = config;
  const layer = `model.layers.${index}`;
  // The embeddings' normalisation is the first block's.
  const before = index > 0 ? norm(net, `${layer}.attn_norm`, input.hidden, normed) : input.hidden;
  const asking = input.onlyFirst ? firstToken(net, input.hidden) : input.hidden;
  const attended = graph.op('Add', [asking, rotaryAttention(net, index, before, input)]);
  const again = norm(net, `${layer}.mlp_norm`, attended, normed);
  const both = dense(net, `${layer}.mlp.Wi`, again, biased);
  const sizes = graph.ints([wide, wide]);
  const halves = graph.several('Split', [both, sizes], 2, { axis: { int: -1 } });
  const gated = graph.op('Mul', [activate(graph, config.hidden_act, halves[0]!), halves[1]!]);
  return graph.op('Add', [attended, dense(net, `${layer}.mlp.Wo`, gated, biased)]);
}
