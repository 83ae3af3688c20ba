import type { Activation } from '../activation.ts';
import type { EncoderShape, Task } from '../shape.ts';

/** Where the parameters of one transformer block lie: the names without `.weight` and `.bias`. */
export interface BlockNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attentionOutput: string;
  readonly attentionNorm: string;
  readonly expand: string;
  readonly contract: string;
  readonly outputNorm: string;
}

/** A head: first token → dense → activation → scores. */
export interface Head {
  /** Where its parameters lie. */
  readonly dense: string;
  readonly scores: string;
  readonly activation: Activation;
  /** Whether dropout comes before the dense layer as well as behind it. */
  readonly dropsInput: boolean;
  /** Which field of config.json gives the dropout's rate, and what it is without. Default: `hidden_dropout_prob`'s. */
  readonly rate: string;
  readonly defaultRate?: number;
}

/** What sets an architecture apart: names, defaults, and the few places where it computes something else. */
export interface Family<Type extends string = string> {
  /** Its `model_type` in a config.json, which the names of its parameters begin with. */
  readonly type: Type;
  /** What its class names begin with in `transformers`. */
  readonly architecture: string;
  /** Fields that its config.json has under another name. */
  readonly aliases: Readonly<Partial<Record<keyof EncoderShape, string>>>;
  /** Fields that its config.json does not have. */
  readonly lacks: readonly (keyof EncoderShape)[];
  /** Defaults other than BERT's. */
  readonly defaults: Readonly<Partial<EncoderShape>>;
  /** Whether word embeddings may be narrower than the hidden layers. */
  readonly factorised: boolean;
  /** Whether positions count real tokens from the padding id on, as RoBERTa's, and not from the beginning. */
  readonly countsPositions: boolean;
  /** Whether dropout follows the attention's output. */
  readonly dropsAttention: boolean;
  /** Whether dropout follows the feed-forward layer. */
  readonly dropsOutput: boolean;
  /** The linear map from the embeddings' width to the hidden layers', where the config has one. */
  projection(config: EncoderShape): string | undefined;
  /** The blocks that layer `index` applies one after the other. */
  blocks(config: EncoderShape, index: number): readonly BlockNames[];
  head(task: Task): Head;
  /** Fields of config.json that may say nothing else, because nothing else is implemented. */
  implements(task: Task): Readonly<Record<string, unknown>>;
}
