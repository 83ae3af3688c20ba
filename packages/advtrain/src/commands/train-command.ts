import { join } from 'node:path';
import {
  bytes,
  claimFolder,
  count,
  duration,
  hasShare,
  hash,
  lengthsOf,
  measuredOf,
  optionsText,
  points,
  radiusOf,
  run,
  sizeNotes,
  store,
  UsageError,
  version,
  withInterval,
} from '@advtrain/compare';
import type { Json, RunResult } from '@advtrain/compare';
import type { MethodEntry } from '@advtrain/core';
import type { Recipe } from '@advtrain/datasets';
import { knownModel } from '@advtrain/models';
import { Command } from 'commander';
import { isAboutImages } from '../loading/load-splits.ts';
import { methods } from '../methods.ts';
import { methodNamed } from '../settings/assignments.ts';
import type { Config } from '../settings/config.ts';
import { configOf, hasModel, recipeNamed } from '../settings/recipes.ts';
import { checked, resolve } from '../settings/resolve.ts';
import type { Settings } from '../settings/settings.ts';
import { fineTuning, tiny, tinyImages, wholeFile, wholeTask } from '../settings/task-config.ts';
import { interruptible } from '../terminal/ctrl-c.ts';
import { complain } from '../terminal/output.ts';
import { addDataOptions, isOwnFile } from '../options/data-options.ts';
import type { DataFlags } from '../options/data-options.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import { addSettingsOptions, askedOf, number } from '../options/settings-options.ts';
import type { Asked, SettingsFlags } from '../options/settings-options.ts';
import { openSubmissions, writeSubmissions } from './submissions.ts';
import { named } from '../options/named.ts';

interface Flags extends SettingsFlags, DataFlags {
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
}

/** `advtrain train`. */
export function trainCommand(): Command {
  const command = new Command('train')
    .description(
      'Train a model with one method, and save the best evaluation of it: an encoder as a Hugging Face folder.',
    )
    .option('--recipe <name>', 'a published experiment (see advtrain recipes); every other option overrides it')
    .option(
      '--method <name>',
      `the method: ${methods.map(({ name }) => name).join(', ')}, or a plugin's (needed without a recipe)`,
    )
    .option(
      '--task <name>',
      'a task, whole (see advtrain tasks), e.g. glue/cola; its metric chooses the best evaluation',
    )
    .option('--data-from <dir>', 'a folder of original files of the task (default: ADVTRAIN_DATA, then the hub)', named)
    .option('--tiny', 'a trial within seconds: a tiny random model of that family, and 256 examples')
    .option('--out <dir>', 'the folder that the model is saved in (needed without a recipe)', named)
    .option('--patience <n>', 'stop after so many evaluations (one an epoch) without a better one', number)
    .option('--submission <dir>', 'write the files for the GLUE test server into this folder', named)
    .option('--seed <n>', 'what everything random follows from', number, 1);
  addDataOptions(addSettingsOptions(command))
    .option('--json', 'print what was measured as JSON')
    .option('--quiet', 'no progress, only the result')
    .option('--backend <name>', 'native, wasm, cpu, tfjs-node or tfjs-node-gpu (default: the fastest there is)')
    .option('--checkpoint-every <seconds>', 'how much training a crash may cost', number, 120)
    .addHelpText(
      'after',
      `
The folder holds config.json, model.safetensors and the tokenizer, as Python's transformers loads them (a net for images:
config.json and model.safetensors); the record of the run is in training/.

Examples:
  $ advtrain train --method freelb --out my-model
  $ advtrain train --recipe freelb/roberta-large/rte
  $ advtrain train --recipe freelb/roberta-large/rte --tiny --data-from ./glue_data
  $ advtrain train --method freelb --task glue/cola --model roberta-base --patience 2 --out my-model
  $ advtrain train --method pgd --task mnist --model yopo-mnist --out my-net
  $ advtrain train --method pgd --set pgd.steps=5 --data my.csv --epochs 3 --out my-model`,
    )
    .action(act);
  return command;
}

async function act(flags: Flags): Promise<void> {
  const { method, settings, out } = asked(flags, await askedOf(flags));
  const how = `Interrupted; the same command again goes on from what is kept in ${out}.`;
  const { session, result } = await interruptible(how, async (signal) => {
    // Before the data are read, which may take a while.
    const claim = await claimFolder(out);
    try {
      const { submission } = flags;
      if (submission !== undefined) await openSubmissions(submission);
      const unlabelled = submission !== undefined;
      const session = await openSession(settings, [method], { ...flags, unlabelled, signal });
      return { session, result: await trained(method, session, out, flags, signal) };
    } finally {
      await claim.release();
    }
  });
  const { status, failure = '', steps, best } = result;
  if (status === 'diverged' && !best) throw new Error(`${failure} Nothing was saved.`);
  process.stdout.write(flags.json ? `${JSON.stringify(result, null, 2)}\n` : summary(method, result, session, out));
  if (status === 'finished') return;
  const what = status === 'diverged' ? 'diverged, and what is saved is from before' : `was stopped after step ${steps}`;
  complain(`advtrain: Training ${what}: ${failure}`);
  process.exitCode = 1;
}

/** What is to be trained, and where it goes. */
interface Requested {
  readonly method: MethodEntry;
  readonly settings: Settings;
  readonly out: string;
}

/** What the flags ask for. Throws a `UsageError` where they do not fit. */
function asked(flags: Flags, { known, configs }: Asked): Requested {
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
  if (flags.task !== undefined && data !== undefined) {
    const other = flags.data === undefined ? `data in ${flags.config ?? ''}` : '--data';
    throw new UsageError(`--task and ${other} both say what is trained on; give one of them.`);
  }
  const { patience = 1 } = flags;
  if (!Number.isInteger(patience) || patience < 1) {
    throw new UsageError(`--patience is ${patience}, but must be a whole number, at least 1.`);
  }
  // In a trial, a pretrained model's name says of which family the tiny one is.
  const own = flags.tiny && model !== undefined && knownModel(model) ? configs.map(withoutModel) : configs;
  const run = checked({ methods: [method.name], seeds: [flags.seed] }, 'The command line', known);
  const settings = resolve([...basis(recipe, { ...flags, data, model }), ...own, run], known);
  const ofComparisons = ['budget', 'grid'].find((name) => settings[name as 'budget' | 'grid'] !== undefined);
  if (ofComparisons !== undefined) {
    throw new UsageError(`${ofComparisons} is for advtrain compare; leave it out, and say --epochs, --steps or --set.`);
  }
  if (flags.submission !== undefined && !settings.data.startsWith('glue/')) {
    throw new UsageError(`--submission is for the tasks of GLUE, but the data are ${settings.data}.`);
  }
  return { method, settings, out: flags.out ?? join('advtrain-results', recipe?.name ?? missing('--out')) };
}

/** What the basis of the settings depends on. */
type Basis = Pick<Flags, 'task' | 'tiny'> & Readonly<Record<'data' | 'model', string | undefined>>;

/** What stands before the options of the command line, in the order in which the later wins. */
function basis(recipe: Recipe | undefined, { task = recipe?.task, tiny: isTiny, data, model }: Basis) {
  const images = isAboutImages(task ?? data ?? '');
  return [
    // The whole training is the method's, as published; a late start is what short comparisons begin with.
    { attackFrom: 0 },
    ...(recipe ? [configOf(recipe)] : task === undefined || images ? [] : [fineTuning]),
    ...(isOwnFile(data) ? [wholeFile] : task === undefined ? [] : [wholeTask(task)]),
    ...(isTiny ? [images ? tinyImages : tiny(model ?? recipe?.model ?? 'bert')] : []),
  ];
}

function withoutModel({ model: _, ...rest }: Config): Config {
  return rest;
}

function missing(option: string): never {
  throw new UsageError(`${option} is missing, and there is no --recipe that says it; give one of the two.`);
}

async function trained(
  entry: MethodEntry,
  session: Session,
  out: string,
  flags: Flags,
  signal: AbortSignal,
): Promise<RunResult> {
  const { task, on, engine, settings } = session;
  const { patience, submission } = flags;
  const options = settings.options[entry.name] ?? {};
  const note = (text: string) => {
    on({ kind: 'note', text });
  };
  const kept = store(join(out, 'training'), {}, { alone: true, note });
  const lengths = await lengthsOf(task);
  const relative = hasShare([options, settings.attack]) ? { lengths } : {};
  const determined = {
    ...settings,
    patience,
    methodVersion: entry.version,
    version,
    backend: engine.backend,
    fingerprint: task.fingerprint,
  };
  const key = hash({ ...determined, ...relative } as unknown as Json);
  const name = `${entry.name}-seed${flags.seed}`;
  const measured = measuredOf({ ...task.info, lengths });
  const text = optionsText(options, { entry, measured });
  note(`${entry.title}, seed ${flags.seed}: ${text}`);
  [...task.info.notes, ...sizeNotes(entry, options, measured)].forEach(note);
  kept.begin({ name, key, determined: determined as unknown as Json });
  const result = await run({ entry, options }, flags.seed, {
    task,
    training: settings,
    attack: settings.attack,
    on,
    key,
    signal,
    checkpointSeconds: flags.checkpointEvery,
    record: kept.file(name, key, '.jsonl'),
    checkpoint: kept.file(name, key, '.safetensors'),
    best: { path: kept.file(name, key, '.best.safetensors'), ...(patience === undefined ? {} : { patience }) },
    trained: async (model, pause) => {
      await task.save(out, model.params);
      if (submission !== undefined) await writeSubmissions(submission, settings.data, task, model, { on, pause });
    },
  });
  kept.keep(name, result);
  return result;
}

/** A metric in points; a correlation with answers that are all alike has none. */
function metric(value: number): string {
  return Number.isFinite(value) ? points(value) : 'not defined (its answers are all alike)';
}

function summary(method: MethodEntry, result: RunResult, session: Session, out: string): string {
  const { task, settings } = session;
  const { attack } = settings;
  const scores = task.info.sets.map(({ id, title, examples }) => {
    const values = Object.entries(result.scores?.[id] ?? {}).map(([name, value]) =>
      name === 'accuracy'
        ? `accuracy ${withInterval(value, examples)} on ${count(examples)}`
        : `${name} ${metric(value)}`,
    );
    return `${title} ${values.join(', ')}`;
  });
  const { best, units, seconds, peakBytes, steps, robust, status } = result;
  const headline = radiusOf(attack.headline, { ...task.info, ...(result.lengths ? { lengths: result.lengths } : {}) });
  const at = (wanted: number) => robust.find(({ radius }) => radius === wanted)?.accuracy;
  const clean = at(0);
  const held = at(headline.radius);
  const examples = result.lostAt?.length ?? 0;
  const attacked =
    clean === undefined || held === undefined
      ? ''
      : `; on ${count(examples)} that are attacked ${points(clean)}, and under ${attack.steps} steps of attack at ε ${headline.text} ${withInterval(held, examples)}`;
  const later = status === 'diverged' ? ', for training diverged later' : '';
  const from =
    best && best.step < steps
      ? ` Saved in ${out} as it was after step ${best.step} of ${steps}${later}`
      : ` Saved in ${out}`;
  const cost = `${count(units.counted)} units, ${duration(seconds.training)}, ${bytes(peakBytes)}`;
  const again = result.attempts
    ? ` Begun anew ${result.attempts.length} times, and ended with ${optionsText(result.options)}, learning rate ${result.learningRate ?? 0}.`
    : '';
  return `${method.title}: ${scores.join('; ')}${attacked}; ${cost}.${from}.${again}\n`;
}
