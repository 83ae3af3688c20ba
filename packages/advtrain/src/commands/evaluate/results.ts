import type { Made } from '@advtrain/compare';
import type { MaskedSign, ScoreInterval } from '@advtrain/evaluate';
import type { Search } from './attacks/search.ts';

/** What one attack has done to one model. */
export interface AttackResult {
  /** The name that it was asked for by. */
  readonly as: string;
  /** As the attack calls itself. */
  readonly name: string;
  /** The radius as it was asked for, `3%`, and as a number; of attacks in a ball. */
  readonly radius?: { readonly asked: string; readonly value: number };
  /** What an attack on texts searches by. Absent in balls, and in files of earlier versions, which are calibrated. */
  readonly search?: Search;
  /** What became of each attacked example, in their order: 1 where the model is still right, in no smaller ball broken. */
  readonly held: readonly (0 | 1)[];
  /** The places among them of those whose budget was spent before anything broke them. Absent where there are none. */
  readonly exhausted?: readonly number[];
  /** Queries of each example that the model answers rightly, on average. */
  readonly queries: number;
  /** Of them those whose answer was not known from before. */
  readonly asked: number;
  /** Forward passes, and backward passes to the inputs, of each of them. */
  readonly units: number;
  /** What broke examples, where attacks on texts did. */
  readonly texts: readonly BrokenText[];
  readonly seconds: number;
}

/** A text that a model errs on, and what it was made of. */
export interface BrokenText {
  readonly row: number;
  readonly label: string;
  readonly original: readonly string[];
  readonly adversarial: readonly string[];
  readonly edits: number;
}

/** What a model makes of a contrast set (Gardner et al., 2020): examples that were edited by hand until their class was another. */
export interface Contrast {
  /** Accuracy on the examples as they were. */
  readonly original: number;
  /** Accuracy on the edited ones. */
  readonly contrast: number;
  /** The share of examples of which both are answered rightly. */
  readonly both: number;
  /** How many of the edited ones have the class of their original all the same. Absent where none has. */
  readonly unchanged?: number;
}

/** What one model is measured to be. */
export interface ModelResult {
  readonly model: string;
  readonly parameters: number;
  /** Whether each attacked example is answered rightly without an attack, 1 or 0. */
  readonly right: readonly (0 | 1)[];
  /** Accuracy on all examples, of which some are attacked. */
  readonly accuracy: number;
  /** Whether each of all examples is answered rightly without an attack, 1 or 0. */
  readonly answered: readonly (0 | 1)[];
  /**
   * A class that is answered to almost all examples, or that always answering it would be right as often; with the shares of answers and of
   * examples that it has. Absent where there is none, and of tags and answers.
   */
  readonly favourite?: { readonly label: string; readonly answered: number; readonly present: number };
  /** The expected calibration error on all examples, a share: how far its confidence is from its accuracy, in 15 bins. */
  readonly calibrationError: number;
  /** What tags of words and answers in passages are measured by, on all examples, and the F1 of each type of entity, `entity-f1 PER`. */
  readonly scores?: Readonly<Record<string, ScoreInterval>>;
  /** What logits are divided by in what attacks climb and search by. */
  readonly temperature: number;
  /** The median ‖x‖ of the examples, which radii such as `3%` are shares of. */
  readonly length: number;
  readonly attacks: readonly AttackResult[];
  /** What of short texts some variant breaks, and how much of that each attack on texts finds, if that was asked for. */
  readonly recall?: {
    /** How many of the attacked texts are short. */
    readonly texts: number;
    /** How many of them the model answers rightly, and some variant breaks. */
    readonly breakable: number;
    /** How many of those each attack breaks. */
    readonly found: readonly { readonly attack: string; readonly found: number }[];
  };
  /** Accuracy on a contrast set, if one was given. */
  readonly contrast?: Contrast;
  /** Signs of masked gradients, if they were looked for, each on so many examples that are answered rightly. */
  readonly signs?: readonly MaskedSign[];
  /** Why examples of other models were not tried on it among the signs. Absent where they were. */
  readonly withoutTransfer?: string;
}

/** What a model has of what a condition asks. */
export interface Verdict {
  readonly model: string;
  readonly condition: string;
  readonly accuracy: number;
  readonly holds: boolean;
}

/** What `advtrain evaluate` writes as evaluation.json. */
export interface Evaluation {
  readonly data: string;
  /** What the data may be used for, where that is known. */
  readonly licence?: string;
  /** When and by what it was made. Absent in evidence, which has its own, and in files of earlier versions. */
  readonly made?: Made;
  readonly classes: readonly string[];
  /** How many examples there are, and how many of them are attacked. */
  readonly examples: number;
  readonly attacked: number;
  /** What accuracy is the share of, where an example is right only as a whole: `sentences whose tags are all right`. */
  readonly right?: string;
  /** Moves of attacks in balls; absent where none makes any, in evidence, and in files of earlier versions. */
  readonly steps?: number;
  /** Queries of attacks on texts for each word at most; absent where there are none, in evidence, and in files of earlier versions. */
  readonly queriesPerWord?: number;
  /** What each attack might spend on an example, `queries=100`; absent without a limit. */
  readonly budget?: readonly string[];
  readonly models: readonly ModelResult[];
  /** The largest loss increase (Zhu et al., 2020, Table 5), if it was asked for. */
  readonly lossIncrease?: {
    readonly reference: string;
    readonly examples: number;
    readonly medianRadius: number;
    /** By model: the median, and the quartiles. */
    readonly increases: Readonly<Record<string, readonly [low: number, median: number, high: number]>>;
    /** By model: where the median lies on other examples, 95 %, by a bootstrap. Absent of a single example, and in files of earlier versions. */
    readonly medians?: Readonly<Record<string, readonly [low: number, high: number]>>;
  };
  /** How alike adversarial texts must be, for attacks that heed it, if that was asked for. */
  readonly similarity?: {
    readonly encoder: string;
    /** The least cosine. */
    readonly threshold: number;
    /** What it was calibrated on: how many pairs that say the same and that do not, and which shares of them pass. */
    readonly calibrated?: {
      readonly pairs: string;
      readonly same: number;
      readonly different: number;
      readonly accepts: number;
      readonly falseAccepts: number;
    };
  };
  /** What figures have to be read with; absent where nothing has. */
  readonly notes?: readonly string[];
  /** What was asked of the models, and whether they have it; absent where nothing was. */
  readonly verdicts?: readonly Verdict[];
  readonly version: string;
}
