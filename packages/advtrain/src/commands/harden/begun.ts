import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synonymTable, wordnet } from '@advtrain/attacks';
import { hash, UsageError, version } from '@advtrain/compare';
import type { Json, MethodOptions, TrainingSettings } from '@advtrain/compare';
import { neighboursOption, reasonOf, writeFileAtomically } from '@advtrain/core';
import type { Cluster } from '@advtrain/core';
import type { FetchOptions, Reporter } from '@advtrain/engine/fetch';
import { checkAlike } from '../../cluster/alike.ts';
import { told } from '../../cluster/told.ts';
import { largeModelRate, small } from '../../loading/suited.ts';
import type { Asked, HardenFlags } from './asked.ts';
import { shares } from './averages.ts';
import { prepared } from './data/prepared.ts';
import type { Prepared } from './data/prepared.ts';
import { estimateOf } from './plan/estimate.ts';
import type { Estimate } from './plan/estimate.ts';
import { forget, keptOr } from './plan/kept.ts';
import { naturalStepsOf, planned } from './plan/planned.ts';
import type { Plan } from './plan/planned.ts';
import { stepsBeforeSizing } from './plan/sized.ts';

/** All that is known before training begins. */
export interface Begun extends Prepared {
  readonly asked: Asked;
  readonly training: TrainingSettings;
  /** Options of methods that are settled: their neighbours of words. */
  readonly settled: Readonly<Record<string, MethodOptions>>;
  /** The attacks on texts by their first names. */
  readonly textAttacks: readonly string[];
  readonly plan: Plan;
  readonly estimate: Estimate;
  /** What everything but the report follows from, beside the plan. */
  readonly determined: Json;
}

/** What is picked under: small, for every model that is trained is attacked. */
export const atThePick = { examples: 150, queries: 10 } as const;

/** Reads and looks at data and model, and plans what is to be done; `keeps` says whether the plan is kept in `--out`. */
export async function begun(
  flags: HardenFlags,
  asked: Asked,
  given: FetchOptions & {
    readonly reporter: Reporter;
    readonly signal: AbortSignal;
    readonly backend: string;
    readonly keeps: boolean;
    /** The processes that train together; undefined where this is the only one. */
    readonly cluster: Cluster | undefined;
    /** Where all of them read what rank 0 writes: `--out`, as it was asked for. */
    readonly results: string;
  },
): Promise<Begun> {
  const { settings, budget, methods, areNamed } = asked;
  const { signal, backend, keeps, cluster, results } = given;
  const found = await prepared(settings, flags, given);
  const { task } = found;
  if (cluster) checkAlike(cluster, hash(task.fingerprint));
  // Each has opened the model for itself; the rates that all train with follow from what came of it.
  const ready = { ...found, before: told(cluster, found.before) };
  const { before } = ready;
  const training = trainingOf(flags, settings, { parameters: task.info.parameters, isTrained: before.measured });
  const temporary = keeps ? undefined : await temporaryFolder();
  try {
    const folder = temporary ?? results;
    const settled = await withNeighbours(flags, asked, ready.texts, { folder, cluster });
    const determined = {
      version,
      backend,
      fingerprint: task.fingerprint,
      training: training as unknown as Json,
      seed: flags.seed,
      maxLength: flags.maxLength,
    };
    const planDetermined = {
      ...determined,
      budget: flags.budget,
      methods: methods.map(({ name }) => name),
      // All are trained where each has its own budget.
      areNamed: areNamed || budget.kind === 'each',
    };
    // The command to repeat it says what the plan came to.
    const alsoAskedBy = ({ allowance, methods }: Plan) => ({ budget: allowance, methods, areNamed: true });
    const { seed } = flags;
    const make = async () =>
      told(
        cluster,
        await planned({ task, training, budget, methods, areNamed, options: settled, seed, signal, cluster }),
      );
    if (keeps && flags.restart) await forget(flags.out);
    const plan = keeps
      ? await keptOr(join(flags.out, 'plan.json'), planDetermined, make, { alsoAskedBy, cluster })
      : await make();
    const textAttacks = ['characters', 'words', ...(flags.neighbours === undefined ? [] : ['substitution'])];
    const estimate = estimated(flags, { ...ready, training, plan, textAttacks });
    return { ...ready, asked, training, settled, textAttacks, plan, estimate, determined };
  } finally {
    if (temporary !== undefined) await rm(temporary, { recursive: true });
  }
}

function trainingOf(
  { learningRate }: HardenFlags,
  { epochs, batchSize, warmup, weightDecay, clipNorm }: TrainingSettings,
  { parameters, isTrained }: { readonly parameters: number; readonly isTrained: boolean },
): TrainingSettings {
  return {
    epochs,
    batchSize,
    learningRate: learningRate ?? (parameters < small ? 1e-4 : largeModelRate),
    warmup,
    weightDecay,
    clipNorm,
    // With a head begun at random an ascent from the first step on ends in one class, and one from a quarter on leaves the model behind in
    // accuracy: bench/harden.md has both.
    attackFrom: isTrained ? 0 : 0.5,
  };
}

/** The file of neighbours of each method that needs one: the one that is named, or WordNet's synonyms of the words there are. */
async function withNeighbours(
  { neighbours }: HardenFlags,
  { methods }: Asked,
  texts: readonly string[],
  { folder, cluster }: { readonly folder: string; readonly cluster: Cluster | undefined },
): Promise<Readonly<Record<string, MethodOptions>>> {
  const needing = methods.filter(({ options }) => neighboursOption(options) !== undefined);
  if (needing.length === 0) return {};
  const path = neighbours ?? join(folder, 'neighbours.json');
  if (neighbours === undefined && (cluster?.rank ?? 0) === 0)
    await writeFileAtomically(path, [JSON.stringify(synonymTable(await wordnet(), texts))]);
  // It is there when all go on.
  told(cluster, null);
  return Object.fromEntries(needing.map(({ name, options }) => [name, { [neighboursOption(options)!]: path }]));
}

type Planned = Pick<Begun, 'task' | 'texts' | 'reported' | 'before' | 'training' | 'plan' | 'textAttacks'>;

function estimated(
  flags: HardenFlags,
  { task, texts, reported, before, training, plan, textAttacks }: Planned,
): Estimate {
  const selection = task.sets['development']!.labels.length;
  const words = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) / texts.length;
  return estimateOf({
    unit: plan.pace / (3 * training.batchSize),
    naturally: training.batchSize * stepsBeforeSizing(naturalStepsOf(plan)),
    // Of each method its averages with natural training too.
    pickedFrom: (1 + shares.length) * plan.methods.length + 1,
    reported: before.measured ? 3 : 2,
    training: plan.seconds,
    selection: { examples: selection, attacked: Math.min(selection, atThePick.examples) },
    report: { examples: reported.labels.length, attacked: Math.min(reported.labels.length, flags.examples) },
    steps: flags.steps,
    balls: { selection: 1, report: 4 },
    words,
    queries: { selection: atThePick.queries, report: flags.queries },
    textAttacks: textAttacks.length,
  });
}

/** A folder for what a dry run makes, which it deletes. */
async function temporaryFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'advtrain-harden-'));
  } catch (error) {
    throw new UsageError(
      `Nothing can be written to ${tmpdir()} (${reasonOf(error)}); name another folder with TMPDIR.`,
      { cause: error },
    );
  }
}
