import type { Activation } from './activation.ts';
import type { OwnFields } from './config/own-fields.ts';

/**
 * What the head computes: of a text class scores, one number, or one score a choice; of every token class scores, or how likely an
 * answer begins and ends there.
 */
export type Task = 'classification' | 'regression' | 'multiple-choice' | 'token-classification' | 'question-answering';

/** The fields of {@link EncoderConfig} that every family has, in the names of Hugging Face's `config.json` for BERT. */
export interface EncoderShape {
  /**
   * Default: from `architectures` (`…ForMultipleChoice`, `…ForTokenClassification`, `…ForQuestionAnswering`), else `regression` for
   * one label and `classification` for more.
   */
  readonly task: Task;
  /** Classes of texts or tokens. Default: the size of `id2label`, else 2. Two for questions, the ends of an answer; else one. */
  readonly num_labels: number;
  readonly vocab_size: number;
  readonly hidden_size: number;
  /** Width of the word embeddings, which ALBERT, ELECTRA and DeBERTa may factorise. Default: 128 for the first two, `hidden_size` otherwise. */
  readonly embedding_size: number;
  readonly num_hidden_layers: number;
  /** How many different layers ALBERT has; neighbours share one. Default 1. */
  readonly num_hidden_groups: number;
  /** Blocks in an ALBERT layer. Default 1. */
  readonly inner_group_num: number;
  readonly num_attention_heads: number;
  readonly intermediate_size: number;
  /** Default `gelu` (ALBERT: `gelu_new`). */
  readonly hidden_act: Activation;
  readonly max_position_embeddings: number;
  /** How many segments there are. Default 2 (RoBERTa: 1; DeBERTa: 0). DistilBERT, MPNet, ModernBERT: 0, they have none. */
  readonly type_vocab_size: number;
  /** Default 1e-12, which DistilBERT always has (DeBERTa: 1e-7). ModernBERT: `norm_eps`. */
  readonly layer_norm_eps: number;
  /** Default 0 (RoBERTa and its like: 1, behind which positions start; ModernBERT: 50283). */
  readonly pad_token_id: number;
  /**
   * Rate of the dropout behind embeddings and layers, in [0, 1). Default 0.1 (ALBERT: 0). ModernBERT: `mlp_dropout`, of the
   * feed-forward layers alone, else 0.
   */
  readonly hidden_dropout_prob: number;
  /**
   * Rate of the dropout of attention probabilities, in [0, 1). Default 0.1 (ALBERT: 0). ModernBERT: `attention_dropout`, of the
   * attention's output too, else 0.
   */
  readonly attention_probs_dropout_prob: number;
  /**
   * Rate of the dropout in the head, in [0, 1). Default: `hidden_dropout_prob`; ALBERT: `classifier_dropout_prob`, else
   * 0.1; DistilBERT: `seq_classif_dropout`, else 0.2; ELECTRA with choices: `summary_last_dropout`, else 0.1;
   * MPNet: always that of the layers; DeBERTa: `cls_dropout`; ModernBERT: else 0. Over tokens that of the layers for DistilBERT and
   * DeBERTa too; of questions 0, but for DistilBERT (`qa_dropout`, else 0.1) and ModernBERT.
   */
  readonly classifier_dropout: number;
  /** Standard deviation of {@link initialParams}. Default 0.02. */
  readonly initializer_range: number;
}

/** The shape of an encoder, with what its family alone has. */
export interface NetShape extends EncoderShape, OwnFields {}
