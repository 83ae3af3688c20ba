import type { Lengths } from './length.ts';
import type { Model } from './model.ts';
import type { Plugin } from './plugin.ts';
import type { Schedule } from './schedule.ts';
import type { Substitutes } from './substitutes.ts';
import { defaultsOf, type OptionSchemas, type OptionsOf } from './option.ts';

/** The kinds of tasks: what labels are, and whether inputs are texts or images. */
export const taskKinds = [
  'classification',
  'regression',
  'multiple-choice',
  'token-classification',
  'question-answering',
  'images',
] as const;

/** One of {@link taskKinds}. */
export type TaskKind = (typeof taskKinds)[number];

/** What a method trains. */
export interface Subject {
  readonly kind: TaskKind;
  /** Its parameters name a table of word embeddings where it has one; `domain` is set where x are pixels. */
  readonly model: Model;
  /** Batches a step: the Trainer's `accumulate`. Default 1. */
  readonly accumulate?: number;
  /** How long the data's x are: what options such as `5%` are shares of. Absent: those are refused, but of pixels. */
  readonly lengths?: Lengths;
  /** A factor in [0, 1] that sizes of perturbations of the inputs (ε, α, s) rise with. Default: 1 throughout. */
  readonly rise?: Schedule;
  /** What may stand in the place of tokens, from the file that an option made by `neighboursFile` names. Default: nothing is known. */
  readonly substitutes?: Substitutes;
}

/** Where a method was published. */
export interface Paper {
  /** As one cites them: `Zhu et al.` */
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  /** The number of the preprint, `1909.11764`. Absent where there is none. */
  readonly arxiv?: string;
}

/**
 * A method describes itself: everything that a comparison, a command or a page has to know to offer it. A package of a
 * method exports one beside its factory; nothing else has to name the method.
 */
export interface MethodEntry<Schemas extends OptionSchemas = OptionSchemas> {
  /** Unique among the methods of a run; small letters, digits, `+` and `-`. Files and options are named for it. */
  readonly name: string;
  /** What tables and charts call it. */
  readonly title: string;
  /** The npm package that it is in. */
  readonly package: string;
  /** What it does, in a few words. */
  readonly about: string;
  /** Absent for what no paper introduced. */
  readonly paper?: Paper;
  /** The kinds of tasks that it is for. Default: all. */
  readonly kinds?: readonly TaskKind[];
  /** Why only those: ends the sentence "…, because …". */
  readonly because?: string;
  /** Whether what it adds to the loss needs labels. Default true. */
  readonly labels?: boolean;
  /** A control: it trains for as many units as the dearest of the methods that it is compared with. Default false. */
  readonly matched?: boolean;
  /**
   * Whether its steps are others than natural ones, so that it can begin later than training does. Default true; false for natural
   * training, and for what only rewrites the loss.
   */
  readonly attacks?: boolean;
  /** Changes whenever the method gives other results: finished runs of another version are run again. Default: none. */
  readonly version?: string;
  /** Its options with range, default and meaning. */
  readonly options: Schemas;
  /** Its cost in words: `3·steps units a batch`. */
  readonly cost: string;
  /**
   * How often δ moves on its way through one batch, by its options: what all moves together reach is shared out among so many. Absent:
   * nothing that could be shared out.
   *
   * @param options the values of all its options.
   */
  moves?(options: OptionsOf<Schemas>): number;
  /**
   * After how many steps its cost repeats; `units` is then their mean. Default 1: every step costs the same.
   *
   * @param options the values of all its options.
   */
  period?(options: OptionsOf<Schemas>): number;
  /**
   * What one batch costs, in units; what it wraps is counted in. The ledger checks it in every run.
   *
   * @param options the values of all its options.
   * @param subject what is trained: its model says what a pass costs.
   */
  units(options: OptionsOf<Schemas>, subject: Subject): number;
  /**
   * The plugins of one run: the method, and what must go with it.
   *
   * @param options the values of all its options.
   * @param subject what is trained.
   */
  plugins(options: OptionsOf<Schemas>, subject: Subject): readonly Plugin[];
}

/**
 * Checks an entry's name and defaults, and gives it back with the types of its options.
 *
 * @param entry named in small letters, digits, + and -, with a default for every option; anything else is refused.
 */
export function defineMethod<const Schemas extends OptionSchemas>(entry: MethodEntry<Schemas>): MethodEntry<Schemas> {
  if (!/^[a-z][a-z\d+-]*$/.test(entry.name))
    throw new Error(`A method's name is "${entry.name}", but must be small letters, digits, + and -.`);
  const missing = Object.entries(defaultsOf(entry.options)).find(([, value]) => value === undefined)?.[0];
  if (missing !== undefined) throw new Error(`Option "${missing}" of ${entry.name} has no default: give it one.`);
  return entry;
}

/**
 * The same method under another name, with other defaults: two configurations of one method in one comparison.
 *
 * @param entry the method's entry.
 * @param changes the new name, the title (default: that name) and other defaults; an option that `entry` has not is refused.
 */
export function variant<Schemas extends OptionSchemas>(
  entry: MethodEntry<Schemas>,
  changes: { readonly name: string; readonly title?: string; readonly options: Partial<OptionsOf<Schemas>> },
): MethodEntry<Schemas> {
  const strange = Object.keys(changes.options).find((name) => !(name in entry.options));
  if (strange !== undefined) {
    const known = Object.keys(entry.options).join(', ') || 'no options';
    throw new Error(`${entry.name} has no option "${strange}"; it has ${known}.`);
  }
  const options = Object.fromEntries(
    Object.entries(entry.options).map(([name, schema]) => {
      const value = changes.options[name];
      return [name, value === undefined ? schema : { ...schema, default: value }];
    }),
  ) as unknown as Schemas;
  return defineMethod({ ...entry, name: changes.name, title: changes.title ?? changes.name, options });
}

/**
 * The options of an entry: its defaults, and over them those that are given.
 *
 * @param entry the method's entry.
 * @param given those that differ from the defaults; they are not checked.
 */
export function optionsOf<Schemas extends OptionSchemas>(
  entry: MethodEntry<Schemas>,
  given: Partial<OptionsOf<Schemas>> = {},
): OptionsOf<Schemas> {
  return { ...defaultsOf(entry.options), ...given };
}
