import type { MethodName, MethodOptions } from '../methods.ts';
import type { Settings } from '../settings.ts';

/** A published experiment: a method with its options on a model and a task, and how it was trained. */
export interface Recipe {
  /** Method, model and task: `freelb/roberta-large/rte`. */
  readonly name: string;
  readonly method: MethodName;
  /** A model of the catalogue of `@advtrain/models`, or a net for images by its name in the source. */
  readonly model: string;
  /** A task of `@advtrain/datasets`. */
  readonly task: string;
  readonly options: MethodOptions;
  /** As far as it is published. */
  readonly training: Training;
  /** The score on the development set that the source states. */
  readonly published?: string;
  /** Where the values stand. */
  readonly source: string;
  /** Where source and paper, or source and this project, differ, and what is missing. */
  readonly problems: readonly string[];
}

/** The settings that a recipe decides. */
export type Training = Partial<
  Pick<
    Settings,
    | ('steps' | 'epochs' | 'batchSize' | 'learningRate' | 'warmup' | 'weightDecay' | 'beta2' | 'epsilon' | 'clipNorm')
    | ('optimizer' | 'momentum' | 'drops')
    | ('maxLength' | 'dropout' | 'attentionDropout')
  >
>;

/** The recipe's name out of its parts: tasks of GLUE go by their own names, others as `arc-easy`. */
export function recipeName(method: string, model: string, task: string): string {
  return `${method}/${model}/${task.replace(/^glue\//, '').replace('/', '-')}`;
}
