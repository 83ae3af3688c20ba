import { embedding, relativeBias } from '@advtrain/engine';
import * as tf from '@tensorflow/tfjs-core';
import { param } from '../../param.ts';
import { postNormBlock } from '../blocks/post-norm-block.ts';
import { summedEmbeddings } from '../embeddings/summed-embeddings.ts';
import { bert } from './bert.ts';
import type { Family } from './family.ts';
import { ownDense, ownMasked, pooled } from './heads.ts';

const table = 'mpnet.encoder.relative_attention_bias.weight';
const buckets = 32;

/** MPNet (Song et al. 2020): RoBERTa without segments, whose layers share what a distance adds to the scores. */
export const mpnet: Family<'mpnet'> = {
  ...bert,
  type: 'mpnet',
  architecture: 'MPNet',
  lacks: [...bert.lacks, 'type_vocab_size'],
  defaults: { pad_token_id: 1 },
  // `transformers` has 1 here whatever pad_token_id says.
  embeddings: summedEmbeddings('mpnet', { countsBehind: () => 1 }),
  blocks: (config, index) => {
    const layer = `mpnet.encoder.layer.${index}`;
    const names = {
      query: `${layer}.attention.attn.q`,
      key: `${layer}.attention.attn.k`,
      value: `${layer}.attention.attn.v`,
      attentionOutput: `${layer}.attention.attn.o`,
      attentionNorm: `${layer}.attention.LayerNorm`,
      expand: `${layer}.intermediate.dense`,
      contract: `${layer}.output.dense`,
      outputNorm: `${layer}.output.LayerNorm`,
    };
    return [postNormBlock(config, names)];
  },
  shared: ({ num_attention_heads: heads }) => ({ [table]: [buckets, heads] }),
  distances: () => ({ table, rowOf: bucketOf }),
  scoreBias: (_, params, length) => {
    const ids = Int32Array.from({ length: 2 * length }, (_, at) => bucketOf(at - length + 1));
    return relativeBias(tf.transpose(embedding(param(params, table), tf.tensor1d(ids, 'int32'))));
  },
  head: ({ task, classifier_dropout: rate }) =>
    task === 'multiple-choice' ? pooled('mpnet.pooler.dense') : ownDense('tanh', rate),
  headRate: () => ({ rate: 'hidden_dropout_prob' }),
  maskedHead: ownMasked,
  implements: () => ({ relative_attention_num_buckets: buckets }),
};

/**
 * The bucket of a key `distance` tokens ahead of its query (Raffel et al. 2020): half of them for each side, of which half are
 * one distance each and the rest ever wider, up to 128. In float32, as `transformers` has it, which decides at the edges.
 */
function bucketOf(distance: number): number {
  const side = buckets / 2;
  const exact = side / 2;
  const far = Math.abs(distance);
  const begin = distance > 0 ? side : 0;
  if (far < exact) return begin + far;
  const share = Math.fround(Math.fround(Math.log(far / exact)) / Math.fround(Math.log(128 / exact)));
  return begin + Math.min(exact + Math.trunc(Math.fround(share * (side - exact))), side - 1);
}
