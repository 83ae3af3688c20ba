import { UsageError } from '@advtrain/compare';
import { engine } from '@advtrain/engine';
import { silentReporter, terminalReporter } from '@advtrain/engine/fetch';
import type { Reporter } from '@advtrain/engine/fetch';
import { askedClassifier } from '@advtrain/evaluate';
import type { AskedModel } from '@advtrain/evaluate';
import type { Command } from 'commander';
import { number } from '../options/settings-options.ts';
import { knownBackend } from './session.ts';
import { openClassifier } from '../models/classifier.ts';

/** What commands that answer with a classifier's classes have in common. */
export interface AnsweringFlags {
  readonly temperature: number;
  readonly maxLength?: number;
  readonly quiet?: boolean;
  readonly backend?: string;
}

/** A classifier that answers, and the classes that it answers with. */
export interface Answering {
  readonly model: AskedModel;
  readonly labelNames: readonly string[];
  readonly reporter: Reporter;
  /** Frees the model, too. */
  dispose(): void;
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
    .option('--max-length <n>', 'tokens of a text at most (default: what the model reads)', number)
    .option('--quiet', 'say nothing but the answers, and what is wrong')
    .option('--backend <name>', 'native, wasm, cpu, tfjs-node or tfjs-node-gpu (default: the fastest there is)');
}

/** Refuses what no classifier could answer with, before anything is loaded. */
export function checkAnswering({ temperature, maxLength }: AnsweringFlags): void {
  if (!(temperature > 0)) throw new UsageError(`--temperature is ${temperature}, but must be above 0.`);
  if (maxLength !== undefined && !(Number.isInteger(maxLength) && maxLength >= 3))
    throw new UsageError(`--max-length is ${maxLength}, but must be a whole number, at least 3.`);
}

/** Starts the engine and opens the classifier of that name. */
export async function openAnswering(
  name: string,
  { maxLength: most = Infinity, quiet, backend }: AnsweringFlags,
  signal?: AbortSignal,
): Promise<Answering> {
  const reporter = quiet ? silentReporter : terminalReporter(process.stderr);
  await engine({ reporter, ...(backend === undefined ? {} : { backend: knownBackend(backend) }) });
  const loaded = await openClassifier(name, { reporter, ...(signal && { signal }) });
  const { labelNames } = loaded;
  const model = askedClassifier({ ...loaded, maxLength: Math.min(most, loaded.maxLength) });
  return {
    model,
    labelNames,
    reporter,
    dispose: () => {
      model.dispose();
      loaded.model.dispose();
    },
  };
}
