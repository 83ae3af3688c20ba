import { advtrainCommand } from '@advtrain/engine/fetch';
import { naturalEntry } from '@advtrain/core';
import type { MethodEntry } from '@advtrain/core';
import { fitDefaults } from '@advtrain/evaluate';
import type { AttackSettings } from '@advtrain/evaluate';
import { allowanceOf } from './budget/allowance.ts';
import type { Allowance } from './budget/allowance.ts';
import { checkParts } from './parts.ts';
import { expanded } from './grid/grid.ts';
import type { Grid, Search } from './grid/grid.ts';
import { halved } from './grid/halves.ts';
import { naturalMatchedEntry } from './methods/natural-matched-entry.ts';
import { checkMethod, configured } from './methods/configured.ts';
import type { Configured, MethodOptions } from './methods/configured.ts';
import { mistakeIn } from './methods/schema-mistake.ts';
import { checkAttackStart } from './budget/attack-start.ts';
import { checkMeasure, measureSchema } from './rises/measure.ts';
import type { RunMeasure } from './rises/measure.ts';
import { attackSchema, seedsSchema, trainingSchemas } from './settings-schema.ts';
import type { Settings, TrainingSettings } from './settings.ts';
import type { Task } from './task/task.ts';
import { UsageError } from './usage-error.ts';
import { checkWordy, wordAttackOf, wordAttackSchema } from './words/settings.ts';
import type { WordAttackSettings } from './words/settings.ts';

/** What a comparison is of. What is left out has the defaults of {@link trainingDefaults} and {@link attackDefaults}. */
export interface Asked extends Partial<TrainingSettings> {
  /** The methods, in the order of the table; their names differ. */
  readonly methods: readonly MethodEntry[];
  readonly task: Task;
  /** One run a method for each, at most 20 whole numbers from 0. Default: 1 alone. */
  readonly seeds?: readonly number[];
  /** Options of methods, by the methods' names, in place of the entries' defaults. */
  readonly options?: Readonly<Record<string, MethodOptions>>;
  /**
   * What every method may spend on training: `units=20000`, `seconds=600` (of steps, evaluations apart), `steps=500`, or `x3`, three
   * times what natural training for the epochs costs. Natural training then takes part for its epochs, and matched to the
   * budget, whether `methods` names them or not. Default: what the epochs have.
   */
  readonly budget?: string;
  /**
   * Which natural training takes part beside `methods` where there is a budget: for its epochs and matched (`both`), or `matched` alone.
   * Default `both`.
   */
  readonly controls?: 'both' | 'matched';
  /**
   * Values of options to search among: `{ freelb: { steps: [1, 2, 3, 5] } }`, of several options the product. One half of
   * the development set chooses, the other is reported. Default: no search.
   */
  readonly grid?: Grid;
  /** `none` attacks nothing: then tasks that cannot be attacked, regressions and choices, may be compared too. */
  readonly attack?: Partial<AttackSettings> | 'none';
  /** Attacks on characters and words that every run's model is measured under too: of texts with classes. Default: none. */
  readonly wordAttack?: Partial<WordAttackSettings>;
  /** What every run's model is measured by beside accuracies, on the attacked examples; natural training is the reference. Default: nothing. */
  readonly measure?: RunMeasure;
  /** The preset that the other values started from, for the record. */
  readonly preset?: string;
}

/** How a model is trained where nothing else is said: as `fit` trains it. */
export const trainingDefaults: TrainingSettings = fitDefaults;

/** How a model is attacked where nothing else is said: in l2 of embeddings, and in ℓ∞ of pixels. */
export const attackDefaults: Readonly<Record<'texts' | 'images', AttackSettings>> = {
  texts: { steps: 10, radii: [0.05, 0.2], headline: 0.2, examples: 200 },
  images: { steps: 20, radii: [2 / 255, 8 / 255], headline: 8 / 255, examples: 200 },
};

/** What is to be done, checked and whole. */
export interface Settled {
  readonly settings: Settings;
  readonly training: TrainingSettings;
  /** Configurations of a grid among them. */
  readonly methods: readonly Configured[];
  readonly searches: readonly Search[];
  readonly allowance?: Allowance;
  /** The task; with a grid its development set is in halves. */
  readonly task: Task;
}

/** Checks what is asked for, and puts defaults where nothing is said. Mistakes are {@link UsageError}s of one sentence. */
export function settled(asked: Asked): Settled {
  checkParts('A comparison', asked);
  const { task, preset, seeds = [1] } = asked;
  if (asked.methods.length === 0) throw new UsageError('methods is empty: name at least one method to compare.');
  if (task.attacked === undefined && asked.attack !== 'none') {
    throw new UsageError(
      `${task.settings?.data ?? task.info.data} is ${task.kind}, but compare attacks classifications only; ` +
        `train on it with \`${advtrainCommand('train')}\`.`,
    );
  }
  const wordAttack = asked.wordAttack === undefined ? undefined : wordsOf(asked.wordAttack, task);
  const allowance = asked.budget === undefined ? undefined : allowanceOf(asked.budget);
  const entries = allowance ? withControls(asked.methods, asked.controls) : asked.methods;
  for (const entry of entries) checkMethod(entry, task.kind, task.settings?.data ?? task.info.data);
  check(seedsSchema, 'seeds', seeds);
  const given = Object.fromEntries(
    Object.entries(trainingSchemas).flatMap(([name, schema]) => {
      const value = asked[name as keyof TrainingSettings];
      if (value === undefined) return [];
      check(schema, name, value);
      return [[name, value]];
    }),
  ) as Partial<TrainingSettings>;
  // What is the default is not said: results of it and of nothing are the same.
  const { onFailure, ...others } = { ...trainingDefaults, ...given };
  const training = onFailure === undefined || onFailure === 'warn' ? others : { ...others, onFailure };
  checkAttackStart(training);
  const { measure } = asked;
  if (measure !== undefined) {
    check(measureSchema, 'measure', measure);
    checkMeasure(measure, { kind: task.kind, methods: entries, isAttacked: asked.attack !== 'none' });
  }
  const methods = configured(entries, asked.options);
  const grid = asked.grid !== undefined && Object.keys(asked.grid).length > 0 ? asked.grid : undefined;
  const all = expanded(methods, grid);
  const basis = attackDefaults[task.kind === 'images' ? 'images' : 'texts'];
  const settings: Settings = {
    ...(preset === undefined ? {} : { preset }),
    methods: methods.map(({ entry }) => entry.name),
    seeds,
    ...task.settings,
    ...training,
    options: Object.fromEntries(methods.map(({ entry, options }) => [entry.name, options])),
    ...(asked.budget === undefined ? {} : { budget: asked.budget }),
    ...(grid ? { grid } : {}),
    ...(asked.attack === 'none' ? {} : { attack: attackOf(asked.attack, basis) }),
    ...(measure === undefined ? {} : { measure }),
    ...(wordAttack ? { wordAttack } : {}),
  };
  return { settings, training, ...all, ...(allowance ? { allowance } : {}), task: grid ? halved(task) : task };
}

/** The methods with natural training beside them, plain and matched, where they lack one. */
function withControls(methods: readonly MethodEntry[], controls: Asked['controls'] = 'both'): readonly MethodEntry[] {
  const isControlled = methods.some((entry) => entry.matched);
  if (controls === 'matched') return isControlled ? methods : [naturalMatchedEntry, ...methods];
  const isPlain = ({ name }: MethodEntry) => name === naturalEntry.name;
  const all = methods.some(isPlain) ? methods : [naturalEntry, ...methods];
  if (all.some((entry) => entry.matched)) return all;
  return all.flatMap((entry) => (isPlain(entry) ? [entry, naturalMatchedEntry] : [entry]));
}

/**
 * Settings of the attack: those that are given over others; the headline is the largest radius where it would be none of them.
 *
 * @param given those that are asked for.
 * @param basis those of the preset, or of the results.
 */
export function attackOf(given: Partial<AttackSettings> = {}, basis: AttackSettings): AttackSettings {
  check(attackSchema, 'attack', given);
  const radii = given.radii ?? basis.radii;
  const kept = radii.includes(basis.headline) ? basis.headline : radii.at(-1)!;
  const attack = { ...basis, headline: kept, ...given, radii };
  if (!radii.includes(attack.headline)) {
    throw new UsageError(
      `attack.headline is ${attack.headline}, but must be one of attack.radii: ${radii.join(', ')}.`,
    );
  }
  return attack;
}

/** Attacks on words of a task that has words. */
function wordsOf(given: Partial<WordAttackSettings>, task: Task): WordAttackSettings {
  check(wordAttackSchema, 'wordAttack', given);
  const data = task.settings?.data ?? task.info.data;
  checkWordy(task.kind, data);
  if (!task.texts) {
    throw new UsageError(
      `${data} is token ids without their texts, so no words can be attacked: leave out wordAttack.`,
    );
  }
  if (given.part === 'pair' && !task.texts.examples.pairs) {
    throw new UsageError('wordAttack.part is pair, but the examples are single texts: leave it out.');
  }
  return wordAttackOf(given);
}

function check(schema: object, name: string, value: unknown): void {
  const mistake = mistakeIn(value, schema, { root: name, prefix: `${name}.` });
  if (mistake !== undefined) throw new UsageError(mistake);
}
