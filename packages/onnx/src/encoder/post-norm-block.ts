import type { BlockNames } from '@advtrain/models';
import type { Value } from '../graph/graph.ts';
import { activate } from './activation.ts';
import { byHead, keysByHead, mixed, scores } from './attention.ts';
import { disentangledScale, disentangledScores } from './disentangled-scores.ts';
import { dense, firstToken, norm } from './layers.ts';
import type { Net, Texts } from './net.ts';

/** What a block is computed with. */
export interface BlockInput {
  readonly texts: Texts;
  /** [N, T, H]. */
  readonly hidden: Value;
  /** Added to the scores. */
  readonly bias: readonly Value[];
  /** Whether the first token alone is asked for. */
  readonly onlyFirst: boolean;
}

/** One block of BERT's kind: [N, T, H] or, of the first token, [N, 1, H]. */
export function postNormBlock(net: Net, names: BlockNames, { texts, hidden, bias, onlyFirst }: BlockInput): Value {
  const { graph, config } = net;
  const asking = onlyFirst ? firstToken(net, hidden) : hidden;
  const queries = byHead(net, dense(net, names.query, asking));
  const key = dense(net, names.key, hidden);
  const plain = scores(net, queries, keysByHead(net, key), disentangledScale(net));
  const added = disentangledScores(net, names, { texts, queries, keys: byHead(net, key), onlyFirst });
  const found = mixed(net, [plain, ...added, ...bias], byHead(net, dense(net, names.value, hidden)));
  const attended = graph.op('Add', [dense(net, names.attentionOutput, found), asking]);
  const middle = norm(net, names.attentionNorm, attended);
  const expanded = activate(graph, config.hidden_act, dense(net, names.expand, middle));
  return norm(net, names.outputNorm, graph.op('Add', [dense(net, names.contract, expanded), middle]));
}
