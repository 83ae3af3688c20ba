import { UsageError } from '@advtrain/compare';
import { engine } from '@advtrain/engine';
import { silentReporter, terminalReporter } from '@advtrain/engine/fetch';
import type { Reporter } from '@advtrain/engine/fetch';
import { askedClassifier } from '@advtrain/evaluate';
import type { AskedModel, Pause } from '@advtrain/evaluate';
import type { Command } from 'commander';
import { backendOption } from '../../options/backend-option.ts';
import { number } from '../../options/number.ts';
import { knownBackend } from '../session.ts';
import { checkWindows, docStride, maxAnswerLength } from '../../options/window-options.ts';
import type { WindowFlags } from '../../options/window-options.ts';
import { mustClassify, openTrained } from '../../models/classifier.ts';
import type { LoadedModel } from '@advtrain/models';

/** What commands that answer with a classifier's classes have in common. */
export interface AnsweringFlags extends WindowFlags {
  readonly temperature: number;
  readonly maxLength?: number;
  readonly quiet?: boolean;
  readonly backend?: string;
}

/** A classifier that answers, and the classes that it answers with. */
export interface Answering {
  readonly model: AskedModel;
  readonly labelNames: readonly string[];
}

/** Adds the options that {@link AnsweringFlags} are of. */
export function addAnsweringOptions(command: Command): Command {
  return command
    .option(
      '--temperature <T>',
      'divide logits by it, as advtrain evaluate prints it, so that probabilities are calibrated',
      number,
      1,
    )
    .option(
      '--max-length <n>',
      'tokens of a text, or of a window of a passage, at most (default: what the model reads)',
      number,
    )
    .option(...docStride)
    .option(...maxAnswerLength)
    .option('--unanswerable', 'passages may lack the answer to a question, as in SQuAD 2.0')
    .option('--quiet', 'say nothing but the answers, and what is wrong')
    .option(...backendOption);
}

/** Refuses what no classifier could answer with, before anything is loaded. */
export function checkAnswering({ temperature, maxLength, ...windows }: AnsweringFlags): void {
  checkWindows(windows);
  if (!(temperature > 0)) throw new UsageError(`--temperature is ${temperature}, but must be above 0.`);
  if (maxLength !== undefined && !(Number.isInteger(maxLength) && maxLength >= 3))
    throw new UsageError(`--max-length is ${maxLength}, but must be a whole number, at least 3.`);
}

/** Whether a flag that is about the logits of classes is given where a model has none. */
export function refuseTemperature({ temperature }: AnsweringFlags, what: string): void {
  if (temperature !== 1)
    throw new UsageError(`--temperature divides the logits of classes, but the model ${what}; leave it out.`);
}

/** How a model is asked while other things go on. */
interface Turns {
  /** Awaited between two batches. */
  readonly pause: Pause;
  /** Tokens a batch at most, for nothing else happens meanwhile. Default: no limit. */
  readonly batchTokens?: number | undefined;
}

/** A trained model, with who is told of what happens. */
export interface Opened extends LoadedModel, Turns {
  readonly reporter: Reporter;
}

/** What ends loading, and what happens between batches. */
export interface Opening extends Turns {
  readonly signal: AbortSignal;
}

/** Starts the engine and opens the model of that name, to read as much of a text as flags and model allow. */
export async function openAsked(
  name: string,
  { maxLength: most = Infinity, quiet, backend }: AnsweringFlags,
  { signal, ...turns }: Opening,
): Promise<Opened> {
  const reporter = quiet ? silentReporter : terminalReporter(process.stderr);
  await engine({ reporter, ...(backend === undefined ? {} : { backend: knownBackend(backend) }) });
  const loaded = await openTrained(name, { reporter, signal });
  return { ...loaded, ...turns, maxLength: Math.min(most, loaded.maxLength), reporter };
}

/** A model as a classifier of texts. Throws one sentence for one that is none, and frees that. */
export function answering(name: string, opened: Opened): Answering {
  mustClassify(name, opened);
  return { model: askedClassifier(opened, undefined, opened), labelNames: opened.labelNames };
}
