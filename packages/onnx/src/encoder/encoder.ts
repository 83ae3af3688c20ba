import type { Value } from '../graph/graph.ts';
import type { Input } from '../file/messages.ts';
import type { Signature } from '../file/model-file.ts';
import { padding } from './attention.ts';
import { rowsOfDistances } from './distances.ts';
import { embeddings } from './embeddings.ts';
import { gatedBlock } from './gated-block.ts';
import { head } from './head.ts';
import { norm } from './layers.ts';
import type { Net, Texts } from './net.ts';
import { postNormBlock, type BlockInput } from './post-norm-block.ts';

/** Puts an encoder with its head into the graph, and says what goes in and comes out. */
export function writeEncoder(net: Net): Signature {
  const { config } = net;
  const isChoice = config.task === 'multiple-choice';
  const shape = isChoice ? ['batch', 'choices', 'sequence'] : ['batch', 'sequence'];
  const names = ['input_ids', 'attention_mask', ...(config.type_vocab_size > 1 ? ['token_type_ids'] : [])];
  const texts = textsOf(net, isChoice, names.includes('token_type_ids'));
  const scores = head(net, texts, throughBlocks(net, texts, embeddings(net, texts)));
  return {
    inputs: names.map((name): Input => ({ name, type: 'int64', shape })),
    outputs: outputs(net, scores),
  };
}

/** Names the scores of the head as `transformers` names them. */
function outputs(net: Net, scores: Value): Signature['outputs'] {
  const { graph, config } = net;
  if (config.task === 'question-answering') {
    return ['start_logits', 'end_logits'].map((name, place) => {
      const one = graph.op('Gather', [scores, graph.ints([place])], { axis: { int: -1 } });
      graph.output(name, graph.op('Squeeze', [one, graph.ints([-1])]));
      return { name, type: 'float', shape: ['batch', 'sequence'] };
    });
  }
  graph.output('logits', config.task === 'multiple-choice' ? byQuestion(net, scores) : scores);
  const sizes = { 'multiple-choice': ['choices'], 'token-classification': ['sequence', config.num_labels] };
  const last = (sizes as Partial<Record<string, readonly (string | number)[]>>)[config.task] ?? [config.num_labels];
  return [{ name: 'logits', type: 'float', shape: ['batch', ...last] }];
}

/** Scores [B · C, 1] → [B, C]. */
function byQuestion({ graph }: Net, scores: Value): Value {
  return graph.op('Reshape', [scores, graph.op('Shape', ['input_ids'], { end: { int: 2 } })]);
}

/** The inputs as [N, T]: a choice of a question is a text of its own. */
function textsOf({ graph }: Net, isChoice: boolean, hasTypes: boolean): Texts {
  const length = graph.op('Shape', ['input_ids'], { start: { int: -1 } });
  const rows = (name: Value): Value => {
    if (!isChoice) return name;
    return graph.op('Reshape', [name, graph.op('Concat', [graph.ints([-1]), length], { axis: { int: 0 } })]);
  };
  return {
    ids: rows('input_ids'),
    mask: graph.op('Cast', [rows('attention_mask')], { to: { int: 1 } }),
    ...(hasTypes && { types: rows('token_type_ids') }),
    length,
  };
}

/** Where a head reads the first token alone the last block computes no other, [N, 1, H]. */
function throughBlocks(net: Net, texts: Texts, embedded: Value): Value {
  const { config, layout } = net;
  const isModern = config.model_type === 'modernbert';
  const count = isModern ? config.num_hidden_layers : layout.blocks.length;
  let hidden = embedded;
  for (let index = 0; index < count; index++) {
    const onlyFirst = index === count - 1 && (layout.head.reads ?? 'first') === 'first';
    const bias = [padding(net, texts), ...ofDistances(net, texts, onlyFirst)];
    const input: BlockInput = { texts, hidden, bias, onlyFirst };
    hidden = isModern ? gatedBlock(net, index, input) : postNormBlock(net, layout.blocks[index]!, input);
  }
  return isModern ? norm(net, 'model.final_norm', hidden, config.norm_bias) : hidden;
}

/** What MPNet's distances add to the scores of all blocks: [heads, T or 1, T]. */
function ofDistances(net: Net, texts: Texts, onlyFirst: boolean): readonly Value[] {
  const { graph, config, layout, weights } = net;
  if (config.model_type !== 'mpnet') return [];
  const all = rowsOfDistances(net, texts, layout.distances!);
  const rows = onlyFirst ? graph.op('Slice', [all, graph.ints([0]), graph.ints([1]), graph.ints([0])]) : all;
  const found = graph.op('Gather', [weights.whole(layout.distances!.table), rows]);
  return [graph.op('Transpose', [found], { perm: { ints: [2, 0, 1] } })];
}
