import { join } from 'node:path';
import { UsageError } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import type { Recipe } from '@advtrain/datasets';
import { knownModel } from '@advtrain/models';
import { isAboutImages } from '../../loading/load-splits.ts';
import type { ClusterFlags } from '../../cluster/options.ts';
import { isOwnFile } from '../../options/data-options.ts';
import type { DataFlags } from '../../options/data-options.ts';
import type { Asked, SettingsFlags } from '../../options/settings-options.ts';
import { methodNamed, methodsSet } from '../../settings/assignments.ts';
import { saidIn } from '../../settings/config.ts';
import type { Config } from '../../settings/config.ts';
import { configOf, hasModel, recipeNamed } from '../../settings/recipes.ts';
import { checkedFlags, resolve } from '../../settings/resolve.ts';
import type { Settings } from '../../settings/settings.ts';
import { fineTuning, tiny, tinyImages, wholeFile, wholeTask } from '../../settings/task-config.ts';
import { checkWholeNumbers } from '../../options/whole-numbers.ts';

/** The options of `advtrain train`. */
export interface TrainFlags extends SettingsFlags, DataFlags, ClusterFlags {
  readonly recipe?: string;
  readonly method?: string;
  readonly task?: string;
  readonly tiny?: boolean;
  readonly patience?: number;
  readonly submission?: string;
  readonly seed: number;
  readonly out?: string;
  readonly dataFrom?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly backend?: string;
  readonly checkpointEvery: number;
  readonly merge?: boolean;
}

/** What is to be trained, and where it goes. */
export interface Requested {
  readonly method: MethodEntry;
  readonly settings: Settings;
  /** The names of settings that somebody chose: the flags, or what is usual for such data. */
  readonly said: ReadonlySet<string>;
  readonly out: string;
}

/** What the flags ask for. Throws a `UsageError` where they do not fit. */
export function requested(flags: TrainFlags, { known, configs }: Asked): Requested {
  const recipe = flags.recipe === undefined ? undefined : recipeNamed(flags.recipe);
  const { data, model } = configs.reduce<Config>((all, config) => ({ ...all, ...config }), {});
  if (recipe && !hasModel(recipe) && model === undefined) {
    throw new UsageError(
      `${recipe.name} cannot run as it is, for ${recipe.model} is not among the models here; name another with --model.`,
    );
  }
  const method = methodNamed(flags.method ?? recipe?.method ?? missing('--method'), known);
  if (method.matched) {
    throw new UsageError(`${method.name} is defined by the methods it is compared with; use --method natural here.`);
  }
  const other = methodsSet(flags.set).find((name) => name !== method.name);
  if (other !== undefined)
    throw new UsageError(
      `--set names ${other}, but the method is ${method.name}: leave it out, or choose --method ${other}.`,
    );
  if (flags.task !== undefined && data !== undefined) {
    const other = flags.data === undefined ? `data in ${flags.config ?? ''}` : '--data';
    throw new UsageError(`--task and ${other} both say what is trained on; give one of them.`);
  }
  checkWholeNumbers({ '--patience': flags.patience });
  // In a trial, a pretrained model's name says of which family the tiny one is.
  const own = flags.tiny && model !== undefined && knownModel(model) ? configs.map(withoutModel) : configs;
  const run = checkedFlags({ methods: [method.name], seeds: [flags.seed] }, known);
  // A preset's budget is for comparisons.
  const all = [...basis(recipe, { ...flags, data, model }), ...own, run];
  const { budget: _, ...settings } = resolve(all, known);
  const ofComparisons = ['budget', 'grid', 'wordAttack', 'measure'].find((name) =>
    own.some((config) => name in config),
  );
  if (ofComparisons !== undefined) {
    throw new UsageError(`${ofComparisons} is for advtrain compare; leave it out, and say --epochs, --steps or --set.`);
  }
  if (flags.submission !== undefined && !settings.data.startsWith('glue/')) {
    throw new UsageError(`--submission is for the tasks of GLUE, but the data are ${settings.data}.`);
  }
  if (flags.merge && settings.lora === undefined)
    throw new UsageError('--merge is about the adapters of --lora, which is not given; leave it out.');
  // What is trained for its own sake is never trained on other data in their place.
  const said = saidIn([...all, { data: settings.data, model: settings.model }]);
  return { method, settings, said, out: flags.out ?? join('advtrain-results', recipe?.name ?? missing('--out')) };
}

/** What the basis of the settings depends on. */
type Basis = Pick<TrainFlags, 'task' | 'tiny'> & Readonly<Record<'data' | 'model', string | undefined>>;

/** What stands before the options of the command line, in the order in which the later wins. */
function basis(recipe: Recipe | undefined, { task = recipe?.task, tiny: isTiny, data, model }: Basis) {
  const images = isAboutImages(task ?? data ?? '');
  return [
    // The whole training is the method's, as published; a late start is what short comparisons begin with.
    { attackFrom: 0 },
    ...(recipe ? [configOf(recipe)] : task === undefined || images ? [] : [fineTuning]),
    ...(isOwnFile(data) ? [{ ...wholeFile, epochs: fineTuning.epochs! }] : task === undefined ? [] : [wholeTask(task)]),
    ...(isTiny ? [images ? tinyImages : tiny(model ?? recipe?.model ?? 'bert')] : []),
  ];
}

function withoutModel({ model: _, ...rest }: Config): Config {
  return rest;
}

function missing(option: string): never {
  throw new UsageError(`${option} is missing, and there is no --recipe that says it; give one of the two.`);
}
