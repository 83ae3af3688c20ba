import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { calibrationData } from './tasks/calibration-plans.ts';
import { glueTasks } from './tasks/glue-plans.ts';
import { UsageError } from './usage-error.ts';

/** Options as they were typed. */
export type Texts = Readonly<Partial<Record<string, string>>>;

interface Shared {
  /** So little that it shows only that everything runs. */
  readonly quick: boolean;
  /** One JSON object a row instead of the page. */
  readonly json: boolean;
  /** Where the page is written. Undefined: nowhere. */
  readonly out: string | undefined;
}

/** What the command line asks for of the benchmark on texts. */
export interface GlueSettings extends Shared {
  readonly benchmark: 'glue';
  readonly tasks: readonly string[];
  /** Runs of each method. Undefined: as many as each task's plan has. */
  readonly seeds: number | undefined;
  /** Training and development examples of a task at most. */
  readonly examples: number;
  /** Where finished runs are kept. */
  readonly folder: string;
}

/** What the command line asks for of the benchmark of bfloat16. */
export interface PrecisionSettings extends Shared {
  readonly benchmark: 'precision';
  /** Runs of each method in each precision. */
  readonly seeds: number;
  /** Where finished runs are kept. */
  readonly folder: string;
}

/** What the command line asks for of the simulation of comparisons. */
export interface PowerSettings extends Shared {
  readonly benchmark: 'power';
}

/** What the command line asks for of the benchmark of processes that train together. */
export interface ScalingSettings extends Shared {
  readonly benchmark: 'scaling';
  /** The folder of its pictures: that of the documentation, or that of another page. */
  readonly images: string;
}

/** What the command line asks for of the benchmark of calibration. */
export interface CalibrationSettings extends Shared {
  readonly benchmark: 'calibration';
  /** Names of data. */
  readonly tasks: readonly string[];
  /** Runs of each method with sizes by the rule that is picked and with published ones; other rules run once. */
  readonly seeds: number;
  /** Training examples at most, and development examples. */
  readonly examples: number;
  /** Where finished runs are kept. */
  readonly folder: string;
}

/** What the command line asks for of the benchmark of training on words. */
export interface WordsSettings extends Shared {
  readonly benchmark: 'words';
  /** Runs of each method. */
  readonly seeds: number;
  /** Training and development examples at most. */
  readonly examples: number;
  /** A file of words' neighbours. Undefined: synonyms of WordNet. */
  readonly neighbours: string | undefined;
  /** Where finished runs are kept. */
  readonly folder: string;
}

/** What the command line asks for of the benchmark of `advtrain harden`. */
export interface HardenSettings extends Shared {
  readonly benchmark: 'harden';
  /** Hardenings, each with a seed of its own. */
  readonly seeds: number;
  /** Where they are kept. */
  readonly folder: string;
}

/** The nets that the benchmark on images trains. */
const nets = ['yopo-mnist', 'fast-mnist'] as const;

/** What the command line asks for of the benchmark on images. */
export interface MnistSettings extends Shared {
  readonly benchmark: 'mnist';
  /** Processor seconds that the dearest method has. */
  readonly seconds: number;
  readonly net: (typeof nets)[number];
  readonly seed: number;
}

/** What the command line asks for of the attacks on a net that is robust. */
export interface RobustSettings {
  readonly benchmark: 'robust';
  /** One JSON object an attack instead of sentences. */
  readonly json: boolean;
  /** Where the net's model.safetensors is. */
  readonly folder: string;
  /** Images that are attacked: the first. */
  readonly examples: number;
}

/** Checks the options of `robust`. Throws a {@link UsageError} for what is wrong in them. */
export function robustOptions(texts: Texts, { quick, json }: Pick<Shared, 'quick' | 'json'>): RobustSettings {
  const { folder, examples = quick ? '20' : '1000' } = texts;
  if (folder === undefined) throw new UsageError('robust attacks a net of yours: name its folder with --folder.');
  if (!/^[1-9]\d*$/.test(examples))
    throw new UsageError(`--examples is ${examples}, but must be a whole number of at least 1.`);
  return { benchmark: 'robust', json, folder, examples: Number(examples) };
}

/** Checks the options of `glue`. Throws a {@link UsageError} for what is wrong in them. */
export function glueOptions(texts: Texts, { quick, json }: Pick<Shared, 'quick' | 'json'>): GlueSettings {
  const all = quick ? ['glue/rte'] : glueTasks;
  // A part of the page would take the place of the whole.
  const isWhole = ['tasks', 'seeds', 'examples'].every((option) => texts[option] === undefined);
  const tasks = texts['tasks']?.split(',') ?? all;
  const unknown = tasks.find((name) => !glueTasks.includes(name));
  if (unknown !== undefined) throw new UsageError(`--tasks has ${unknown}, but must be of ${glueTasks.join(', ')}.`);
  return {
    benchmark: 'glue',
    quick,
    json,
    tasks,
    out: pageAt('glue.md', texts, quick || !isWhole),
    seeds: texts['seeds'] === undefined && !quick ? undefined : whole('seeds', texts, 1, 1),
    examples: whole('examples', texts, quick ? 8 : 100_000, 1),
    folder: texts['folder'] ?? join('advtrain-results', quick ? 'glue-quick' : 'glue'),
  };
}

/** Checks the options of `precision`. Throws a {@link UsageError} for what is wrong in them. */
export function precisionOptions(texts: Texts, { quick, json }: Pick<Shared, 'quick' | 'json'>): PrecisionSettings {
  return {
    benchmark: 'precision',
    quick,
    json,
    out: pageAt('precision.md', texts, quick),
    seeds: whole('seeds', texts, quick ? 1 : 5, 1),
    folder: texts['folder'] ?? join('advtrain-results', quick ? 'precision-quick' : 'precision'),
  };
}

/** Checks the options of `calibration`. Throws a {@link UsageError} for what is wrong in them. */
export function calibrationOptions(texts: Texts, { quick, json }: Pick<Shared, 'quick' | 'json'>): CalibrationSettings {
  const isWhole = ['tasks', 'seeds', 'examples'].every((option) => texts[option] === undefined);
  const tasks = texts['tasks']?.split(',') ?? (quick ? ['reviews'] : calibrationData);
  const unknown = tasks.find((name) => !calibrationData.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`--tasks has ${unknown}, but must be of ${calibrationData.join(', ')}.`);
  return {
    benchmark: 'calibration',
    quick,
    json,
    tasks,
    out: pageAt('calibration.md', texts, quick || !isWhole),
    seeds: whole('seeds', texts, quick ? 1 : 3, 1),
    examples: whole('examples', texts, quick ? 32 : 1000, 1),
    folder: texts['folder'] ?? join('advtrain-results', quick ? 'calibration-quick' : 'calibration'),
  };
}

/** Checks the options of `words`. Throws a {@link UsageError} for what is wrong in them. */
export function wordsOptions(texts: Texts, { quick, json }: Pick<Shared, 'quick' | 'json'>): WordsSettings {
  const isWhole = ['neighbours', 'seeds', 'examples'].every((option) => texts[option] === undefined);
  return {
    benchmark: 'words',
    quick,
    json,
    out: pageAt('words.md', texts, quick || !isWhole),
    seeds: whole('seeds', texts, quick ? 1 : 3, 1),
    examples: whole('examples', texts, quick ? 32 : 100_000, 1),
    neighbours: texts['neighbours'],
    folder: texts['folder'] ?? join('advtrain-results', quick ? 'words-quick' : 'words'),
  };
}

/** Checks the options of `harden`. Throws a {@link UsageError} for what is wrong in them. */
export function hardenOptions(texts: Texts, { quick, json }: Pick<Shared, 'quick' | 'json'>): HardenSettings {
  return {
    benchmark: 'harden',
    quick,
    json,
    out: pageAt('harden.md', texts, quick || texts['seeds'] !== undefined),
    seeds: whole('seeds', texts, quick ? 1 : 3, 1),
    folder: texts['folder'] ?? join('advtrain-results', quick ? 'harden-quick' : 'harden'),
  };
}

/** Checks the options of `mnist`. Throws a {@link UsageError} for what is wrong in them. */
export function mnistOptions(texts: Texts, { quick, json }: Pick<Shared, 'quick' | 'json'>): MnistSettings {
  const net = nets.find((name) => name === (texts['net'] ?? 'yopo-mnist'));
  if (!net) throw new UsageError(`--net is ${texts['net'] ?? ''}, but must be one of ${nets.join(', ')}.`);
  const seconds = Number(texts['seconds'] ?? (quick ? 5 : 800));
  if (!(seconds > 0)) throw new UsageError(`--seconds is ${texts['seconds'] ?? ''}, but must be above 0.`);
  return {
    benchmark: 'mnist',
    quick,
    json,
    net,
    seconds,
    out: pageAt('mnist.md', texts, quick),
    seed: whole('seed', texts, 1, 0),
  };
}

/** Checks the options of `scaling`. */
export function scalingOptions(texts: Texts, { quick, json }: Pick<Shared, 'quick' | 'json'>): ScalingSettings {
  const { out } = texts;
  const images = out === undefined ? fileURLToPath(new URL('../docs/images', import.meta.url)) : dirname(out);
  return { benchmark: 'scaling', quick, json, out: pageAt('scaling.md', texts, quick), images };
}

/** Checks the options of `power`. */
export function powerOptions(texts: Texts, { quick, json }: Pick<Shared, 'quick' | 'json'>): PowerSettings {
  return { benchmark: 'power', quick, json, out: pageAt('power.md', texts, quick) };
}

function pageAt(name: string, { out }: Texts, partial: boolean): string | undefined {
  return out ?? (partial ? undefined : fileURLToPath(new URL(name, import.meta.url)));
}

function whole(option: string, texts: Texts, otherwise: number, least: number): number {
  const value = Number(texts[option] ?? otherwise);
  if (Number.isInteger(value) && value >= least) return value;
  throw new UsageError(`--${option} is ${texts[option] ?? ''}, but must be a whole number of at least ${least}.`);
}
