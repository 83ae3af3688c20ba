import type { Activation } from '../activation.ts';
import type { Head, MaskedHead } from './family.ts';

/** The head of BERT, whose dense layer is the pooler of the pretrained model. */
export function pooled(dense: string): Head {
  return { scores: 'classifier', inner: { dense, activation: 'tanh' } };
}

/** The head of RoBERTa and ELECTRA, which has a dense layer of its own, dropped before and behind. */
export function ownDense(activation: Activation, inputRate: number): Head {
  return { scores: 'classifier.out_proj', inner: { dense: 'classifier.dense', activation, inputRate } };
}

/** RoBERTa's head of a masked language model. */
export const ownMasked: MaskedHead = {
  dense: 'lm_head.dense',
  norm: 'lm_head.layer_norm',
  scores: 'lm_head.decoder',
  bias: 'lm_head.bias',
  activation: 'gelu',
};
