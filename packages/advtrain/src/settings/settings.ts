import type { Grid, MethodOptions, RunMeasure, TrainingSettings, WordAttackSettings } from '@advtrain/compare';
import type { AttackSettings } from '@advtrain/evaluate';

/** Everything that the command knows of a comparison: what is trained on what, how, and how it is attacked. */
export interface Settings extends TrainingSettings {
  /** The preset that the other values started from. */
  readonly preset: string;
  /** The methods by their names, in the order of the table. */
  readonly methods: readonly string[];
  /** One run a method for each; integers from 0. */
  readonly seeds: readonly number[];
  /** `reviews`, `spam`, a task of `@advtrain/datasets` such as `glue/rte`, or the path of a CSV, TSV or JSON-lines file. */
  readonly data: string;
  /**
   * For images a net's name, or a folder that one was saved in. For texts a Hugging Face folder, a pretrained model by its short name or as `owner/name` on the hub, or one that starts at random
   * with a vocabulary of its own: `scratch`, or `tiny-` and a family (`tiny-roberta`).
   */
  readonly model: string;
  /** Training examples at most. */
  readonly trainSize: number;
  /** Development examples at most. */
  readonly developmentSize: number;
  /** Examples of each out-of-domain set at most. */
  readonly testSize: number;
  /** Tokens a sentence at most. */
  readonly maxLength: number;
  /** Tokens that neighbouring windows of a passage have in common, at least 0 and fewer than `maxLength`. Default: a third of that. */
  readonly docStride?: number;
  /** Tokens of an answer in a passage at most. Default 30. */
  readonly maxAnswerLength?: number;
  /** Rate of the dropout behind embeddings and layers, in [0, 1). Default: the model's own. */
  readonly dropout?: number;
  /** Rate of the dropout of attention probabilities, in [0, 1). Default: the model's own. */
  readonly attentionDropout?: number;
  /**
   * Whether blocks of an encoder are computed again for their gradients, which takes less memory, more time, and changes no
   * number. Default false.
   */
  readonly gradientCheckpointing?: boolean;
  /** What of an encoder does not train: `embeddings`, `blocks=6` (these and the first six blocks) or `all-but-head`. Default: nothing. */
  readonly freeze?: string;
  /** Adapters that train in place of an encoder, `r=8,alpha=16,dropout=0.05,target=query+value`. Default: none. */
  readonly lora?: string;
  /** What every method may spend on training: `units=…`, `seconds=…`, `steps=…` or `x…`. Default: what the epochs have. */
  readonly budget?: string;
  /** Values of options to search among, by the methods' names. Default: no search. */
  readonly grid?: Grid;
  /** The options of each method that there is, all of them. */
  readonly options: Readonly<Record<string, MethodOptions>>;
  readonly attack: AttackSettings;
  /** What every run's model is measured by beside accuracies. Default: nothing. */
  readonly measure?: RunMeasure;
  /** Attacks on characters and words. Default: none. */
  readonly wordAttack?: WordAttackSettings;
}

/** What of them is about data and model: what a task was asked to be. */
export function taskSettings(settings: Settings) {
  const { data, model, trainSize, developmentSize, testSize, maxLength } = settings;
  const { docStride, maxAnswerLength, dropout, attentionDropout, gradientCheckpointing, freeze, lora } = settings;
  return {
    data,
    model,
    trainSize,
    developmentSize,
    testSize,
    maxLength,
    ...(docStride === undefined ? {} : { docStride }),
    ...(maxAnswerLength === undefined ? {} : { maxAnswerLength }),
    ...(dropout === undefined ? {} : { dropout }),
    ...(attentionDropout === undefined ? {} : { attentionDropout }),
    ...(gradientCheckpointing === undefined ? {} : { gradientCheckpointing }),
    ...(freeze === undefined ? {} : { freeze }),
    ...(lora === undefined ? {} : { lora }),
  };
}
