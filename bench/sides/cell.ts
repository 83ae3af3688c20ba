/** The sizes of an encoder with a head for two classes, in the names of Hugging Face's `config.json`. */
export interface Shape {
  /** Default: `bert`. */
  readonly model_type?: string;
  /** What each layer of a ModernBERT looks at. */
  readonly layer_types?: readonly string[];
  readonly vocab_size: number;
  readonly hidden_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly intermediate_size: number;
  readonly max_position_embeddings: number;
}

/** The methods that both sides have. */
export type Method = 'natural' | 'freelb' | 'pgd' | 'yopo' | 'freeat';

/** The parts of a model that `in-part` trains: adapters of queries and values or of all linear layers, or what is not frozen. */
export const parts = ['LoRA-8', 'LoRA-8 all-linear', 'embeddings frozen', 'half frozen', 'head alone'] as const;

/** One of {@link parts}. */
export type Part = (typeof parts)[number];

/** What one training step is taken with: both sides build the same from it. */
export interface Cell {
  readonly shape: Shape;
  readonly batch: number;
  /** Tokens of every sequence: there is no padding. */
  readonly length: number;
  readonly method: Method;
  /** K of FreeLB, m of PGD, FreeAT and YOPO (with n = 2), passes averaged in natural training. */
  readonly rounds: number;
  /** Whether the backward pass computes blocks again instead of keeping their activations. Default false. */
  readonly checkpointing?: boolean;
  /** What of the model trains. Default: all of it. */
  readonly part?: Part;
}

/** The peak memory of a process. */
export interface Memory {
  /** The most that the process held at once, less what it held when its libraries were loaded. */
  readonly bytes: number;
}

const bert = { vocab_size: 30_522, max_position_embeddings: 512 };

/** Four layers of width 256. */
export const small: Shape = {
  ...bert,
  hidden_size: 256,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  intermediate_size: 1024,
};

/** The shape of MiniLM-L6 (22.7 M parameters). */
export const miniLM: Shape = {
  ...bert,
  hidden_size: 384,
  num_hidden_layers: 6,
  num_attention_heads: 12,
  intermediate_size: 1536,
};

/** The shape of BERT-base (110 M parameters). */
export const bertBase: Shape = {
  ...bert,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
};

/** The size of RoBERTa-large (355 M parameters). */
export const robertaLarge: Shape = {
  vocab_size: 50_265,
  max_position_embeddings: 514,
  hidden_size: 1024,
  num_hidden_layers: 24,
  num_attention_heads: 16,
  intermediate_size: 4096,
};

/** A method with its number of rounds, as in tables: `FreeLB-3`. */
export function methodName({ method, rounds }: Pick<Cell, 'method' | 'rounds'>): string {
  if (method === 'natural') return rounds === 1 ? 'natural' : `natural ${String(rounds)} passes`;
  const title = { freelb: 'FreeLB', pgd: 'PGD', yopo: 'YOPO', freeat: 'FreeAT' }[method];
  return `${title}-${String(rounds)}${method === 'yopo' ? '-2' : ''}`;
}
