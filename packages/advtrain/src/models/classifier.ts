import type { FetchOptions } from '@advtrain/engine/fetch';
import { load } from '@advtrain/models';
import type { LoadedModel } from '@advtrain/models';
import { fetching } from './fetching.ts';

type Options = FetchOptions & { readonly config?: object };

/** Throws one sentence for a model that gives no classes of texts, and frees it. */
export function mustClassify(name: string, { model, labelNames }: LoadedModel): void {
  const { task } = model.config;
  if (task === 'classification' && labelNames.length >= 2) return;
  model.dispose();
  const gives = { 'token-classification': 'tags of words', 'question-answering': 'answers in passages' };
  const instead = (gives as Readonly<Partial<Record<string, string>>>)[task];
  const what = instead === undefined ? 'gives no classes' : `gives ${instead}, and no classes of texts`;
  throw new Error(`${name} ${what}: name a classifier of texts or pairs.`);
}

/** Opens a trained classifier of texts, with the classes that its folder names. Throws one sentence for what is none. */
export async function openClassifier(name: string, options: Options): Promise<LoadedModel> {
  const loaded = await openTrained(name, options);
  mustClassify(name, loaded);
  return loaded;
}

/** Opens a trained model of texts with a head of any kind. Throws one sentence for one whose head is missing. */
export async function openTrained(name: string, options: Options): Promise<LoadedModel> {
  const loaded = await load(name, { ...fetching(options), ...(options.config && { config: options.config }) });
  const problem = headless(name, loaded);
  if (problem === undefined) return loaded;
  loaded.model.dispose();
  throw new Error(problem);
}

/** Whether the folder of a model has no weights of its head, or not all, so that they were drawn at random. */
export function lacksHead({ notes }: Pick<LoadedModel, 'notes'>): boolean {
  return lostOf(notes) !== undefined;
}

function lostOf(notes: readonly string[]): string | undefined {
  return notes.find((note) => note.startsWith('Drawn at random'));
}

function headless(name: string, { notes }: LoadedModel): string | undefined {
  const lost = lostOf(notes);
  if (lost === undefined) return undefined;
  return `${name} answers nothing yet: ${lost} Train it first: advtrain train --model ${name}.`;
}
