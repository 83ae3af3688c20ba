/** The methods that there are recipes of. The `advtrain` command has them by these names. */
export type RecipeMethod =
  'natural' | 'pgd' | 'freeat' | 'yopo' | 'freelb' | 'smart' | 'r3f' | 'trades' | 'vat' | 'tavat' | 'fast';

/** A published experiment: a method with its options on a model and a task, and how it was trained. */
export interface Recipe {
  /** Method, model and task: `freelb/roberta-large/rte`. */
  readonly name: string;
  readonly method: RecipeMethod;
  /** A model of the catalogue of `@advtrain/models`, or a net for images by its name in the source. */
  readonly model: string;
  /** The name of a task. */
  readonly task: string;
  /** The method's, by the names that the `advtrain` command has for them; a `radius` of `none` is no projection. */
  readonly options: Readonly<Record<string, number | string>>;
  /** As far as it is published. */
  readonly training: Training;
  /** The score on the development set that the source states. */
  readonly published?: string;
  /** Where the values stand. */
  readonly source: string;
  /** Where source and paper, or source and this project, differ, and what is missing. */
  readonly problems: readonly string[];
}

/** How a model was trained. What is not there is not published, or does not apply. */
export interface Training {
  /** Optimizer steps in all. */
  readonly steps?: number;
  /** Passes over the training examples. */
  readonly epochs?: number;
  /** Examples a batch. */
  readonly batchSize?: number;
  /** The highest learning rate of the schedule. */
  readonly learningRate?: number;
  /** The share of the steps in which the learning rate rises, in [0, 1]. */
  readonly warmup?: number;
  /** AdamW's decoupled weight decay, or SGD's. */
  readonly weightDecay?: number;
  /** AdamW's β₂. */
  readonly beta2?: number;
  /** AdamW's ε. */
  readonly epsilon?: number;
  /** The global gradient norm above which gradients are scaled down; 0 for no clipping. */
  readonly clipNorm?: number;
  /** AdamW where it is not said. */
  readonly optimizer?: 'adamw' | 'sgd';
  /** SGD's momentum. */
  readonly momentum?: number;
  /** Shares of the steps at which the learning rate falls tenfold, in place of a linear fall. */
  readonly drops?: readonly number[];
  /** The share of the steps, in [0, 1), that are natural ones before the method begins. */
  readonly attackFrom?: number;
  /** The share of the steps after that in which ε, α and s rise linearly to their values. */
  readonly attackRise?: number;
  /** Tokens a text at most. */
  readonly maxLength?: number;
  /** Rate of the dropout behind embeddings and layers. */
  readonly dropout?: number;
  /** Rate of the dropout of attention probabilities. */
  readonly attentionDropout?: number;
}

/** What is said of a figure that is one. */
export const medianOfFive = 'median of five seeds';

/** The recipe's name out of its parts: tasks of GLUE go by their own names, others as `arc-easy`. */
export function recipeName(method: string, model: string, task: string): string {
  return `${method}/${model}/${task.replace(/^glue\//, '').replace('/', '-')}`;
}
