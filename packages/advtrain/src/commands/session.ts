import { existsSync } from 'node:fs';
import { checkMethod, checkWordy, UsageError } from '@advtrain/compare';
import type { CompareEvent } from '@advtrain/compare';
import { nearest } from '@advtrain/core';
import type { Cluster, MethodEntry } from '@advtrain/core';
import type { Membership } from '../cluster/membership.ts';
import { engine } from '@advtrain/engine';
import type { EngineInfo } from '@advtrain/engine';
import { silentReporter, terminalReporter } from '@advtrain/engine/fetch';
import { catalogue, knownModel } from '@advtrain/models';
import { tellingKept } from '../crashes/telling-kept.ts';
import { badRows } from '../loading/files/bad-rows.ts';
import { kindOfFile } from '../loading/files/load-file.ts';
import type { LoadOptions } from '../loading/load-options.ts';
import { isAboutImages, trainableTask } from '../loading/load-splits.ts';
import { loadTask } from '../loading/load-task.ts';
import { noSuchData } from '../loading/no-such-data.ts';
import type { Loaded } from '../loading/load-task.ts';
import { families } from '../models/scratch.ts';
import type { Settings } from '../settings/settings.ts';
import { lines } from '../terminal/lines.ts';
import { dataOptionsOf } from '../options/data-options.ts';
import type { DataFlags } from '../options/data-options.ts';

/** Backends that can be forced. */
export const backends = ['native', 'wasm', 'cpu', 'tfjs-node', 'tfjs-node-gpu'] as const;

/** What a command that trains begins with: an engine, and data and a model on it. */
export interface Session extends Loaded {
  readonly engine: EngineInfo;
  /** Says on stderr what happens, unless it is to be quiet. */
  readonly on: (event: CompareEvent) => void;
  /** The processes that train together; undefined where this is the only one. */
  readonly cluster: Cluster | undefined;
}

/** How a session is opened. */
export interface SessionOptions extends Pick<LoadOptions, 'dataFrom' | 'unlabelled' | 'said' | 'merge'>, DataFlags {
  readonly backend?: string;
  readonly quiet?: boolean;
  /** Whether several runs are done at once. Default false. */
  readonly several?: boolean;
  readonly signal: AbortSignal;
  /** Which of several processes this one is. Default: the only one. */
  readonly member?: Membership;
}

/** Starts the engine and gets data and model for methods, saying on stderr what happens unless `quiet`. */
export async function openSession(
  settings: Settings,
  methods: readonly MethodEntry[],
  { backend, quiet, several = false, signal, dataFrom, unlabelled, said, merge, member, ...flags }: SessionOptions,
): Promise<Session> {
  checkData(settings.data);
  if (!isAboutImages(settings.data)) checkModel(settings.model);
  const { badRows: policy, ...file } = dataOptionsOf(flags, settings.data);
  const kind = trainableTask(settings.data)?.kind ?? (await kindOfFile(settings.data, file));
  for (const method of methods) checkMethod(method, kind, settings.data);
  if (settings.wordAttack) checkWordy(kind, settings.data);
  const reporter = quiet ? silentReporter : terminalReporter(process.stderr);
  const info = await engine({ reporter, ...(backend === undefined ? {} : { backend: knownBackend(backend) }) });
  // Before the first variable is made.
  const cluster = await member?.join(signal);
  const { onBadRow, conclude } = badRows(policy, reporter);
  // What was named is never replaced.
  const mayFallBack = said !== undefined && !said.has('data') && !said.has('model');
  const how = { dataFrom, unlabelled, mayFallBack, said, merge, signal, reporter };
  const loaded = await loadTask(settings, { ...file, onBadRow, ...how });
  conclude();
  const on = tellingKept(lines(process.stderr, { quiet: quiet ?? false, several }));
  return { engine: info, cluster, on, ...loaded };
}

/** A backend by its name. Throws a {@link UsageError} for one that there is not. */
export function knownBackend(name: string): (typeof backends)[number] {
  const found = backends.find((known) => known === name);
  if (!found)
    throw new UsageError(`--backend is ${name}, but must be one of ${backends.join(', ')}${nearest(name, backends)}.`);
  return found;
}

function checkData(name: string): void {
  if (name === 'reviews' || name === 'spam' || trainableTask(name) || existsSync(name)) return;
  throw noSuchData('--data', name);
}

/** Refuses what is no folder and looks like no repository on the hub either, before anything is read. */
function checkModel(name: string): void {
  const own = ['scratch', ...families.map((family) => `tiny-${family}`)];
  if (own.includes(name) || knownModel(name) || existsSync(name) || /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(name)) return;
  const near = nearest(name, [...own, ...catalogue.map((model) => model.name)]);
  const rule = `but there is no such folder, and it is neither ${own.join(', ')}, nor a model that advtrain models lists${near}.`;
  throw new UsageError(`--model is ${name}, ${rule}`);
}
