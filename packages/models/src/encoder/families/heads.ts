import type { Activation } from '../activation.ts';
import type { Head } from './family.ts';

/** The head of BERT, whose dense layer is the pooler of the pretrained model. */
export function pooled(dense: string): Head {
  return { dense, scores: 'classifier', activation: 'tanh' };
}

/** The head of RoBERTa and ELECTRA, which has a dense layer of its own, dropped before and behind. */
export function ownDense(activation: Activation, inputRate: number): Head {
  return { dense: 'classifier.dense', scores: 'classifier.out_proj', activation, inputRate };
}
