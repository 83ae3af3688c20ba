import { bytesOf, type Value } from '../graph/graph.ts';
import { mixed, never, scores, split } from './attention.ts';
import { ahead } from './distances.ts';
import { dense, firstToken } from './layers.ts';
import type { Net, Texts } from './net.ts';
import type { BlockInput } from './post-norm-block.ts';

/** The attention of ModernBERT's layer `index`, of normalised hidden [N, T, H]: [N, T, H] or, of the first token, [N, 1, H]. */
export function rotaryAttention(net: Net, index: number, normed: Value, { texts, bias, onlyFirst }: BlockInput): Value {
  const { graph, config } = net;
  const { hidden_size: width, num_attention_heads: heads, attention_bias: biased } = config;
  const isLocal = config.layer_types?.[index] === 'sliding_attention';
  const base = isLocal ? config.local_rope_theta! : config.global_rope_theta!;
  const name = `model.layers.${index}.attn`;
  const all = dense(net, `${name}.Wqkv`, normed, biased);
  const sizes = graph.ints([width, width, width]);
  const thirds = graph.several('Split', [all, sizes], 3, { axis: { int: -1 } });
  const [query, key, value] = thirds as [Value, Value, Value];
  const swap = (x: Value, perm: readonly number[]): Value => graph.op('Transpose', [x], { perm: { ints: perm } });
  const turnedQuery = turned(net, texts, split(net, query), base);
  const asking = onlyFirst ? firstToken(net, turnedQuery) : turnedQuery;
  const keys = swap(turned(net, texts, split(net, key), base), [0, 2, 3, 1]);
  const plain = scores(net, swap(asking, [0, 2, 1, 3]), keys, 1 / Math.sqrt(width / heads));
  const near = isLocal ? [inWindow(net, texts, onlyFirst)] : [];
  const found = mixed(net, [plain, ...near, ...bias], swap(split(net, value), [0, 2, 1, 3]));
  return dense(net, `${name}.Wo`, found, biased);
}

/** x [N, T, heads, D], of which pairs of numbers are turned by their token's place (Su et al. 2021). */
function turned(net: Net, texts: Texts, x: Value, base: number): Value {
  const { graph, config } = net;
  const half = config.hidden_size / config.num_attention_heads / 2;
  const angles = anglesOf(net, texts, base, half);
  const cos = graph.op('Cos', [angles]);
  const sin = graph.op('Sin', [angles]);
  const sizes = graph.ints([half, half]);
  const halves = graph.several('Split', [x, sizes], 2, { axis: { int: -1 } });
  const [one, other] = halves as [Value, Value];
  const first = graph.op('Sub', [graph.op('Mul', [one, cos]), graph.op('Mul', [other, sin])]);
  const second = graph.op('Add', [graph.op('Mul', [other, cos]), graph.op('Mul', [one, sin])]);
  return graph.op('Concat', [first, second], { axis: { int: -1 } });
}

/** By how much each pair is turned at each place: [T, 1, D/2]. */
function anglesOf({ graph }: Net, { length }: Texts, base: number, half: number): Value {
  const speeds = graph.constant(`speeds of base ${base}`, () => ({
    type: 'float',
    shape: [half],
    bytes: () => bytesOf(Float32Array.from({ length: half }, (_, pair) => 1 / Math.fround(base ** (pair / half)))),
  }));
  const scalar = (constant: number): Value => graph.op('Squeeze', [graph.ints([constant])]);
  const places = graph.op('Range', [scalar(0), graph.op('Squeeze', [length]), scalar(1)]);
  const column = graph.op('Unsqueeze', [graph.op('Cast', [places], { to: { int: 1 } }), graph.ints([1, 2])]);
  return graph.op('Mul', [column, speeds]);
}

/** 0 where a query sees a key, a large negative number where it is too far: [T or 1, T]. */
function inWindow(net: Net, texts: Texts, onlyFirst: boolean): Value {
  const { graph, config } = net;
  const distances = graph.op('Abs', [ahead(net, texts)]);
  const isFar = graph.op('Greater', [distances, graph.ints([Math.floor(config.local_attention! / 2)])]);
  const far = graph.op('Where', [isFar, graph.scalar(never), graph.scalar(0)]);
  return onlyFirst ? graph.op('Slice', [far, graph.ints([0]), graph.ints([1]), graph.ints([0])]) : far;
}
