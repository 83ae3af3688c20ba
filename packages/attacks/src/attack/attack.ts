import type { Paper } from '@advtrain/core';
import type { Key, Recordings } from '@advtrain/engine';

/** What an attack has to know of the model that it attacks. */
export type Need = 'gradients' | 'logits' | 'labels' | 'three classes' | 'four classes' | 'pixels' | 'lexicon';

/** What an example may cost at most. What would cost more is not begun. */
export interface Budget {
  /** Inputs that the model is asked about, whether or not the answer is known from before. Default: no limit. */
  readonly queries?: number;
  /** Forward passes, and backward passes to the inputs. Default: no limit. */
  readonly units?: number;
}

/** What an example has cost. */
export interface Cost {
  /** Inputs that the model was asked about, the clean one apart. */
  readonly queries: number;
  /** Forward passes, and backward passes to the inputs. */
  readonly units: number;
}

/** What a model answers to clean examples. */
export interface Clean {
  /** Logits [C] of each example, by its row. */
  readonly logits: ReadonlyMap<number, readonly number[]>;
  /** What logits are divided by in what an attack climbs or searches by. */
  readonly temperature: number;
}

/** How an attack is run, beside what and whom it attacks. */
export interface AttackOptions {
  /** What everything random follows from; what concerns one example follows from its row as well. */
  readonly key: Key;
  /** Rows of the examples that are attacked, each once. Default: all. */
  readonly rows?: readonly number[];
  /** Default: none. */
  readonly budget?: Budget;
  /**
   * What logits are divided by in what an attack climbs or searches by, above 0. Default `calibrated`: the temperature at which
   * the model is calibrated on the attacked examples, lest over-confidence, which flattens the loss, pass for robustness.
   */
  readonly temperature?: number | 'calibrated';
  /** What the model answers to the clean examples, where it is known from before; `temperature` is not looked at then. */
  readonly clean?: Clean;
  /**
   * What an example has cost before, which counts towards its budget. Default: nothing.
   *
   * @param row the example's index in the set.
   */
  readonly spent?: (row: number) => Cost;
  /** Where passes through the model are recorded. Default: the attack's own, freed at its end. */
  readonly recordings?: Recordings;
  /** Examples a batch, which changes results by rounding alone. Default: as the attack finds best. */
  readonly batchSize?: number;
  /** Awaited between two batches: lets timers and signals have their turn. What it throws ends the attack. */
  readonly pause?: () => Promise<void>;
  /**
   * Told how many examples are done, and of how many, as they are. An attack on texts, where all advance together and none is done
   * for long, also tells how many texts the model was asked about until then, some thousand at a time.
   *
   * @param done how many examples are done.
   * @param of how many there are in all.
   * @param asked how many texts the model was asked about; absent in attacks that ask about none.
   */
  readonly progress?: (done: number, of: number, asked?: number) => void;
}

/** What has become of one example. `A` is what attacks it: a perturbation, or a text. */
export interface Outcome<A> extends Cost {
  readonly row: number;
  /** Whether the model answers the clean example rightly. One that it does not counts as broken, and costs nothing. */
  readonly right: boolean;
  /** Whether the model errs on it, clean or attacked. */
  readonly broken: boolean;
  /** What broke it. Absent where the clean example is wrong, and where nothing broke it. */
  readonly adversarial?: A;
  /** How far that is from the clean example: a norm, or a number of edits. 0 where that is wrong, `Infinity` where it held. */
  readonly size: number;
  /** Of the queries those whose answer was not known from before. */
  readonly asked: number;
  /** Whether its budget was spent before anything broke it: it may not stand against more. Absent where that is not so. */
  readonly exhausted?: true;
}

/**
 * One form for all attacks: on pixels, embeddings, characters and words. `M` is what is attacked, `E` the examples that it is
 * attacked on, `A` what an attack gives for one.
 *
 * What becomes of an example depends on the key and its row, and not on the size or the order of batches, nor on the number of
 * threads, but for the rounding of sums.
 */
export interface Attack<M, E extends LabelledExamples, A> {
  /** As one calls it: `APGD-CE`. Settings that are not the published or usual ones are in it, but for the ball: `APGD-CE (steps 10)`. */
  readonly name: string;
  /** Where it is published. */
  readonly paper?: Paper;
  readonly needs: readonly Need[];
  /**
   * Units of an example at most, for a model with so many classes. `Infinity` where only a budget ends it.
   *
   * @param classes C, from 2 on.
   */
  cost(classes: number): number;
  /**
   * What the model answers to the clean examples: what several attacks have in common. Costs nothing in any outcome.
   *
   * @param model what is attacked.
   * @param examples what it is asked about.
   * @param options which rows, and in what batches.
   */
  look(model: M, examples: E, options: AttackOptions): Promise<Clean>;
  /**
   * What several attacks on one model can share as their `recordings`: whoever asks frees it. Absent where nothing is recorded.
   *
   * @param model what will be attacked.
   */
  record?(model: M): Recordings;
  /**
   * Throws one sentence that names what to use instead where it cannot be run: the DLR loss of two classes, Square on what is no
   * picture. Costs nothing in any outcome. `run` throws the same, but after what other attacks have cost. Absent where it can always
   * be run.
   *
   * @param model what would be attacked.
   * @param examples what would be attacked, with the right labels.
   * @param options which rows, and what the model answers to them.
   */
  check?(model: M, examples: E, options: AttackOptions & { readonly clean: Clean }): void;
  /**
   * Attacks examples, and says what became of each, in the order of `rows`. Throws one sentence that names what to use instead
   * where it cannot be: the DLR loss of two classes.
   *
   * @param model what is attacked.
   * @param examples what is attacked, with the right labels.
   * @param options the key, the rows, the budget and what is known from before.
   */
  run(model: M, examples: E, options: AttackOptions): Promise<readonly Outcome<A>[]>;
}

/** What all kinds of examples have. */
export interface LabelledExamples {
  /** Class indices, one an example. */
  readonly labels: readonly number[];
}
